"""闭环: a province carries out its environmental responsibility system."""

__version__ = "0.2.0"
