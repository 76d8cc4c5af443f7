"""What every screen is made of: the record as a person may read it, and panels of plain values for the templates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from commands.call import Call
from commands.domain.moments import near, span
from commands.domain.situation.board import Standing
from commands.situation.board import standing

ALL = 60
"""Rows of one kind on a screen; the others are counted."""


@dataclass(frozen=True)
class State:
    """A state as everybody can see it: ``tone`` is ok, due, over, cry or idle; the template adds shape to the words."""

    tone: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One part of a screen, that is sent again when it has changed. ``values`` are what its template shows."""

    id: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sight:
    """One incident as somebody may see it now. ``allowed`` are the commands that this person may say."""

    call: Call
    groups: tuple[str, ...]
    allowed: frozenset[str] = frozenset()
    writes: bool = True
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """The moment of the snapshot."""
        return self.call.at

    @cached_property
    def standing(self) -> Standing:
        """The facts of the record, as these groups may read them."""
        return standing(self.call, self.groups)

    def may(self, verb: str) -> bool:
        """May this person say it, here, now? A closed incident takes nothing."""
        return self.writes and self.call.here.closed is None and verb in self.allowed

    def near(self, moment: datetime | None) -> str:
        """A time as it is read: with its day where that is not today."""
        return near(moment, self.at, self.call.zone) if moment else ""

    def ago(self, moment: datetime | None) -> str:
        """How long something is past, or ahead."""
        if moment is None:
            return ""
        return span(self.at - moment) if moment <= self.at else f"in {span(moment - self.at)}"


def brief(words: str, most: int = 160) -> str:
    """One line of at most so many characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
