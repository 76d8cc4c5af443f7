"""An event that cannot be processed: kept whole under a number, by which a person is told of it."""

import json
import secrets
import traceback
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.runtime import counters
from commands.domain.messages import Reply, Room
from storage.store import Work

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """What was heard, as it came, and what went wrong with it. The log tells the kind of fault, never the words."""

    room: Room | None
    source: str
    raw: object
    fault: BaseException
    number: str = field(default_factory=lambda: secrets.token_hex(3))

    def __post_init__(self) -> None:
        log.error("event kept unprocessed", number=self.number, source=self.source, fault=type(self.fault).__name__)
        counters.POISONED.labels(self.source).inc()

    def keep(self, work: Work, at: datetime) -> None:
        """Into the store, for whoever mends the program."""
        raw = self.raw if isinstance(self.raw, str) else json.dumps(self.raw, default=str)
        trace = "".join(traceback.format_exception(self.fault))
        room = str(self.room) if self.room else None
        work.keeping.trouble(self.number, source=self.source, room=room, raw=raw, fault=trace, at=at)

    @property
    def told(self) -> Reply:
        """For the room in which it was said."""
        return Reply(text=f"A message in this room could not be read; it is kept as {self.number} and was not relayed.")
