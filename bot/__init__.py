"""Connects: the running program."""
