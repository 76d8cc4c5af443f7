"""Announce."""
