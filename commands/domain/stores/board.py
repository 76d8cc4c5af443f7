"""What boards ask of memory: a part of ``commands.domain.store``."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Protocol, TypeAlias

from commands.domain.situation.board import Board
from commands.domain.situation.web import WebLink, WebSession

RECORDS: TypeAlias = Board
"""The kinds of records that are kept for it."""


class BoardStore(Protocol):
    """Boards are few: one row for each incident that ever had one."""

    def board(self, incident: str) -> Board | None:
        """Whether this incident has a board; None where nobody ever said."""

    def boards(self) -> tuple[Board, ...]:
        """Of all incidents, those that were switched off among them."""

    def make_web_link(self, link: WebLink) -> WebLink:
        """Keep a one-time link to the live board under a fresh id."""

    def web_sessions(
        self, at: datetime, *, persons: Collection[str] | None = None, incident: str = ""
    ) -> tuple[WebSession, ...]:
        """The browsers that are signed in: these persons' own, or the displays of an incident; oldest first."""

    def end_web_sessions(self, ids: Iterable[int], at: datetime) -> int:
        """Sign browsers out; how many that were."""
