"""Assets on cards: as much of them as whoever asks may see."""

from collections.abc import Iterable

from commands.call import Call
from commands.domain.assets.consent import Seen
from commands.domain.assets.inventory import Asset, Kind, State
from commands.domain.moments import dated, shown
from commands.survey import places
from commands.survey.seeing import View

SECRET = frozenset({"access", "keys", "email"})
"""What only one kind has and only those read who see all: site access, the names of encryption keys."""

Fields = tuple[tuple[str, str], ...]


def state(one: Asset, call: Call) -> str:
    """``out of service until Fri 27 Nov 2359 MST``."""
    return f"{one.state.value} until {shown(one.until, call.zone)}" if one.until else one.state.value


def confirmed(one: Asset, call: Call) -> str:
    """When its owner last said that it is so; what is old says that."""
    if one.confirmed is None:
        return "NOT CONFIRMED"
    old = " (over a year ago)" if one.stale(call.at) else ""
    by = f" by {one.confirmed_by}" if one.confirmed_by else ""
    return f"confirmed {dated(one.confirmed.astimezone(call.zone))}{by}{old}"


def fields(one: Asset, seen: View, call: Call) -> Fields:
    """The fields that may be read, those that hold something."""
    how = seen.sees(one)
    private = one.kind is Kind.PERSON and how is not Seen.ALL
    contact = (("Kind", one.kind.value), ("Owner", seen.owner(one)), ("24 h", "" if private else one.phone))
    if how is Seen.CONTACT:
        return tuple(pair for pair in contact if pair[1])
    more = tuple(
        (name.replace("_", " ").capitalize(), value)
        for name, value in one.more.items()
        if name not in SECRET or how is Seen.ALL
    )
    found = (
        *contact,
        ("State", state(one, call)),
        ("Place", "" if private else places.three(one.lat, one.lon)),
        ("As typed", f"{one.place} ({one.notation}, to {one.precision:,} m)" if one.place and not private else ""),
        ("Ports", "; ".join(one.ports)),
        ("Activation", f"{one.activation} min" if one.activation is not None else ""),
        *more,
        ("Rules", one.rules),
        ("Notes", one.notes),
        ("Contact", one.poc if how is Seen.ALL else ""),
        ("Shared", seen.scope(one).value),
        ("Confirmed", confirmed(one, call)),
        ("Source", one.source),
    )
    return tuple(pair for pair in found if pair[1])


def row(one: Asset, seen: View, call: Call, far: str = "") -> tuple[str, ...]:
    """(id, name, owner, state, minutes, distance, confirmed) of a list; of a contact line only whom to call."""
    if seen.sees(one) is Seen.CONTACT:
        return (one.shown, one.kind.value, seen.owner(one), f"call {one.phone or 'not said'}", "", "", "")
    minutes = f"{one.activation} min" if one.activation is not None else "not said"
    return (one.shown, one.name, seen.owner(one), state(one, call), minutes, far, confirmed(one, call))


HEADER = ("Id", "Name", "Owner", "State", "Ready in", "Away", "Confirmed")


def left_out(among: Iterable[Asset], seen: View) -> tuple[str, ...]:
    """What is not in a list, in words: out of service by name, unshared by count."""
    every = tuple(among)
    out = [one for one in every if one.state in (State.OUT, State.COMMITTED) and seen.reads(one)]
    hidden = seen.withheld(every)
    by_state = {state: [one.shown for one in out if one.state is state] for state in (State.OUT, State.COMMITTED)}
    lines = [f"{len(named)} {state.value} ({', '.join(named[:10])})" for state, named in by_state.items() if named]
    if hidden:
        lines.append(f"{hidden} more {'is' if hidden == 1 else 'are'} not shared with you")
    return tuple(lines)
