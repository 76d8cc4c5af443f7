"""Tables of channels are taken in: each row becomes one of the incident's own channels, or is named with why not."""

from dataclasses import replace

from commands.call import Call
from commands.domain.accountability.checkins import counted
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.folding import channel_key
from commands.domain.messages import Audience, Card, Reply, Table
from commands.domain.radio.frequencies import Channel
from commands.domain.radio.records import OwnChannel
from commands.radio.channel_import import Imported, read_table
from commands.radio.channel_rows import Taken
from commands.radio.desk import note

MOST_FOUND = 25
"""Rows of an answer that are shown; the others are counted."""


def take_in(call: Call, table: str) -> Reply:
    """Take in a table, as it was pasted or as a file holds it; the answer names what was not kept.

    Refused where it is no table that is known here.
    """
    try:
        read = read_table(_unfenced(table))
    except ValueError as fault:
        raise Refused(f"Nothing was taken in: {fault}.") from None
    taken, same = [], []
    for one in read.taken:
        try:
            keep_channel(call, one.channel, one.users, one.remarks)
        except Refused:
            same.append(one.channel.name)
        else:
            taken.append(one)
    card = _imported(read, taken, same)
    return Reply(text=words(card), card=card, audience=Audience.ROOM if taken else Audience.QUIET)


def keep_channel(call: Call, channel: Channel, users: str, remarks: str) -> None:
    """Keep a new channel, or the new values of one that is there. Refused where nothing is new."""
    key = channel_key(channel.name)
    known = call.store.own_channel(call.here.id, key)
    told = {"channel": channel, "users": users, "remarks": remarks}
    if known is None:
        call.store.add(OwnChannel(incident=call.here.id, name_key=key, at=call.at, by=call.who.shown, **told))  # type: ignore[arg-type]
    elif known.returned is None and (known.channel, known.users, known.remarks) == (channel, users, remarks):
        raise Refused(f"{channel.name} is there already with just these values, added by {known.by}.")
    else:
        call.store.save(replace(known, returned=None, returned_by="", **told))  # type: ignore[arg-type]
    note(call, f"own channel: {channel.shown}", names=(channel.name,))


def _imported(read: Imported, taken: list[Taken], same: list[str]) -> Card:
    refused = [row.shown for row in read.refused]
    more = (f"… and {len(refused) - MOST_FOUND} more.",) if len(refused) > MOST_FOUND else ()
    known = (f"There already with the same values: {', '.join(same[:MOST_FOUND])}.",) if same else ()
    lost = (f"Not kept, columns: {'; '.join(one.shown for one in read.dropped)}.",) if read.dropped else ()
    rows = tuple((one.channel.shown, one.users, one.remarks) for one in taken[:MOST_FOUND])
    noted = any(users or remarks for _, users, remarks in rows)
    header = ("Channel", "Users", "Remarks") if noted else ("Channel",)
    return Card(
        title=f"{counted(len(taken), 'channel')} taken in from {read.table}, {len(refused)} refused",
        table=Table(header, tuple(row[: len(header)] for row in rows)) if taken else None,
        lines=(*known, *lost, *(f"Refused: {each}" for each in refused[:MOST_FOUND]), *more),
    )


def _unfenced(table: str) -> str:
    """The rows without the fence of a code block."""
    return "\n".join(line for line in table.splitlines() if not line.strip().startswith("```"))
