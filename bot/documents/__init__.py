"""Documents become files."""
