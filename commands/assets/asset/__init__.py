"""The assets of a region: entered, confirmed, shared, found."""
