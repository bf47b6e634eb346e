"""How lists are compared, and what follows from it. Nothing here reads the database."""
