"""The workbench: the shell's home. One sentence says the day; a queue sorted by time left."""
