"""Views of the dockets."""
