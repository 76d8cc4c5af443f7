"""Positions and their rights, operational periods, shifts, and rooms that are linked."""
