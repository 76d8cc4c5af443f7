"""Remembers: the incident's record and the bridge's outbox, on SQLite or PostgreSQL."""
