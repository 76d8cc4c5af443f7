"""How to reach people: taken where nobody reads along, shown to a few positions only (ICS 205A)."""

from typing import Annotated

from commands.accountability.checkin import change, checked_in_for
from commands.call import Call
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Card, Reply, Table
from commands.domain.moments import shown
from commands.line.converters import Agency
from commands.line.signature import Hint
from commands.registry import command
from commands.shared import rights
from commands.shared.finding import Known, found, required
from commands.shared.private_words import not_overheard
from commands.shared.speaker import myself

MOST_ROWS = 100

SHORTEST_NUMBER = 5
"""Digits of a telephone number or a pager; fewer may be the name of a resource."""


@command(also=("contacts",))
def contact(
    call: Call,
    name: Annotated[Known | None, Hint("empty for yourself")] = None,
    phone: Annotated[str | None, Hint("telephone, pager, cell: only a few may read it")] = None,
    *,
    agency: Agency | None = None,
) -> Reply:
    """Say or ask how somebody is reached; say it by form or direct message only, and only a few may ask.

    contact form opens the form. contact E12 208-555-0100, in a direct message.
    contact E12: privately, for the Communications Unit, RESL, IC, OSC, Safety, Medical.
    """
    if name and _is_number(name) and not found(call, name):
        name, phone = None, f"{name} {phone or ''}".strip()
    if phone:
        not_overheard(call)
        phone = phone.removeprefix("phone ").strip()
    own = name is None or name.casefold() in {"me", "myself"}
    one = myself(call) if own else required(call, name or "", agency)
    if one is None:
        raise Refused(f"You are not checked in, so there is nothing to keep it with: {call.prefix} checkin first.")
    if phone is not None:
        if not checked_in_for(call, one):
            rights.require("contacts", call, f"what is kept of {one.name}")
        change(call, one, {"contact": phone})
        return Reply(text=f"Kept for {one.name}; only a few positions can read it.")
    if not checked_in_for(call, one):
        rights.require("contacts", call, f"how {one.name} is reached")
    return Reply(text=f"{one.name} ({one.shown}): {one.contact or 'nothing is kept'}.", audience=Audience.PRIVATE)


def _is_number(name: str) -> bool:
    """A telephone number where a name was expected: it is one's own, and is not to be repeated in a room."""
    return sum(map(str.isdecimal, name)) >= SHORTEST_NUMBER and not any(map(str.isalpha, name))


@command(needs="contacts")
def list_(call: Call) -> Reply:
    """Send you the communications list (ICS 205A) privately: who, in which position, and how they are reached."""
    held = call.store.holders(call.here.id)
    found = call.store.with_contact(call.here.id, MOST_ROWS + 1)
    known = {one.person or str(one.id): one for one in found}
    by_name = {one.name.casefold(): one for one in known.values()}
    rows = []
    for holding in held:
        line = known.get(holding.person) or by_name.get(holding.name.casefold())
        rows.append((holding.seat.shown, holding.who, line.contact if line else "", line.call if line else ""))
    shown_people = {row[1] for row in rows}
    others = sorted(known.values(), key=lambda one: one.name.casefold())
    rows += [(one.shown, one.name, one.contact, one.call) for one in others if one.name not in shown_people]
    if not rows:
        return Reply(text=f"{call.here.shown}: no contact details are kept.")
    card = Card(
        title=f"{call.here.shown}: communications list, sensitive",
        table=Table(("Position", "Name", "Contact", "Call"), tuple(rows[:MOST_ROWS])),
        lines=(f"… and {len(rows) - MOST_ROWS} more",) if len(rows) > MOST_ROWS else (),
        footer=f"as of {shown(call.at, call.zone)}; not for public release",
    )
    return Reply(text=words(card), card=card, audience=Audience.PRIVATE)
