"""The after-action report as text: sections that a template prints, and the same in Markdown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from commands.domain.paper.aar import Function, Past, channel_problems, counted, measured, timeline
from commands.domain.paper.aar_late import improvements, late
from commands.domain.paper.paper import date_time

DRAFT = (
    "DRAFT, made from the record alone. It says what was recorded, when; why it was so, and what went well, is for the "
    "people who were there. Ask also what was only said on the radio."
)
BY_HAND = ("What went well:", "What did not:", "Why:")

TIMES = ("What", "How often", "Half of them within", "Longest")
ITEMS = ("No.", "Function", "To improve", "What the record says", "Who", "By when")
TIMELINE = ("When", "What")
CHANNELS = ("When", "What", "How it ended")


@dataclass(frozen=True)
class Section:
    """A heading with lines, a table (columns and rows), and questions that are answered by hand."""

    title: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    by_hand: tuple[str, ...] = ()
    level: int = 1


def sections(past: Past, zone: ZoneInfo) -> tuple[Section, ...]:
    """The report, section by section; the same record at the same time gives the same words."""
    return tuple(_sections(past, zone))


def _sections(past: Past, zone: ZoneInfo) -> Iterator[Section]:
    yield Section("Overview", tuple(_overview(past, zone)))
    yield Section("Timeline", (), TIMELINE, _rows(timeline(past, zone)))
    times = measured(past)
    yield Section("Response times", () if times else ("Nothing was measured.",), TIMES, _rows(one.row for one in times))
    behind, numbers = late(past, zone), counted(past)
    found = improvements(past, zone)
    for function in Function:
        lines = [words for what, words in numbers if what is function]
        overdue = [words for what, words in behind if what is function]
        lines += (
            ["Late or owed:", *(f"- {words}" for words in overdue)] if overdue else ["Nothing was late in the record."]
        )
        yield Section(function.value, tuple(lines), by_hand=BY_HAND)
        if function is Function.COORDINATION:
            trouble = channel_problems(past, zone)
            none = () if trouble else ("No outage, interference or overdue patch is in the record.",)
            yield Section("Channel problems", none, CHANNELS, _rows(trouble), level=2)
    items = [
        (f"I-{number}", one.function.value, one.words, one.evidence, "", "") for number, one in enumerate(found, 1)
    ]
    yield Section("Improvement items", () if items else ("The record suggests none.",), ITEMS, tuple(items))


def _overview(past: Past, zone: ZoneInfo) -> Iterator[str]:
    here = past.incident
    number = f", number {here.number}" if here.number else ""
    yield f"{here.shown}{number}{f', type {here.type}' if here.type else ''}"
    until = f" to {date_time(here.closed, zone)}" if here.closed else ", not closed yet"
    yield f"{date_time(here.opened, zone)}{until}; times are {zone.key}"
    for one in past.objectives:
        yield f"Objective O-{one.number}: {one.words}{f' (struck: {one.why})' if one.struck else ''}"


def _rows(rows: Iterable[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows)


def markdown(past: Past, zone: ZoneInfo) -> str:
    """The whole report in Markdown; nothing that people wrote can become markup."""
    lines = [f"# After-action report, draft: {_plain(past.incident.shown)}", "", f"> {DRAFT}", ""]
    head = past.head.shown if past.head else "empty"
    lines += [f"As of {date_time(past.at, zone)}, log {head}.", ""]
    for section in sections(past, zone):
        lines += [f"{'#' * (section.level + 1)} {section.title}", "", *_body(section)]
    return "\n".join(lines).rstrip() + "\n"


def _body(section: Section) -> Iterator[str]:
    for line in section.lines:
        listed, words = line.startswith("- "), line.removeprefix("- ")
        yield f"  - {_plain(words)}" if listed else f"- {_plain(words)}"
    if section.lines:
        yield ""
    if section.rows:
        yield f"| {' | '.join(section.columns)} |"
        yield f"|{' --- |' * len(section.columns)}"
        yield from (f"| {' | '.join(map(_plain, row))} |" for row in section.rows)
        yield ""
    for question in section.by_hand:
        yield f"**{question}**"
        yield ""


def _plain(text: str) -> str:
    """One line in which no character means anything."""
    line = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|!~$" else char for char in line)
