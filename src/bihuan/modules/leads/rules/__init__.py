"""Judgements without a database: dates, likeness, the words of an opinion, what a step demands."""
