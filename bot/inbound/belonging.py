"""Whether whoever speaks belongs to an incident: by the rooms that they are in now, and by the record."""

from collections.abc import Collection
from datetime import timedelta
from functools import cached_property

from bot.directory.members import FRESH
from bot.inbound.context import Scene
from commands.domain.messages import Room, carried
from commands.domain.organisation.links import GUESSES, WITHIN
from commands.domain.situation.programs import PROGRAMS, ApiScope
from storage.store import Work

MODERATORS, ANYBODY = "moderators", "anybody"
"""Who may open incidents beside the administrators, where that is no list of persons."""

LONGEST_CODE = 40
"""Characters of what is looked up as a code."""


class Belonging:
    """One person's, in one transaction; each question is answered once."""

    def __init__(self, work: Work, scene: Scene, who: str, within: timedelta = FRESH) -> None:
        """``within``: how old a view of the rooms may be."""
        self._work, self._scene, self._who, self._within = work, scene, who, within
        self._known: dict[str, bool] = {}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All accounts of the person."""
        return self._work.record.same_person(self._who)

    def to(self, incident: str) -> bool:
        """Is the person in one of its rooms, in a position, on the roster, or its administrator?"""
        if incident not in self._known:
            if self._who.startswith(PROGRAMS):
                return self._writes(incident)
            inside = any(self.is_in(room) for room in self._rooms(incident))
            self._known[incident] = inside or self.administers(incident) or self._on_record(incident)
        return self._known[incident]

    def _writes(self, incident: str) -> bool:
        """Is this a program whose token is good now, is of this incident, and may write its log?"""
        token = self._work.tokens.speaker(self._who)
        good = token is not None and token.good(self._scene.at) and token.incident == incident
        return good and token is not None and ApiScope.LOG in token.scope

    def somewhere(self) -> bool:
        """Does the person belong to any incident?"""
        return any(self.to(incident) for incident in self._incidents())

    def doubtful(self, among: str = "") -> tuple[str, ...]:
        """The incidents, or this one, of which it is not known whether the person is in one of their rooms."""
        return tuple(
            one
            for one in ([among] if among else self._incidents())
            if not self.to(one) and any(self.is_in(room) is None for room in self._rooms(one))
        )

    def administers(self, incident: str) -> bool:
        """One of the incident's administrators; of all the configuration's where it was opened by command.

        By the account that the configuration names and no other: a pairing carries no administrator's rights.
        """
        return self._who in self._scene.admins.get(incident, self._administrators)

    def is_in(self, room: Room) -> bool | None:
        """Is the person in this room, by any account? None where that is not known."""
        here = [key for key in self.keys if key.partition("/")[0] == room.source]
        found = [self._scene.members.is_in(room, key, self._scene.at, self._within) for key in here]
        return True if True in found else None if None in found else False

    def moderates(self, room: Room) -> bool:
        """Does the person administer the room, as its platform says now?"""
        known = self._scene.members.moderates(room, self._who, self._scene.at)
        return bool(known) and not carried(self._who)

    def may_open(self, room: Room) -> bool:
        """May the person open an incident in this room, by the configuration's ``openers``?"""
        openers = self._scene.openers
        if openers == ANYBODY or self.is_administrator:
            return True
        if isinstance(openers, str):
            return openers == MODERATORS and self.moderates(room)
        return self._among(openers)

    def vouched(self, words: str) -> bool:
        """Do these words hold a code by which a room may join an incident? It stays good; a wrong one is counted."""
        at, record = self._scene.at, self._work.record
        mine = record.guessed(self._who, at - WITHIN)
        parts = [word.replace("-", "") for word in words.split() if any(map(str.isdigit, word))]
        tried = {one for one in ("".join(parts), *parts) if one and len(one) <= LONGEST_CODE}
        if mine >= GUESSES or not tried or len(tried) > GUESSES:
            return False
        found = [record.code(one) for one in tried]
        if any(code is not None and code.incident and code.good(at) for code in found):
            return True
        record.note_guess(self._who, at)
        return False

    @property
    def is_administrator(self) -> bool:
        """Of any incident of the configuration, by the account that it names."""
        return self._who in self._administrators

    def _among(self, keys: Collection[str]) -> bool:
        return bool(keys) and not set(keys).isdisjoint(self.keys)

    @cached_property
    def _administrators(self) -> frozenset[str]:
        return frozenset[str]().union(*self._scene.admins.values())

    def _incidents(self) -> list[str]:
        """Those that have an open room on one of the person's accounts."""
        sources = {key.partition("/")[0] for key in self.keys}
        return sorted({one.incident for one in self._scene.rooms.values() if one.open and one.room.source in sources})

    def _rooms(self, incident: str) -> list[Room]:
        sources = {key.partition("/")[0] for key in self.keys}
        every = self._scene.rooms.values()
        return [one.room for one in every if one.incident == incident and one.open and one.room.source in sources]

    def _on_record(self, incident: str) -> bool:
        record = self._work.record
        return bool(record.held_by(incident, self.keys)) or any(record.own_checkin(incident, key) for key in self.keys)
