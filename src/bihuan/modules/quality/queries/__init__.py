"""Reads: files of readings, and the tables they are judged by."""
