"""Freq."""
