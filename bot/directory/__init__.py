"""Which rooms, accounts and people there are, as they stand now."""
