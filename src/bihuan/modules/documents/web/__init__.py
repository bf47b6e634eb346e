"""Pages of papers in the workbench."""
