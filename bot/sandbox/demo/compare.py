"""What a room holds against what it must hold: each message once, in its source's order, under the right name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .shown import Shown

_SAID = re.compile(r"^\[said \d{4}\]\s*(?:<br>)?")
_REPORT = re.compile(r"Situation report (\d+):")
_BLOCK = r"(?:ul|ol|li|blockquote|pre|table|div)"


@dataclass(frozen=True, kw_only=True)
class Said:
    """One message of the script: by whom, on which side, as typed, and how it looks in every room."""

    side: str
    who: int
    author: str
    label: str
    typed: str
    looks: str

    def author_on(self, side: str) -> str:
        """The name over it."""
        return self.author if side == self.side else f"{self.author} ({self.label})"


def looks(message: Shown) -> str:
    """A message's HTML in one form, so that rooms of different platforms can be compared."""
    html = "".join(part.html for part in message.parts)
    html = re.sub(r"</?p>", "", re.sub(r"<a [^>]*?(href=\"[^\"]*\")[^>]*>", r"<a \1>", html))
    html = re.sub(rf"\s*(?:<br>)?\s*(</?{_BLOCK}>)\s*(?:<br>)?\s*", r"\1", html)
    return _SAID.sub("", re.sub(r"\s+", " ", html)).strip()


def reports(room: Iterable[Shown]) -> list[int]:
    """The numbers of the situation reports in a room."""
    found = (_REPORT.search(looks(message)) for message in room if message.bot and not message.only)
    return [int(report[1]) for report in found if report]


def faults(side: str, room: list[Shown], script: list[Said], lines: list[str]) -> Iterator[str]:
    """What is wrong in a room. `lines` are what the bot itself must have said, once each."""
    room = [message for message in room if not message.note and not message.only]
    talk = [message for message in room if not message.bot and not message.source.startswith(("!", "/"))]
    yield from _talk_faults(side, talk, script)
    for line in lines:
        count = sum(line in looks(message) for message in room if message.bot)
        if count != 1:
            yield f"{side}: “{line}” stands there {count} times, not once"
    numbers = reports(room)
    if numbers != list(range(1, len(numbers) + 1)) or not numbers:
        yield f"{side}: situation reports {numbers}, not 1 and on, once each"


def _talk_faults(side: str, talk: list[Shown], script: list[Said]) -> Iterator[str]:
    places: dict[str, list[int]] = {}
    for at, message in enumerate(talk):
        places.setdefault(looks(message), []).append(at)
    for said in script:
        found = places.pop(said.looks, [])
        if len(found) != 1:
            yield f"{side}: “{said.typed}” stands there {len(found)} times, not once"
        elif (author := talk[found[0]].author) != said.author_on(side):
            yield f"{side}: “{said.typed}” is by “{author}”, not by “{said.author_on(side)}”"
    yield from (f"{side}: not in the script, or formatted wrongly: {strange}" for strange in places)
    shown = [looks(message) for message in talk]
    for source in ("slack", "matrix"):
        order = [said for said in script if said.side == source and said.looks in shown]
        for before, after in pairwise(order):
            if shown.index(before.looks) > shown.index(after.looks):
                yield f"{side}: “{after.typed}” stands before “{before.typed}”"
