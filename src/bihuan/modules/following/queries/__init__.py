"""Reads: what holds in a place on a day, coverage, who is affected, published copies."""
