"""Medical."""
