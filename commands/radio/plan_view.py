"""The radio plan as a card."""

from collections.abc import Mapping

from commands.call import Call
from commands.domain.cards import words
from commands.domain.folding import channel_key
from commands.domain.messages import Card, Colour, Reply, Table
from commands.domain.moments import shown
from commands.domain.radio.assignments import Assignment, net_of
from commands.domain.radio.findings import ADVISORY
from commands.domain.radio.forms import in_order, sides
from commands.domain.radio.pace import Net, State
from commands.domain.radio.plan_revisions import SHOWN_DIGEST, digest
from commands.radio.changes import changes, head
from commands.radio.desk import Desk, desk

MOST_ROWS = 60
_HEADER = ("Id", "Pos", "Channel", "Net", "For", "RX", "Tone", "TX", "Tone", "M", "Now")


def plan_card(call: Call, period: str = "") -> Reply:
    """All rows of a plan, in the order of the radios."""
    now = desk(call, period)
    nets = {net.name_key: net.net for net in call.store.radio_nets(call.here.id)}
    down = {one.name_key for one in call.store.outages(call.here.id)}
    rows = in_order(row for row in now.plan.rows)
    changed = changes(call, rows)
    card = Card(
        title=f"{call.here.shown}: radio plan {now.plan.period}, {standing(now)}",
        fields=tuple((mark, said) for mark, _, said in (words_.partition(": ") for words_ in head(changed))),
        table=Table(_HEADER, tuple(_row(row, nets, down, changed.get(row.id, "")) for row in rows[:MOST_ROWS])),
        lines=_more(len(rows) - MOST_ROWS)
        + ((f"Instructions: {now.record.instructions}",) if now.record.instructions else ()),
        footer=f"as of {shown(call.at, call.zone)}. {ADVISORY}",
        colour=Colour.RED if down or changed else None,
    )
    return Reply(text=words(card), card=card)


def standing(now: Desk) -> str:
    """``revision 3 (a1b2c3…)``, or what has happened since."""
    if not now.plan.published:
        return "draft, never published"
    last = now.plan.published[-1]
    mark = f"revision {last.number} ({last.digest[:SHOWN_DIGEST]})"
    return mark if digest(now.plan) == last.digest else f"draft, changed since {mark}"


def _row(row: Assignment, nets: Mapping[str, Net], down: set[str], changed: str) -> tuple[str, ...]:
    rx, rx_tone, tx, tx_tone = sides(row.channel)
    place = f"{row.zone}-{row.position}" if row.position else ""
    cells = (row.id, place, row.name, row.net or row.function, ", ".join(row.units), rx, rx_tone, tx, tx_tone)
    return (*cells, row.channel.mode.value, f"{changed.partition(':')[0]} {_state(row, nets, down)}".strip())


def _state(row: Assignment, nets: Mapping[str, Net], down: set[str]) -> str:
    net = nets.get(channel_key(net_of(row)))
    words = "DOWN" if channel_key(row.name) in down else ""
    if net and net.state in {State.MOVING, State.MOVED}:
        return f"{words} {net.shown}".strip()
    return words


def _more(rows: int) -> tuple[str, ...]:
    return (f"… and {rows} more rows: freq export 205 has them all.",) if rows > 0 else ()
