"""The part of the record that says which incidents have a board."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection

from commands.domain.situation.board import Board
from commands.domain.situation.web import WebLink, WebSession
from storage.bridge.web import Web
from storage.shelf import Shelf
from storage.tables.board import boards

BOARDS = {Board: boards}


class BoardRecords:
    """Answers ``commands.domain.stores.board.BoardStore``."""

    _db: Connection
    _shelf: Shelf

    def board(self, incident: str) -> Board | None:
        """Whether the incident has a board, and who said so; None where nobody ever did."""
        return self._shelf.first(Board, self._shelf.select(Board).where(boards.c.incident == incident))

    def boards(self) -> tuple[Board, ...]:
        """What was said about boards in any incident, those switched off among them, in their order."""
        return self._shelf.all(Board, self._shelf.select(Board).order_by(boards.c.id))

    def make_web_link(self, link: WebLink) -> WebLink:
        """Keep a one-time link to the live board under a fresh id; links and sessions long over are forgotten."""
        return Web(self._db).make_link(link)

    def web_sessions(
        self, at: datetime, *, persons: Collection[str] | None = None, incident: str = ""
    ) -> tuple[WebSession, ...]:
        """The browsers that are signed in at a time (UTC): these persons' own, or the displays of an incident."""
        return Web(self._db).sessions(at, persons=persons, incident=incident)

    def end_web_sessions(self, ids: Iterable[int], at: datetime) -> int:
        """Sign browsers out; how many that were."""
        return Web(self._db).end(ids, at)
