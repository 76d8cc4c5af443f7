"""Matrix: one account is one bot user on one homeserver."""
