"""Accounts that run, and whoever watches them."""
