"""Pages: one responsible person is reached wherever they are, or it is said loudly that nobody was."""
