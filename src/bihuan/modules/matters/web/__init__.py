"""Pages of the matter lists in the workbench."""
