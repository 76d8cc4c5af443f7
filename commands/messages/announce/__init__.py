"""Announcements: to whom they go, and who has acknowledged them."""
