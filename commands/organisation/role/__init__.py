"""Role."""
