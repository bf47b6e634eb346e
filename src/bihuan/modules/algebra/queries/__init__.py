"""Reads of relations and findings for those who may see them."""
