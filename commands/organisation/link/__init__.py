"""Rooms that hear each other: joined by a code, paused, taken out, and what is told of joins and leaves in them."""
