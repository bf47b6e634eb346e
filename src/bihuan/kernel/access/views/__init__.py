"""Pages of access: entering and leaving, and looking after one's own account."""
