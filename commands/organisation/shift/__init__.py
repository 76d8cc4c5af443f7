"""Shifts and their change: the summary for whoever takes over, the clock for it, and who has accepted."""
