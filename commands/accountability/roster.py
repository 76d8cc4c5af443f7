"""The roster: who is checked in."""

from collections.abc import Sequence
from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import Resource, division, total
from commands.domain.cards import words
from commands.domain.folding import agency_key
from commands.domain.messages import Card, Reply, Table
from commands.domain.moments import clock, shown
from commands.line.converters import Converter, Div
from commands.line.nearest import nearest
from commands.paper import later, roster_file
from commands.registry import command
from commands.shared.finding import found
from commands.shared.folding import told_together


def _read_csv(text: str, _: Call) -> str:
    if text.casefold() != "csv":
        raise ValueError("it is not csv")
    return "csv"


Csv = Annotated[str, Converter(read=_read_csv, hint="csv, for a file", options=("csv",))]

MOST_ROWS = 100
"""Rows that are shown at once; a longer list is narrowed by agency or div."""


@command(also=("resource", "resources"), closed=True)
def roster(call: Call, agency: str = "", *, div: Div = "", csv: Csv = "") -> Reply:
    """List who is checked in, all or by agency or div; only you see the answer.

    roster agency:Crescent: every agency with Crescent in its name. roster div A: Division A. roster csv: as a file.
    roster E12: what is checked in under that name.
    """
    if "csv" in agency.casefold().split():
        agency, csv = " ".join(word for word in agency.split() if word.casefold() != "csv"), "csv"
    here, store = call.here.id, call.store
    agencies = {name: of for name, of in store.agencies(here, div).items() if _names(agency, name)}
    if not agencies and agency and (named_so := found(call, agency)):
        return _named(call, named_so)
    if not agencies:
        return Reply(text=_nobody(call, agency, div))
    if csv:
        return _file(call, tuple(agencies) if agency else None, div)
    sums = total(agencies.values())
    lines = store.roster(here, agencies=agencies if agency else None, div=div, most=MOST_ROWS)
    card = Card(
        title=f"{call.here.shown}: {sums.shown} checked in",
        fields=tuple((name or "No agency", of.shown) for name, of in agencies.items()),
        table=Table(_HEADER, tuple(_row(one, call) for one in lines)),
        lines=_more(sums.resources - len(lines)),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words(card), card=card)


@command(verb="list", closed=True)
def resource_list(call: Call, agency: str = "", *, div: Div = "") -> Reply:
    """List what is checked in, all or by agency or div, with what each does now; only you see the answer.

    resource list div A.
    """
    return roster(call, agency, div=div)


@command(verb="fold", needs="clock")
def fold(call: Call) -> tuple[Reply, ...]:
    """Tell in one line what came too thick to be told one by one."""
    return told_together(call)


def _file(call: Call, agencies: tuple[str, ...] | None, div: str) -> Reply:
    """The roster as a file, made when it is posted; the first lines of it are read at once."""
    first = call.store.roster(call.here.id, agencies=agencies, div=div, most=MOST_ROWS + 1)
    more = "\n… more lines are in the file" if len(first) > MOST_ROWS else ""
    text = roster_file.csv(first[:MOST_ROWS])
    document = later.roster(call, agencies, div)
    return Reply(text=f"{call.here.shown}, as of {shown(call.at, call.zone)}\n{text}{more}", documents=(document,))


def _named(call: Call, lines: Sequence[Resource]) -> Reply:
    """What is checked in under one name, or radio identifier: it was no agency that was asked for."""
    card = Card(
        title=f"{call.here.shown}: checked in as {lines[0].name}",
        table=Table(_HEADER, tuple(_row(one, call) for one in lines)),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words(card), card=card)


_HEADER = ("Name", "Persons", "Agency", "Div", "Status", "Leader", "Since")


def _row(one: Resource, call: Call) -> tuple[str, ...]:
    since = clock(one.checked_in, call.zone)
    if one.checked_in.astimezone(call.zone).date() != call.at.astimezone(call.zone).date():
        since = shown(one.checked_in, call.zone)
    return (one.name, f"{one.persons:,}", one.agency, one.div, one.status.value, one.leader, since)


def _more(rows: int) -> tuple[str, ...]:
    return (f"… and {rows:,} more: narrow it with agency: or div:",) if rows > 0 else ()


def _names(said: str, agency: str) -> bool:
    """Is the agency meant: by a part of its name, or by another spelling of it?"""
    return said.casefold() in agency.casefold() or agency_key(said) == agency_key(agency)


def _nobody(call: Call, agency: str, div: str) -> str:
    everything = call.store.strength(call.here.id)
    if not everything.resources:
        return f"{call.here.shown}: nobody is checked in."
    wanted = ", ".join(part for part in (agency, division(div)) if part)
    text = f"{call.here.shown}: nobody is checked in for {wanted}; altogether there are {everything.shown}."
    known = {name.casefold(): name for name in call.store.agencies(call.here.id)} if agency else {}
    meant = nearest(agency, known)
    return f"{text} Did you mean {known[meant]}?" if meant else text
