"""What the templates are given, worked out: frozen values, no queries inside templates."""
