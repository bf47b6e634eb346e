"""Reads: loaded packs, how duties stand, the matrix, the clause ledger. All take the actor."""
