"""What a configuration may say, and every fault of it at once."""
