"""The roster: who is checked in."""

from commands.call import Call
from commands.converters import Div
from commands.domain.cards import words
from commands.domain.checkins import Resource, division, total
from commands.domain.messages import Card, Reply, Table
from commands.domain.moments import clock, shown
from commands.registry import command

MOST_ROWS = 100
"""Rows that are shown at once; a longer list is narrowed by agency or div."""


@command(also=("resource", "resources"), closed=True)
def roster(call: Call, agency: str = "", *, div: Div = "") -> Reply:
    """List who is checked in, all or by agency or div; only you see the answer.

    roster agency:Crescent: every agency with Crescent in its name. roster div A: Division A.
    """
    here, store = call.here.id, call.store
    agencies = {name: sums for name, sums in store.agencies(here, div).items() if agency.casefold() in name.casefold()}
    if not agencies:
        return Reply(text=_nobody(call, agency, div))
    found = total(agencies.values())
    lines = store.roster(here, agencies=agencies if agency else None, div=div, most=MOST_ROWS)
    card = Card(
        title=f"{call.here.shown}: {found.shown} checked in",
        fields=tuple((name or "No agency", sums.shown) for name, sums in agencies.items()),
        table=Table(_HEADER, tuple(_row(one, call) for one in lines)),
        lines=_more(found.resources - len(lines)),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words(card), card=card)


_HEADER = ("Name", "Persons", "Agency", "Div", "Leader", "Since")


def _row(one: Resource, call: Call) -> tuple[str, ...]:
    since = clock(one.checked_in, call.zone)
    if one.checked_in.astimezone(call.zone).date() != call.at.astimezone(call.zone).date():
        since = shown(one.checked_in, call.zone)
    return (one.name, f"{one.persons:,}", one.agency, one.div, one.leader, since)


def _more(rows: int) -> tuple[str, ...]:
    return (f"… and {rows:,} more: narrow it with agency: or div:",) if rows > 0 else ()


def _nobody(call: Call, agency: str, div: str) -> str:
    everything = call.store.strength(call.here.id)
    if not everything.resources:
        return f"{call.here.shown}: nobody is checked in."
    wanted = ", ".join(part for part in (agency, division(div)) if part)
    return f"{call.here.shown}: nobody is checked in for {wanted}; altogether there are {everything.shown}."
