"""Yourself."""
