"""General messages (ICS 213) from position to position."""
