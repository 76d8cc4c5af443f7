"""Emergencies: raised by anybody at once, updated, acknowledged, cleared, and taken back where they were false."""
