"""The pages of the ui itself: cases, steps, attachments, search, help, preferences, specimen."""
