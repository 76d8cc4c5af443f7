"""What is wrong with a plan as a plan, without any radio physics."""

import re
from collections.abc import Iterable, Iterator, Sequence

from commands.domain.folding import channel_key
from commands.domain.radio.assignments import Assignment
from commands.domain.radio.findings import Finding, Level
from commands.domain.radio.frequencies import KINDS_WITH_FREQUENCIES, Kind, mhz
from commands.domain.radio.library import Library
from commands.domain.radio.rf_channel import found

SOURCE = "ICS 205 practice"
COMMAND, TACTICAL = "command", "tactical"
DIRECT_NAME = re.compile(r"\dD$")


def hygiene_checks(rows: Sequence[Assignment], library: Library) -> Iterator[Finding]:
    """What is wrong with a plan as a plan (ICS 205 practice): names, functions, calling channels, nets that share or
    lack a channel. Nothing is found in an empty plan.
    """
    for row in rows:
        yield from _row(row, library)
    for same in _by_name(rows):
        yield from _one_name(same)
        yield from _one_channel(same)
    if rows:
        yield from _missing(rows)


def _row(row: Assignment, library: Library) -> Iterator[Finding]:
    channel, known = row.channel, library.named(row.name)
    if DIRECT_NAME.search(row.name) and channel.kind is Kind.PAIR:
        what, sums = "its name ends as a direct channel's, but RX and TX differ.", _sides(row)
        yield found(
            "direct name", Level.WARNING, row, what, sums=sums, do="Set TX = RX, or take off the D.", source=SOURCE
        )
    if known and known.calling and _is(row, TACTICAL):
        what = "a calling channel assigned as a tactical net."
        yield found(
            "calling", Level.WARNING, row, what, do="Keep calling channels free for calling.", source=known.source
        )
    if not row.function:
        yield found("function", Level.INFO, row, "no function given.", do="Say Command, Tactical, …", source=SOURCE)
    if not row.units:
        what = "no division, group or section in Assignment."
        yield found("assignment", Level.INFO, row, what, do="Say who uses it.", source=SOURCE)


def _sides(row: Assignment) -> str:
    both = (("RX", row.channel.rx), ("TX", row.channel.tx))
    return ", ".join(f"{side} {mhz(hertz)}" for side, hertz in both if hertz is not None) + "."


def _is(row: Assignment, function: str) -> bool:
    return function in row.function.casefold()


def _by_name(rows: Iterable[Assignment]) -> Iterator[list[Assignment]]:
    names: dict[str, list[Assignment]] = {}
    for row in sorted(rows, key=lambda row: row.id):
        names.setdefault(channel_key(row.name), []).append(row)
    yield from (same for same in names.values() if len(same) > 1)


def _one_name(same: list[Assignment]) -> Iterator[Finding]:
    values = {row.channel.shown for row in same}
    if len({(row.channel.rx, row.channel.tx, row.channel.talkgroup, row.channel.system) for row in same}) > 1:
        what = f"{same[0].name} means different things in one plan."
        do = "Give each its own name."
        yield _several("duplicate name", Level.CRITICAL, same, what, f"{'; '.join(sorted(values))}.", do)


def _one_channel(same: list[Assignment]) -> Iterator[Finding]:
    fixed = [row for row in same if row.channel.kind in KINDS_WITH_FREQUENCIES and row.channel.kind is not Kind.RECEIVE]
    nets = {channel_key(row.net) or row.id: row.net or row.id for row in fixed}
    if len(nets) > 1:
        what = f"{len(nets)} nets on {same[0].name} in one period: {', '.join(sorted(nets.values()))}."
        yield _several(
            "shared channel", Level.WARNING, fixed, what, "", "One channel, one net; or say that they share it."
        )
    if any(_is(row, COMMAND) for row in fixed) and any(_is(row, TACTICAL) for row in fixed):
        what = f"command and tactical traffic share {same[0].name}."
        yield _several("shared command", Level.WARNING, fixed, what, "", "Give the command net a channel of its own.")


def _several(rule: str, level: Level, rows: list[Assignment], what: str, sums: str, do: str) -> Finding:
    return Finding(
        rule=rule,
        level=level,
        rows=tuple(row.id for row in rows),
        names=tuple(sorted({row.name for row in rows})),
        what=what,
        arithmetic=sums,
        do=do,
        source=SOURCE,
    )


def _missing(rows: Sequence[Assignment]) -> Iterator[Finding]:
    said = " ".join(f"{row.function} {row.net}" for row in rows).casefold()
    wanted = {
        "a ground-to-air channel": ("air",),
        "a safety or emergency channel": ("safety", "emergency", "mayday", "medical"),
    }
    for name, words in wanted.items():
        if not any(word in said for word in words):
            yield Finding(
                rule="missing",
                level=Level.INFO,
                rows=(),
                names=(),
                what=f"The plan has no row for {name}.",
                do="Add one, or say in the special instructions why there is none.",
                source=SOURCE,
                about=(name,),
            )
