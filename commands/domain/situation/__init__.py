"""Situation."""
