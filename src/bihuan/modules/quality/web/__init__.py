"""Pages of environmental quality in the workbench."""
