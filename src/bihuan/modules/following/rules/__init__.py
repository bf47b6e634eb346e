"""Pure rules: which clauses a place is asked about, what it may answer, and when."""
