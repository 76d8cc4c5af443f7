"""The log, finding again, undoing slips, and the record on paper: forms, packets, the after-action report."""
