"""The use cases of environmental quality."""
