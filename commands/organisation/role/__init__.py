"""Positions: offered, taken, handed over and vacated."""
