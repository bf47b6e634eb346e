"""Django's PostgreSQL, told who acts."""
