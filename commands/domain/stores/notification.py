"""What pages, callouts and people's ways ask of memory: a part of ``commands.domain.store``."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, TypeAlias

from commands.domain.notification.notices import Notice
from commands.domain.notification.pages import Page, PageStep
from commands.domain.notification.ways import Way

RECORDS: TypeAlias = Way | Page | PageStep | Notice
"""The kinds of records that are kept for it."""


class NotificationStore(Protocol):
    """Ways are few for each person; what is asked about many is asked at once."""

    def ways_of(self, incident: str, persons: Collection[str]) -> tuple[Way, ...]:
        """The ways of these persons that were not removed, in their order."""

    def ways_at(self, address: str) -> tuple[Way, ...]:
        """Whose this address is, in all incidents; removed ones among them."""

    def pages(self, incident: str, *, waiting: bool = True, most: int = 30) -> tuple[Page, ...]:
        """The newest pages (or those that nobody has acknowledged), oldest of them first."""

    def page_steps(self, page: int) -> tuple[PageStep, ...]:
        """Everybody who is asked, step by step."""

    def open_codes(self) -> frozenset[str]:
        """The codes that answer something open, in all incidents."""

    def notices_of(self, incident: str, of: str) -> tuple[Notice, ...]:
        """Every notice about a thing, in the order in which they were fixed."""

    def notices_to(self, address: str, code: str = "", most: int = 50) -> tuple[Notice, ...]:
        """The newest notices with a code (this one, if any) to an address, in all incidents; the newest first."""

    def drop_notices(self, incident: str, of: str, at: datetime, persons: Collection[str] | None = None) -> int:
        """Send none that waits any more: about a thing, to these persons (None: to all); how many that were."""
