"""The domain, in tiers; a module sees only lower tiers."""
