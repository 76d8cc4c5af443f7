"""A region is a record that never ends: an incident that stands. Incidents use it by a one-time code."""

from dataclasses import dataclass
from datetime import datetime

CODE_GROUP = "region"
"""What a code of a region's stands for, beside the codes by which rooms are linked."""

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of a region's code: no I, L, O, 0 and 1, which are mistaken over the air."""

CODE_SIZE = 4
"""``K7QD``: of 923,521; a person may try five in a quarter of an hour, each is good once and for two hours, and both
sides are told who used it."""


@dataclass(frozen=True, kw_only=True)
class Use:
    """An incident uses a region's assets from ``at`` on; either side ends it."""

    id: int = 0
    incident: str
    region: str
    at: datetime
    by: str = ""
    by_name: str = ""
    ended: datetime | None = None
    ended_by: str = ""
    version: int = 0
