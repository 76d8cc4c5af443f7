"""Radios of a cache: each by its serial number, signed to a person, cloned with a revision of the plan."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class CacheRadio:
    """One radio of the cache, by its serial number.

    ``issue`` is the id of the issue that is open, or 0 while it stands in the cache. ``revision`` is the plan's
    revision with which it was last cloned; None: nobody has said.
    """

    id: int = 0
    incident: str
    serial: str
    serial_key: str
    kind: str = ""
    owner: str = ""
    revision: int | None = None
    issue: int = 0
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class CacheIssue:
    """A radio in somebody's hands, from ``at`` until ``returned``."""

    id: int = 0
    incident: str
    radio: int
    serial: str
    to: str
    revision: int | None = None
    due: datetime | None = None
    at: datetime
    by: str
    returned: datetime | None = None
    returned_by: str = ""
    condition: str = ""
    version: int = 0
