"""The ways by which somebody is reached outside the rooms: their own word, and what they answer by them."""
