"""Regions, agencies, assets, places, and the ways between agencies."""
