"""The acts on papers."""
