"""What the clock says, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Source(StrEnum):
    """Who set a schedule: the configuration file, or somebody by command."""

    FILE = "file"
    COMMAND = "command"


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """One command line, said by the clock in one incident.

    Either ``cron`` is set (five fields, crontab's meaning, in the incident's zone) or ``every``, counted from
    ``anchor``. ``last_due`` is the last due time that was said, so that none is said twice.
    """

    id: int = 0
    incident: str
    command: str
    anchor: datetime
    cron: str = ""
    every: timedelta | None = None
    source: Source = Source.FILE
    last_due: datetime | None = None
    version: int = 0

    @property
    def words(self) -> str:
        """The timing as it was written."""
        return f"cron {self.cron}" if self.every is None else f"every {int(self.every.total_seconds())} s"


@dataclass(frozen=True, kw_only=True)
class Timer:
    """One command line that the clock says once, at ``at``, in one incident; removing it before cancels it."""

    id: int = 0
    incident: str
    at: datetime
    command: str
