"""What somebody who is signed in may see and say: worked out anew from the record each time, as it is in chat.

In which rooms a person is, the program notes in the session; which groups those rooms read, what the person holds and
whether a guest's time is over is read here. A display has no person's rights: it reads what it was made for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from commands.call import Call
from commands.domain.incidents import MAIN, Incident
from commands.domain.messages import Person, page
from commands.domain.situation.web import Looker, WebSession
from commands.registry import Verb, nouns
from commands.shared.rights import may
from storage.store import Work

SAID_HERE = (
    "request",
    "request approve",
    "request change",
    "request deny",
    "request order",
    "request fill",
    "log",
    "traffic",
    "significant",
    "par",
    "announce ack",
    "emergency ack",
    "retry",
    "sitrep",
)
"""The commands that stand behind buttons and forms of the pages."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """One session's, at one moment: the incidents that are seen, each with the groups that are read."""

    session: WebSession
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    allowed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    admin: frozenset[str] = frozenset()  # the incidents that the person administers
    main: frozenset[str] = frozenset()  # those to whose main group the person belongs

    @property
    def person(self) -> bool:
        """A person, who may say commands; else a display."""
        return self.session.kind is Looker.PERSON

    def variant(self, incident: str) -> tuple[object, ...]:
        """Whoever has the same one is shown the same page."""
        return incident, self.groups.get(incident, ()), self.allowed.get(incident, frozenset()), self.person

    def place(self, incident: str) -> str:
        """The room that stands for the page, for what this person says: of the main group where a room of it, a
        position or the configuration lets them in, else of their own one.
        """
        own = [one for one in self.groups.get(incident, ()) if one != MAIN]
        return str(page(incident, own[0] if own and incident not in self.main else ""))


def access(
    work: Work, session: WebSession, admins: Mapping[str, frozenset[str]], at: datetime, zone: ZoneInfo
) -> Access:
    """Read what this session may see now."""
    if not session.good(at):
        return Access(session=session)
    if session.kind is Looker.DISPLAY:
        known = work.record.get(Incident, session.incident)
        return Access(session=session, groups={known.id: session.groups} if known else {})
    groups: dict[str, tuple[str, ...]] = {}
    allowed: dict[str, frozenset[str]] = {}
    admin, main = set[str](), set[str]()
    for incident, its, in_main, administers in _belongs(work, session, admins, at):
        groups[incident.id] = its
        call = call_of(work, incident, session, at, zone, admin=administers)
        allowed[incident.id] = frozenset(one.spoken for one in _verbs() if may(one, call))
        admin |= {incident.id} if administers else set()
        main |= {incident.id} if in_main else set()
    return Access(session=session, groups=groups, allowed=allowed, admin=frozenset(admin), main=frozenset(main))


def call_of(
    work: Work, incident: Incident, session: WebSession, at: datetime, zone: ZoneInfo, *, admin: bool = False
) -> Call:
    """The moment in which a page is read."""
    return Call(
        who=Person(session.person, session.name, "", session.server),
        room=page(incident.id),
        at=at,
        store=work.record,
        zone=ZoneInfo(incident.timezone) if incident.timezone else zone,
        incident=incident,
        admin=admin,
        member=True,
    )


def _belongs(
    work: Work, session: WebSession, admins: Mapping[str, frozenset[str]], at: datetime
) -> Iterator[tuple[Incident, tuple[str, ...], bool, bool]]:
    """Each incident to which the person belongs, the groups that are read, and whether they belong to the main one."""
    keys = work.record.same_person(session.person)
    noted = frozenset(session.rooms or ())
    every = frozenset[str]().union(*admins.values())
    linked = [one for one in work.rooms.all() if one.open and not (one.until and one.until <= at)]
    for incident in work.record.every_incident():
        its = {one.group for one in linked if one.incident == incident.id and str(one.room) in noted}
        administers = session.person in admins.get(incident.id, every)
        held = bool(work.record.held_by(incident.id, keys))
        on_record = held or any(work.record.own_checkin(incident.id, key) for key in keys)
        if its or administers or on_record:
            main = MAIN in its or administers or on_record
            yield incident, (MAIN, *sorted(its - {MAIN})), main, administers


def _verbs() -> list[Verb]:
    found = {verb.spoken: verb for noun in nouns().values() for verb in noun.distinct}
    return [found[name] for name in SAID_HERE if name in found]
