"""What stands where: the state of one event in each of its zones, whatever order its messages came in.

A message speaks for the zones that it names and for no other, so a cancel for a part ends only that part; one that
names none speaks for all. The state is made anew from all messages, by the time at which each was sent, so the order of
their arrival cannot matter. Of two sent at one moment one that refers to an earlier message comes later, and then one
that goes on: it is never taken for an all-clear.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from commands.domain.alerts import vtec
from commands.domain.alerts.area import Place, same_zone, zones_of
from commands.domain.alerts.cap import CapAlert
from commands.domain.alerts.vtec import Action, Vtec

ENDING = frozenset({"Cancel", "Error"})


@dataclass(frozen=True)
class Said:
    """What one message says of one event."""

    sent: datetime
    triple: str
    action: Action
    zones: tuple[str, ...]  # none: all that the event has
    until: datetime | None
    refers: bool = False  # to an earlier one, so it comes behind what was sent at the same moment

    @property
    def order(self) -> tuple[datetime, bool, bool, str]:
        """What comes later counts."""
        return self.sent, self.refers, self.action is Action.GOES_ON, self.triple


@dataclass(frozen=True)
class Stands:
    """How an event stands in one zone; ``by`` is the triple of the message that says so."""

    action: Action
    sent: datetime
    until: datetime | None
    by: str

    def active(self, at: datetime) -> bool:
        """Does it still go on at this moment, as far as it was said?"""
        return self.action is Action.GOES_ON and (self.until is None or self.until > at)


def vtecs(alert: CapAlert) -> tuple[Vtec, ...]:
    """The codes of an alert, each event once."""
    texts = [text for info in alert.infos for text in info.all_of("VTEC")]
    read = (vtec.read(text, alert.sent) for text in texts)
    return tuple({one.key: one for one in read if one}.values())


def said_of(alert: CapAlert, key: str) -> Said:
    """What a message says of the event with this key: a VTEC key, or any other where it has no such code."""
    code = next((one for one in vtecs(alert) if one.key == key), None)
    ends = alert.type in ENDING
    action = Action.ENDS if ends else code.action if code else Action.GOES_ON
    until = max((info.until for info in alert.infos if info.until), default=None)
    if code and code.end and not any(info.ends for info in alert.infos):
        until = code.end
    return Said(alert.sent, alert.triple, action, zones_of(alert), until, bool(alert.references))


def fold(messages: Iterable[Said]) -> Mapping[str, Stands]:
    """The state in each zone after all messages; the same for every order in which they are given."""
    state: dict[str, Stands] = {}
    for one in sorted(messages, key=lambda said: said.order):
        for zone in one.zones or tuple(state):
            state[zone] = Stands(one.action, one.sent, one.until, one.triple)
    return state


def ours(state: Mapping[str, Stands], place: Place) -> Mapping[str, Stands]:
    """The zones that are the incident's; all of them where none can be told to be."""
    mine = {zone: one for zone, one in state.items() if any(same_zone(own, zone) for own in place.zones)}
    return mine or state


def active(state: Mapping[str, Stands], at: datetime) -> Collection[str]:
    """The zones in which it goes on."""
    return tuple(zone for zone, one in state.items() if one.active(at))
