"""The functional core of the matter lists: content, faults, differences, search, dates."""
