"""Decides: plain synchronous functions, (call, words…) → Reply. They send nothing."""
