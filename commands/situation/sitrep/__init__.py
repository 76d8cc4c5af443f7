"""Situation reports, made by hand and on schedule."""
