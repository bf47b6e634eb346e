"""Reads of dockets, positions, precedents, the past, and the published decisions."""
