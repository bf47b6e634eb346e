"""The pure core: packs, membership, occurrences, status and its sentence. No database, no clock."""
