"""What is heard: one corridor for every message."""
