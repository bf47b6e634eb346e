"""The pure core: tables in, readings in, exact figures out. No Django, no clock, no float."""
