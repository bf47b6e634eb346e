"""闭环: a province carries out its environmental responsibility system."""
