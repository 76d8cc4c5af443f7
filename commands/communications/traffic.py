"""Radio traffic, by net and operator: typed by the radio desk, or every line of a room that is one (ICS 309)."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from commands.call import Call
from commands.domain.cards import words as in_words
from commands.domain.errors import Refused
from commands.domain.folding import SHORT_DIV, place
from commands.domain.incidents import MAIN
from commands.domain.log.logbook import LONGEST, Origin
from commands.domain.log.traffic import PRESSING, Precedence, RadioDesk, Traffic
from commands.domain.messages import Audience, Card, Reply, Table
from commands.domain.moments import near, shown
from commands.domain.organisation.positions import WORDS
from commands.line.converters import Converter, Long, read_text
from commands.line.grammar import LONGEST_LINE, clean
from commands.line.past import Past
from commands.line.signature import Hint, Key, Rest
from commands.line.who import names_seat
from commands.radio.nets import net_keys
from commands.registry import command
from commands.shared import rights
from commands.shared.belonging import home, name_of, readable
from commands.shared.entering import enter
from commands.shared.finding import found
from commands.shared.heard import heard as heard_of
from commands.shared.telling import told_routinely

MOST = 30
"""Rows that are shown at once."""

LONGEST_STATION = 40


def _read_station(text: str, call: Call) -> str:
    station = read_text(text, call).strip(",:")
    if not any(c.isalnum() for c in station):
        raise ValueError("a station has letters or digits")
    if len(station) > LONGEST_STATION:
        raise ValueError(f"a station has at most {LONGEST_STATION} characters")
    return station


Station = Annotated[
    str, Converter(read=_read_station, hint='a station as it is called, such as DIVA or "Engine 12"', most=1)
]
Channel = Annotated[
    str, Converter(read=lambda text, call: read_text(text, call).upper(), hint="a channel or net", blanks=True)
]


@command(also=("t",), creates=True)
def traffic(
    call: Call,
    from_: Annotated[Station, Key("from")],
    to: Station,
    text: Annotated[Long, Rest()],
    *,
    ch: Annotated[Channel, Hint("the channel or net on which it was heard")] = "",
    at: Annotated[Past | None, Hint("when it was heard; now if empty")] = None,
    precedence: Precedence = Precedence.ROUTINE,
) -> tuple[Reply, ...]:
    """Write down what was heard on the air: from whom, to whom, what.

    t DIVA COMM PAR complete ch:VTAC14 at:0213. What was heard over five minutes ago is marked as a late entry.
    In a room that is a radio desk (traffic desk on) every line is a row, without any command.
    """
    if not _is_station(call, to):
        raise Refused(_for_whom(call, from_, to, text))
    heard = at or call.at - call.late
    row = _written(call, home(call), from_, to, text, ch or _channel(call), heard, precedence)
    words = _line(call, row)
    if precedence in PRESSING and row.group == MAIN:
        return (Reply(text=words, audience=Audience.MAIN),)
    return told_routinely(call, row.group, "heard", row.shown, words)


@command(closed=True)
def list_(call: Call, *, ch: Annotated[Channel, Hint("one channel or net")] = "", since: Past | None = None) -> Reply:
    """List the newest traffic, all or of one channel; only you see the answer.

    traffic list ch:VTAC14 since:0600.
    """
    found = call.store.traffic_rows(
        call.here.id, readable(call), channels=net_keys(call, ch), since=since, most=MOST + 1
    )
    if not found:
        narrowed = f" on {ch}" if ch else ""
        return Reply(text=f"{call.here.shown}: no traffic{narrowed} was written down.")
    newest = found[-MOST:]
    struck = call.store.log_about(call.here.id, [one.shown for one in newest], Origin.VOID)
    rows = tuple(_row(call, one, void=one.shown in struck) for one in newest)
    more = ("Older rows are not shown: narrow it with ch: or since:",) if len(found) > MOST else ()
    footer = f"as of {shown(call.at, call.zone)}"
    card = Card(title=f"{call.here.shown}: traffic", table=Table(_HEADER, rows), lines=more, footer=footer)
    return Reply(text=in_words(card), card=card)


@command(verb="desk on", needs="desk")
def desk_on(call: Call, *, ch: Annotated[Channel, Hint("the channel that is listened to here")] = "") -> Reply:
    """Make this room a radio desk: every line that is said in it is a row of traffic, and still goes to the others.

    traffic desk on ch:VTAC14. In such a room “DIVA COMM PAR complete” is from DIVA to COMM.
    """
    if call.direct:
        raise Refused("Only a room of the incident can be a radio desk, not a direct message. Nothing was changed.")
    known = call.store.radio_desk(str(call.room))
    if known and known.on and known.channel == ch and known.incident == call.here.id:
        return Reply(text=f"This room is a radio desk already, since {shown(known.at, call.zone)}.")
    now = RadioDesk(incident=call.here.id, room=str(call.room), on=True, channel=ch, at=call.at, by=call.who.key)
    _keep(call, known, now)
    on = f" for {ch}" if ch else ""
    text = (
        f"This room is a radio desk{on}: every line in it is written down as traffic. Lines read “DIVA COMM PAR "
        f"complete”, from whom to whom; “{call.everywhere} traffic desk off” ends it."
    )
    return Reply(text=text, audience=Audience.ROOM)


@command(verb="desk off", needs="desk")
def desk_off(call: Call) -> Reply:
    """Make this room an ordinary one again: what is said in it is talk, not traffic."""
    known = call.store.radio_desk(str(call.room))
    if known is None or not known.on:
        return Reply(text="This room is no radio desk. Nothing was changed.")
    _keep(call, known, replace(known, on=False, at=call.at, by=call.who.key))
    return Reply(text="This room is no radio desk any more: what is said in it is talk.", audience=Audience.ROOM)


_CALLED_SO = frozenset(
    (
        "comm",
        "comms",
        "communications",
        "command",
        "dispatch",
        "control",
        "net",
        "base",
        "camp",
        "icp",
        "ops",
        "staging",
    )
)
"""What stations are called, beside the positions."""


def _is_station(call: Call, word: str) -> bool:
    """Is this called by radio? Of words in small letters positions, places, units and stations known here are."""
    said = word.casefold()
    if any(map(str.isdigit, word)) or not word.islower() or " " in word or said in WORDS or said in _CALLED_SO:
        return True
    if len(place(word)) <= SHORT_DIV or found(call, word):
        return True
    earlier = call.store.traffic_rows(call.here.id, readable(call), most=MOST)
    return said in {name.casefold() for row in earlier for name in (row.sender, row.to)}


def _for_whom(call: Call, sender: str, to: str, text: str) -> str:
    said = f"{to} {text}".strip()
    return (
        f"For whom was it? Nothing was recorded. From whom to whom, and what: "
        f"{call.prefix} traffic {sender} COMM {said[:80]}"
    )


def desk_line(call: Call, line: str, said: datetime) -> Traffic | None:
    """Write down what was said in a room that is a radio desk; None where it is none.

    “DIVA COMM PAR complete”, “DIVA to COMM: PAR complete” and “DIVA, COMM, PAR complete” name their stations; of any
    other line nothing is guessed: all of it is what was heard.
    """
    desk = call.store.radio_desk(str(call.room))
    words = clean(line[:LONGEST_LINE])
    if desk is None or not desk.on or desk.incident != call.here.id or not words:
        return None
    sender, to, text = _stations(words)
    return _written(call, call.group, sender, to, text, desk.channel, said, Precedence.ROUTINE, desk=True)


_CALLED = r"[A-Z0-9][A-Z0-9/.-]{1,14}"
"""A station as a log writes it: capitals and digits. Words of talk are never taken for one."""

_NAMED = (
    re.compile(rf"(?P<sender>{_CALLED})\s+(?P<to>{_CALLED})[\s:,]+(?P<text>\S.*)", re.DOTALL),
    re.compile(
        r"(?P<sender>\w[\w /.-]{0,39}?)\s*(?:\bto\b|->|→|>)\s*(?P<to>\w[\w /.-]{0,39}?)\s*:\s*(?P<text>\S.*)",
        re.DOTALL | re.IGNORECASE,
    ),
    re.compile(r"(?P<sender>\w[\w /.-]{0,39}?),\s*(?P<to>\w[\w /.-]{0,39}?),\s*(?P<text>\S.*)", re.DOTALL),
)


def _stations(line: str) -> tuple[str, str, str]:
    for pattern in _NAMED:
        if found := pattern.fullmatch(line):
            return found["sender"], found["to"], found["text"]
    return "", "", line


def _written(
    call: Call,
    group: str,
    sender: str,
    to: str,
    text: str,
    channel: str,
    heard: datetime,
    precedence: Precedence,
    *,
    desk: bool = False,
) -> Traffic:
    row = call.store.add(
        Traffic(
            incident=call.here.id,
            group=group,
            number=call.store.next_number(call.here.id, "traffic"),
            sender=sender,
            to=to,
            words=text[:LONGEST],
            channel=channel,
            precedence=precedence,
            heard=min(heard, call.at),
            at=call.at,
            operator=call.who.key,
            operator_name=name_of(call),
            desk=desk,
        )
    )
    heard_of(call, (row.sender,), row.heard)
    words = f"{row.shown} {row.gist}"
    enter(call, Origin.SYSTEM, words, group=group, about=row.shown, noun="traffic", said=row.heard, seal=row.seal)
    return row


def _channel(call: Call) -> str:
    """The channel that the room listens to, where it is a radio desk."""
    desk = call.store.radio_desk(str(call.room))
    return desk.channel if desk and desk.on else ""


def _keep(call: Call, known: RadioDesk | None, now: RadioDesk) -> None:
    if known is None:
        call.store.add(now)
    else:
        call.store.save(replace(now, id=known.id, version=known.version))


def _line(call: Call, row: Traffic) -> str:
    late = " late entry" if row.late else ""
    by = "" if _may_write_of(call, row.sender) else f" (written down by {name_of(call)})"
    return f"{row.shown} {near(row.heard, call.at, call.zone)}{late} {row.gist}{by}"


def _may_write_of(call: Call, sender: str) -> bool:
    """What a position said is written down by the desk and by its holder; of others it is told who did, so that nobody
    reads a stranger's words as an order of the IC.
    """
    if sender.casefold() != "command" and not names_seat(sender):
        return True
    mine = {one.casefold() for one in rights.positions(call)}
    return rights.may_do("desk", call) or sender.casefold() in mine


_HEADER = ("No.", "Heard", "From", "To", "Channel", "What", "Operator")


def _row(call: Call, row: Traffic, *, void: bool) -> tuple[str, ...]:
    heard = near(row.heard, call.at, call.zone)
    urgent = f"{row.precedence.upper()}: " if row.precedence is not Precedence.ROUTINE else ""
    words = f"{'VOID: ' if void else ''}{urgent}{row.words[:200]}"
    late = " (late entry)" if row.late else ""
    return (row.shown, f"{heard}{late}", row.sender, row.to, row.channel, words, row.operator_name)
