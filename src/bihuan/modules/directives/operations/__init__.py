"""Writes, one file per use case."""
