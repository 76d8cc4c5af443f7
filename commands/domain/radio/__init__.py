"""Radio."""
