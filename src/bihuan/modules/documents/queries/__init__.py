"""Reading what there is to know about papers."""
