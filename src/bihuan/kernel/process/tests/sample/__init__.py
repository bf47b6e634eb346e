"""A small process that uses everything the engine can do; installed in tests only."""
