"""The record taken out of the store, and read back."""
