"""The incident's log: writing it, reading it, telling what is significant."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from commands.call import Call
from commands.domain.cards import words as in_words
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN
from commands.domain.log.logbook import LATE, LONGEST, SERIES, WRITTEN, Entry, Origin
from commands.domain.messages import Audience, Card, Reply
from commands.domain.moments import clock, shown, span
from commands.domain.names import headed, person_name
from commands.domain.stores.log import Spoken
from commands.line.converters import Long, id_of
from commands.line.grammar import LONGEST_LINE, clean
from commands.line.past import Past
from commands.line.signature import AtEnd, Hint, Verbatim
from commands.line.times import is_meant
from commands.line.who import Who
from commands.registry import command
from commands.shared.belonging import name_of, readable, reads
from commands.shared.entering import enter
from commands.shared.telling import told_routinely

EntryId = Annotated[int, id_of(SERIES)]

MOST = 30
"""Entries that are shown at once."""

LINE = 300
"""Characters of an entry in a list."""


class Kept(StrEnum):
    """Which entries are listed."""

    PEOPLE = "people"
    SYSTEM = "system"
    ALL = "all"


_ORIGINS = {
    Kept.PEOPLE: WRITTEN,
    Kept.SYSTEM: (Origin.SYSTEM, Origin.SIGNIFICANT, Origin.VOID),
    Kept.ALL: tuple(Origin),
}


@command(closed=True, creates=True)
def log(
    call: Call,
    words: Annotated[Long, Verbatim()],
    *,
    at: Annotated[Past | None, AtEnd(is_meant), Hint("when it happened; now if empty")] = None,
) -> tuple[Reply, ...]:
    """Write a line into the log: everything behind “log” is taken as it stands, without quotes and keys.

    log at:0515 DP 12 closed by a slide: what happened before it was written.
    log strike team 2131C at DP 12. The reaction ⏱ on a message, or “Add to log” in its menu on Slack, adds that
    message with its author and time. show log lists the log; nothing in it is ever changed or deleted.
    """
    said = at or (call.at - call.late if call.late >= LATE else call.at)
    entry = enter(call, Origin.PERSON, words, said=said)
    return _told(call, entry)


@command(noun="addlog", closed=True)
def addlog(call: Call, message: Annotated[str, Hint("the message's id in this room")]) -> tuple[Reply, ...]:
    """Add a message of this room to the log; said by the reaction ⏱ and by “Add to log” in its menu on Slack.

    The entry carries the message's author, its time and the way to it, and who added it.
    """
    found = [one for one in call.store.said_here(call.room, message) if _here(call, one)]
    if not found:
        raise Refused("Not added: only what people said in this room can be added to the log, no post of mine.")
    return tuple(reply for one in found for reply in _added(call, one))


@command(noun="significant", needs="announce")
def significant(call: Call, id: EntryId) -> Reply:
    """Tell an entry of the log to everybody, as a significant event.

    significant L-9.
    """
    entry = one_entry(call, id)
    if entry.origin in (Origin.VOID, Origin.SIGNIFICANT):
        raise Refused(f"{entry.shown} only marks another entry: {entry.about}. Nothing was told.")
    if struck := call.store.log_about(call.here.id, (entry.shown,), Origin.VOID).get(entry.shown):
        raise Refused(f"{entry.shown} is void ({struck.words}, {struck.author_name}). Nothing was told.")
    if told := call.store.log_about(call.here.id, (entry.shown,), Origin.SIGNIFICANT).get(entry.shown):
        return Reply(text=f"{entry.shown} was told already, {shown(told.at, call.zone)} by {told.author_name}.")
    words = f"SIGNIFICANT {in_one_line(call, entry, LONGEST)}"
    once = f"significant/{entry.shown}"
    enter(call, Origin.SIGNIFICANT, words, group=entry.group, about=entry.shown, noun="log", source=once)
    if entry.group != MAIN:  # what belongs to a group is told to that group
        return Reply(text=words, audience=Audience.ROOM, group=entry.group)
    return Reply(text=words, audience=Audience.INCIDENT)


@command(noun="show", verb="log", closed=True)
def show_log(
    call: Call,
    what: Annotated[Kept, Hint("what people wrote, what the system noted, or all")] = Kept.PEOPLE,
    *,
    since: Past | None = None,
    by: Who | None = None,
) -> Reply:
    """List the log's newest entries, with the digest that stands for all of it; only you see the answer.

    show log: what people wrote. show log all since:0600. show log by:@kim since:2h. show log system.
    """
    authors = None if by is None else call.store.same_person(by.key)
    here, groups = call.here.id, readable(call)
    found = call.store.log_entries(here, groups, _ORIGINS[what], authors=authors, since=since, most=MOST + 1)
    head = call.store.log_head(here)
    footer = f"as of {shown(call.at, call.zone)}" + (f"; log {head.shown}" if head else "")
    card = Card(title=f"{call.here.shown}: log", lines=tuple(_lines(call, found, what)), footer=footer)
    return Reply(text=in_words(card), card=card)


def _lines(call: Call, found: Sequence[Entry], what: Kept) -> list[str]:
    if not found:
        other = "" if what is Kept.ALL else f" {call.prefix} show log all lists what the system noted, too."
        return [f"No such entry.{other}"]
    newest = found[-MOST:]
    struck = call.store.log_about(call.here.id, [one.shown for one in newest], Origin.VOID)
    lines = ["Older entries are not shown: narrow it with since: or by:"] if len(found) > MOST else []
    for one in newest:
        void = struck.get(one.shown)
        gone = f"VOID ({void.words}; {void.author_name}): " if void else ""
        lines.append(gone + in_one_line(call, one))
    return lines


def one_entry(call: Call, number: int) -> Entry:
    """The entry of that number, where it may be read here; else Refused."""
    entry = call.store.log_entry(call.here.id, number)
    if entry is None or not reads(call, entry):
        raise Refused(f"There is no {SERIES}-{number} here; nothing was changed. {call.prefix} show log lists the log.")
    return entry


def in_one_line(call: Call, entry: Entry, most: int = LINE) -> str:
    """``L-9 0213 MST Ana Ruiz: …``, the day where it is not today's; a late entry says so."""
    words = entry.words if len(entry.words) <= most else f"{entry.words[:most]}…"
    late = f" (LATE entry, {span(entry.late)})" if entry.late and entry.origin in WRITTEN else ""
    added = f" (added by {entry.by_name})" if entry.by_name else ""
    link = f" {entry.link}" if entry.link else ""
    who = "" if entry.origin is Origin.SYSTEM and entry.author == "clock" else f" {entry.author_name}"
    return f"{entry.shown} {told_at(call, entry)}{who}{late}{added}: {words}{link}"


def told_at(call: Call, entry: Entry) -> str:
    """The time of an entry in the incident's zone, with its day unless that is today."""
    same = entry.said.astimezone(call.zone).date() == call.at.astimezone(call.zone).date()
    return clock(entry.said, call.zone) if same else shown(entry.said, call.zone)


def _told(call: Call, entry: Entry) -> tuple[Reply, ...]:
    return told_routinely(call, entry.group, "logged", entry.shown, in_one_line(call, entry))


def _here(call: Call, one: Spoken) -> bool:
    return one.incident == call.here.id and one.group in (MAIN, call.group)


def _added(call: Call, one: Spoken) -> tuple[Reply, ...]:
    source = f"{one.room}/{one.native}"
    if known := call.store.log_source(call.here.id, source):
        return (Reply(text=f"That is in the log already, as {known.shown} (added by {known.by_name})."),)
    if one.removed:
        raise Refused("Not added: its author has taken that message back.")
    name = one.name or one.who.partition("/")[2]
    entry = call.store.append(
        Entry(
            incident=call.here.id,
            group=one.group,
            origin=Origin.ADDED,
            words=clean(one.words[:LONGEST_LINE])[:LONGEST] or "(a file without words)",
            at=call.at,
            said=min(one.at, call.at),
            author=one.who,
            author_name=headed(person_name(name) or one.who.partition("/")[2], [clean(one.label)])[:200],
            by=call.who.key,
            by_name=name_of(call),
            link=call.link(one.room, one.native),
            source=source,
        )
    )
    return _told(call, entry)
