"""What boards ask of memory: a part of ``commands.domain.store``."""

from typing import Protocol, TypeAlias

from commands.domain.situation.board import Board

RECORDS: TypeAlias = Board
"""The kinds of records that are kept for it."""


class BoardStore(Protocol):
    """Boards are few: one row for each incident that ever had one."""

    def board(self, incident: str) -> Board | None:
        """Whether this incident has a board; None where nobody ever said."""

    def boards(self) -> tuple[Board, ...]:
        """Of all incidents, those that were switched off among them."""
