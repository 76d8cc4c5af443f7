"""An incident and the words by which it is known."""

from dataclasses import dataclass
from datetime import datetime

EXERCISE = "EXERCISE"
"""Stands above everything that the bot posts in an exercise, so that it is never taken for the real thing."""

MAIN = "main"
"""The group in which every incident's record is spoken of; further groups are further conversations."""


@dataclass(frozen=True, kw_only=True)
class Incident:
    """``id`` is the short name of the configuration (``bear-creek``); ``timezone`` is empty where none was named.

    ``type`` is the incident's type, "1" (most complex) to "5", or empty while unknown. ``standing``: it is a region, a
    record that never ends.
    """

    id: str
    name: str
    opened: datetime
    timezone: str = ""
    number: str = ""
    type: str = ""
    exercise: bool = False
    opened_by: str = ""
    closed: datetime | None = None
    closed_by: str = ""
    standing: bool = False
    version: int = 0

    @property
    def shown(self) -> str:
        """The name as it stands above everything that is posted: an exercise is never taken for the real thing."""
        return f"{EXERCISE} {self.name}" if self.exercise else self.name
