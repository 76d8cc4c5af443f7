"""What whoever speaks wants to know: which commands there are, and what waits for them."""
