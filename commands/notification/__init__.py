"""Reaching people outside the rooms: pages, callouts, and the ways by which each is reached."""
