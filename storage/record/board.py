"""The part of the record that says which incidents have a board."""

from sqlalchemy import Connection

from commands.domain.situation.board import Board
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
