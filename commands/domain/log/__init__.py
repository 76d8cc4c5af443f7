"""The log that is sealed entry by entry, its proof, radio traffic, and how both are searched."""
