"""What became of one thing of the record: a row for every change, only ever added."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Thing(StrEnum):
    """What a change is about."""

    REQUEST = "request"
    REPORT = "report"
    DUTY = "duty"  # a report that is owed again and again
    PATCH = "patch"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of one thing; never altered afterwards.

    ``number`` is the thing's within the incident, ``line`` that of a fill line (0: the thing itself). ``was`` and
    ``now`` are its states before and after, ``quantity`` what the thing or the line then counts. ``group`` is the
    group that the thing belongs to: nobody else reads it. ``by`` is a person's key, ``by_name`` as it is read aloud.
    """

    id: int = 0
    incident: str
    group: str
    thing: Thing
    number: int
    line: int = 0
    verb: str
    was: str = ""
    now: str = ""
    quantity: int = 0
    words: str = ""
    at: datetime
    by: str
    by_name: str = ""
