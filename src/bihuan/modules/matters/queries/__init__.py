"""Reads of the matter lists. What the public reads is in `publications` and nowhere else."""
