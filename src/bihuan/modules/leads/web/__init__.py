"""Pages of the dockets in the workbench."""
