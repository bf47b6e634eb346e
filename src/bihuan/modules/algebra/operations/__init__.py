"""Acts of the comparison: measuring, judging, working on findings."""
