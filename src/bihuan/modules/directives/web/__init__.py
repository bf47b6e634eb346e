"""Pages of directives: matrix, clause ledger, own duties, one duty."""
