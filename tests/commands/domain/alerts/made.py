"""Alerts for tests."""

from datetime import UTC, datetime

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
