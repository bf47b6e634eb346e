"""The composition root: settings, URLs, entry points. Imported by nobody."""
