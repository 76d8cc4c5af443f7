"""Encrypted events whose key has not come yet; kept over restarts, told once, relayed once when the key arrives."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.platforms.matrix.cabinet import PENDING, Cabinet

MOST = 1_000
"""Events kept; the oldest go first. Each of them was told to a person and is in the log as it came."""


class Pending:
    """The events by id, in the order in which they were heard."""

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet
        self._events: dict[str, tuple[str, Mapping[str, Any]]] | None = None

    def all(self) -> list[tuple[str, Mapping[str, Any]]]:
        """(room id, encrypted event) of each, the oldest first."""
        return list(self._read().values())

    def has(self, id: str) -> bool:
        """True where a person was told of this event before."""
        return id in self._read()

    def add(self, room: str, event: Mapping[str, Any]) -> None:
        """Keep an event of this room's id on the disk; beyond MOST the oldest go."""
        events = self._read()
        events[event["event_id"]] = (room, event)
        while len(events) > MOST:
            del events[next(iter(events))]
        self._write()

    def drop(self, ids: Iterable[str]) -> None:
        """Forget events that were relayed."""
        gone = [id for id in ids if self._read().pop(id, None)]
        if gone:
            self._write()

    def _read(self) -> dict[str, tuple[str, Mapping[str, Any]]]:
        if self._events is None:
            self._events = {id: (room, event) for id, (room, event) in (self._cabinet.read(PENDING) or {}).items()}
        return self._events

    def _write(self) -> None:
        self._cabinet.write(PENDING, self._events)
