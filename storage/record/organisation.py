"""The organisation's part of the record: positions, hand-overs, periods, rooms, codes, and who is who."""

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, or_, select

from commands.domain.accountability.checkins import Resource
from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import Room
from commands.domain.organisation.links import Code, Group, Identity, Pairing
from commands.domain.organisation.periods import Objective, Period
from commands.domain.organisation.roles import Handing, Handover, Holding, Motion, Standing
from storage.bridge.facts import Keeping
from storage.bridge.outbox import Outbox
from storage.bridge.rooms import Rooms
from storage.sealing.chain import Sealing
from storage.shelf import Shelf
from storage.tables.bridge import people, rooms, said
from storage.tables.incident import incidents, resources
from storage.tables.organisation import (
    codes,
    groups,
    guesses,
    handovers,
    holdings,
    identities,
    motions,
    objectives,
    periods,
    repeats,
)

ORGANISATION = {
    Holding: holdings,
    Handover: handovers,
    Motion: motions,
    Period: periods,
    Objective: objectives,
    Group: groups,
    Code: codes,
    Identity: identities,
}


_MOST = 200
"""People of alike names that are looked at."""


class OrganisationRecords:
    """The part of the Store protocol under “organisation”."""

    _db: Connection
    _shelf: Shelf
    _sealing: Sealing
    rooms_changed: bool = False
    """True once a room was linked or unlinked: the hub then reads the rooms anew."""

    # incidents

    def named(self, name: str) -> tuple[Incident, ...]:
        """Incidents of this name, whatever its case, that are not closed."""
        same = self._shelf.select(Incident).where(func.lower(incidents.c.name) == name.lower())
        return self._shelf.all(Incident, same.where(incidents.c.closed.is_(None)).order_by(incidents.c.id))

    def incidents_on(self, sources: Collection[str], most: int = 100) -> tuple[Incident, ...]:
        """At most so many incidents with a linked room on these accounts (``slack.county``); closed ones last."""
        mine = select(rooms.c.incident).where(rooms.c.source.in_(sources), rooms.c.state != RoomState.UNLINKED.value)
        query = self._shelf.select(Incident).where(incidents.c.id.in_(mine))
        return self._shelf.all(Incident, query.order_by(incidents.c.closed.is_not(None), incidents.c.name).limit(most))

    # positions

    def holders(self, incident: str, positions: Collection[str] | None = None) -> tuple[Holding, ...]:
        """Who holds these positions now (None: any), by position and place, deputies and trainees among them."""
        query = self._shelf.select(Holding).where(holdings.c.incident == incident, holdings.c.ended.is_(None))
        if positions is not None:
            query = query.where(holdings.c.position.in_(positions))
        return self._shelf.all(Holding, query.order_by(holdings.c.position, holdings.c.place, holdings.c.id))

    def held_by(self, incident: str, keys: Collection[str]) -> tuple[Holding, ...]:
        """What these persons' keys hold now, in the order in which they took it."""
        query = self._shelf.select(Holding).where(holdings.c.incident == incident, holdings.c.ended.is_(None))
        return self._shelf.all(Holding, query.where(holdings.c.person.in_(keys)).order_by(holdings.c.id))

    def held_before(self, incident: str, position: str = "", most: int = 50) -> tuple[Holding, ...]:
        """At most so many holdings of a position (or of any), ended or not: the newest, oldest of them first."""
        query = self._shelf.select(Holding).where(holdings.c.incident == incident)
        if position:
            query = query.where(holdings.c.position == position)
        return self._shelf.all(Holding, query.order_by(holdings.c.since.desc(), holdings.c.id.desc()).limit(most))[::-1]

    def handover(self, incident: str, number: int) -> Handover | None:
        """The hand-over of this number, settled or not, or None."""
        query = self._shelf.select(Handover).where(handovers.c.incident == incident, handovers.c.number == number)
        return self._shelf.first(Handover, query)

    def handovers(self, incident: str) -> tuple[Handover, ...]:
        """The hand-overs that both sides have not settled, by number."""
        query = self._shelf.select(Handover).where(handovers.c.incident == incident)
        return self._shelf.all(Handover, query.where(handovers.c.state == Handing.OPEN).order_by(handovers.c.number))

    def motions(self, incident: str, since: datetime | None = None) -> tuple[Motion, ...]:
        """What was moved about command and stands, by number; with ``since`` (UTC) all that was moved after it."""
        query = self._shelf.select(Motion).where(motions.c.incident == incident)
        which = motions.c.state == Standing.STANDING if since is None else motions.c.at > since
        return self._shelf.all(Motion, query.where(which).order_by(motions.c.number))

    # periods

    def periods(self, incident: str, most: int = 20) -> tuple[Period, ...]:
        """At most so many operational periods, the newest, in their order."""
        query = self._shelf.select(Period).where(periods.c.incident == incident)
        return self._shelf.all(Period, query.order_by(periods.c.number.desc()).limit(most))[::-1]

    def objectives(self, incident: str) -> tuple[Objective, ...]:
        """The objectives (ICS 202, block 3) by number, struck ones among them."""
        query = self._shelf.select(Objective).where(objectives.c.incident == incident)
        return self._shelf.all(Objective, query.order_by(objectives.c.number))

    # rooms

    def link_room(self, room: LinkedRoom) -> None:
        """Put a room into a group, or replace what is known of it; whoever is in it will be told who hears it."""
        Rooms(self._db, self._sealing).put(room)
        Keeping(self._db).set_fact(f"announced/{room.room}", None)  # whoever is in it is told who hears it
        self.rooms_changed = True

    def pause_room(self, room: Room, why: str, at: datetime) -> None:
        """Keep back the talk of a room and for it from ``at`` (UTC) on, also what waits; ``why`` is read by people."""
        linked = Rooms(self._db, self._sealing).get(room)
        if linked is not None:
            Rooms(self._db, self._sealing).put(replace(linked, state=RoomState.PAUSED, why=why))
            Outbox(self._db).hold_talk(room)
            Keeping(self._db).set_fact(f"paused/{room}", at.isoformat())
        self.rooms_changed = True

    def resume_room(self, room: Room, at: datetime) -> int:
        """Let what was kept back go out, from ``at`` (UTC) on; returns how many messages that are."""
        linked = Rooms(self._db, self._sealing).get(room)
        if linked is not None:
            Rooms(self._db, self._sealing).put(replace(linked, state=RoomState.LINKED, why=""))
            Keeping(self._db).set_fact(f"resumed/{room}", at.isoformat())
        self.rooms_changed = True
        return Outbox(self._db).let_through()

    def events_shown(self, incident: str, group: str) -> bool:
        """True where joins, leaves and topics of the group's rooms are told in its other rooms."""
        return bool(Keeping(self._db).fact(f"events/{incident}/{group}"))

    def show_events(self, incident: str, group: str, *, on: bool) -> None:
        """Tell a group of joins, leaves and topics in its other rooms from now on, or do not."""
        Keeping(self._db).set_fact(f"events/{incident}/{group}", on)

    def unlink_room(self, room: Room, why: str) -> int:
        """Take a room out of its incident, with why; returns how many messages kept back never go out."""
        linked = Rooms(self._db, self._sealing).get(room)
        if linked is not None:
            Rooms(self._db, self._sealing).put(replace(linked, state=RoomState.UNLINKED, why=why, until=None))
        self.rooms_changed = True
        return Outbox(self._db).drop_held(room, "the room was unlinked while it was paused")

    def linked(self, room: Room) -> LinkedRoom | None:
        """How a room stands, also an unlinked one; None where it never was in an incident."""
        return Rooms(self._db, self._sealing).get(room)

    def rooms_of(self, incident: str) -> tuple[LinkedRoom, ...]:
        """The incident's rooms that are not unlinked, by group."""
        return tuple(Rooms(self._db, self._sealing).of(incident))

    def groups(self, incident: str) -> tuple[str, ...]:
        """The group names, the main group first, then by name: set ones and those that a room uses."""
        mine = select(groups.c.name).where(groups.c.incident == incident)
        used = select(rooms.c.group_name).where(rooms.c.incident == incident, rooms.c.state != RoomState.UNLINKED.value)
        found = set(self._db.execute(mine).scalars()) | set(self._db.execute(used).scalars())
        return (MAIN, *sorted(found - {MAIN}))

    # codes and identities

    def fresh_digits(self) -> str:
        """Ten random digits (of the system's secure source) that no unused code has."""
        while True:
            digits = f"{secrets.randbelow(10**10):010}"
            if self.code(digits) is None:
                return digits

    def fresh_letters(self, letters: str, size: int) -> str:
        """So many random letters out of these (of the system's secure source) that no unused code has."""
        while True:
            made = "".join(secrets.choice(letters) for _ in range(size))
            if self.code(made) is None:
                return made

    def code(self, digits: str) -> Code | None:
        """The newest unused code of these digits, or None; the caller asks whether it is still good."""
        query = self._shelf.select(Code).where(codes.c.digits == digits, codes.c.used.is_(None))
        return self._shelf.first(Code, query.order_by(codes.c.id.desc()))

    def newest_code(self, incident: str, by: str) -> Code | None:
        """The newest code that this person, by key, was given in the incident; None where none was."""
        query = self._shelf.select(Code).where(codes.c.incident == incident, codes.c.by == by)
        return self._shelf.first(Code, query.order_by(codes.c.id.desc()))

    def guessed(self, who: str, since: datetime) -> int:
        """How many wrong codes this person tried since a time (UTC)."""
        mine = select(func.count()).select_from(guesses).where(guesses.c.who == who, guesses.c.at > since)
        return int(self._db.execute(mine).scalar_one())

    def note_guess(self, who: str, at: datetime) -> None:
        """Count a wrong code of this person, at a time (UTC)."""
        self._db.execute(insert(guesses).values(who=who, at=at))

    def same_person(self, key: str) -> tuple[str, ...]:
        """The keys of every account that is the same person as this one, itself among them, sorted."""
        human = select(identities.c.human).where(identities.c.id == key).scalar_subquery()
        found = self._db.execute(select(identities.c.id).where(identities.c.human == human)).scalars()
        return tuple(sorted({key, *found}))

    def pairing(self, who: str, since: datetime) -> tuple[Code, ...]:
        """The pairings that began after a time (UTC) and wait for the word of this account or the other, by age."""
        waiting = codes.c.pairing.in_((Pairing.SAID, Pairing.BY_ASKER, Pairing.BY_OTHER))
        mine = or_(codes.c.by == who, codes.c.used_by == who)
        query = self._shelf.select(Code).where(codes.c.used > since, codes.c.incident == "", waiting, mine)
        return self._shelf.all(Code, query.order_by(codes.c.id))

    def pairings(self, incident: str) -> tuple[dict[str, str], ...]:
        """Key → name of each account of those who are paired and have spoken in the incident, hold or held a position
        in it, or are on its roster: one dict for each person, by key.
        """
        spoke = select(said.c.who).where(said.c.incident == incident)
        held = select(holdings.c.person).where(holdings.c.incident == incident)
        listed = select(resources.c.person).where(resources.c.incident == incident)
        humans = select(identities.c.human).where(identities.c.id.in_(spoke.union(held, listed)))
        named = select(identities.c.id, identities.c.human, people.c.name)
        named = named.join(people, people.c.key == identities.c.id, isouter=True)
        found: dict[str, dict[str, str]] = {}
        for row in self._db.execute(named.where(identities.c.human.in_(humans)).order_by(identities.c.id)):
            found.setdefault(row.human, {})[row.id] = row.name or ""
        return tuple(accounts for accounts in found.values() if len(accounts) > 1)

    def people(self, incident: str, like: str) -> dict[str, str]:
        """Key → name of those on the incident's accounts whose name holds these characters, or whose key ends in them;
        at most 200, the shortest names first.
        """
        sources = set(self._db.execute(select(rooms.c.source).where(rooms.c.incident == incident)).scalars())
        if not sources:
            return {}
        mine = or_(*(people.c.key.startswith(f"{source}/", autoescape=True) for source in sorted(sources)))
        meant = people.c.name.icontains(like, autoescape=True) | (people.c.key.iendswith(like, autoescape=True))
        query = select(people.c.key, people.c.name).where(mine & meant)
        query = query.order_by(func.length(people.c.name), people.c.key).limit(_MOST)
        return {row.key: row.name for row in self._db.execute(query)}

    def persons_by_name(self, incident: str, like: str) -> tuple[Resource, ...]:
        """Single persons checked in by somebody else whose name holds these characters; at most 200, the shortest
        first.
        """
        here = (resources.c.incident == incident) & resources.c.checked_out.is_(None)
        query = self._shelf.select(Resource).where(here, resources.c.persons == 1, resources.c.person == "")
        found = query.where(resources.c.name.icontains(like, autoescape=True))
        return self._shelf.all(Resource, found.order_by(func.length(resources.c.name), resources.c.id).limit(_MOST))

    # what was said a moment ago

    def said_since(self, key: str, since: datetime) -> tuple[datetime, str] | None:
        """(when, what was answered) of a creating command said after a time (UTC); None where it is longer ago."""
        found = self._db.execute(select(repeats).where(repeats.c.key == key, repeats.c.at > since)).first()
        return (found.at, found.answer) if found else None

    def note_said(self, key: str, at: datetime, answer: str, since: datetime) -> None:
        """Keep what was answered to a creating command at ``at``; what was said up to ``since`` (UTC) is forgotten."""
        self._db.execute(delete(repeats).where(or_(repeats.c.key == key, repeats.c.at <= since)))
        self._db.execute(insert(repeats).values(key=key, at=at, answer=answer))
