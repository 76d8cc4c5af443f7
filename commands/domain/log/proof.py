"""The proof of the log: does every entry still follow from the one before, and is everything there that was printed?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commands.domain.log.logbook import FIRST, SERIES, SHORT, Entry, Head, digest, short

_HEAD = re.compile(rf"(?:{SERIES}-?\s*(\d+)[\s:]+)?([0-9a-f]{{{SHORT},64}})", re.IGNORECASE)


@dataclass(frozen=True)
class Broken:
    """The first entry that is not as it was, by its number, and what is wrong with it."""

    number: int
    why: str

    @property
    def shown(self) -> str:
        """``L-17: …``: the first entry that does not hold, and why, as it is answered and printed."""
        return f"{SERIES}-{self.number}: {self.why}"


class Proof:
    """Follows one log from its first entry on. ``read`` it in pieces, then ask what is ``broken``."""

    def __init__(self, heads: Iterable[Head] = ()) -> None:
        self.heads = tuple(heads)
        self.number = 0  # of the newest entry that was read
        self.digest = FIRST
        self.broken: Broken | None = None
        self._waiting = set(self.heads)
        self._matched: set[int] = set()
        self._other: dict[int, str] = {}  # numbers of heads → the digest that stands there instead

    def read(self, entries: Iterable[Entry]) -> None:
        """Follow the next entries; nothing more is followed behind the first that is broken."""
        for entry in entries:
            if self.broken is None:
                self.broken = self._wrong(entry)
                self.number, self.digest = entry.number, entry.digest
                self._compare(entry)

    def _wrong(self, entry: Entry) -> Broken | None:
        expected = self.number + 1
        if entry.number != expected:
            return Broken(expected, f"it is missing; {entry.shown} follows {SERIES}-{self.number}")
        if digest(entry, self.digest) != entry.digest:
            return Broken(entry.number, "its content is not what was recorded, or what came before it was replaced")
        return None

    def _compare(self, entry: Entry) -> None:
        for head in [*self._waiting]:
            if entry.digest.startswith(head.digest) and head.number in (0, entry.number):
                self._waiting.discard(head)
                self._matched.add(entry.number)
            elif head.number == entry.number:
                self._other[head.number] = short(entry.digest)

    def end(self, counted: int) -> Broken | None:
        """What is broken, once all was read; ``counted`` is how many numbers were ever given."""
        if self.broken is None and self.number < counted:
            lost = f"it and everything behind it are missing; {counted} entries were recorded"
            self.broken = Broken(self.number + 1, lost)
        if self.broken is None:
            self.broken = next(self._unmatched(), None)
        return self.broken

    @property
    def head(self) -> Head:
        """The newest entry that was read."""
        return Head(self.number, self.digest)

    def _unmatched(self) -> Iterator[Broken]:
        good = max(self._matched, default=0)
        for head in sorted(self._waiting, key=lambda one: one.number):
            where = f"between {SERIES}-{good} and {SERIES}-{head.number}" if good < head.number else "before it"
            if head.number > self.number:
                lost = f"it and everything behind it are missing; {head.shown} was printed"
                yield Broken(self.number + 1, lost)
            elif head.number in self._other:
                instead = self._other[head.number]
                yield Broken(head.number, f"{head.shown} was printed, {instead} stands there: changed {where}")
            else:
                yield Broken(self.number, f"no entry has the printed digest {short(head.digest)}")


def read_head(text: str) -> Head:
    """``L-42 9f2c-41ab-77d0-e1c3`` as it is printed, or the digits alone (the number is then 0). Raises ValueError."""
    found = _HEAD.fullmatch(_joined(text.strip()))
    if not found:
        raise ValueError(f"“{text[:60]}” is no head of a log; it reads like “{SERIES}-42 9f2c-41ab-77d0-e1c3”")
    return Head(int(found[1] or 0), found[2].casefold())


def _joined(text: str) -> str:
    """The number as it is, the digits without what stands between them."""
    number = re.match(rf"{SERIES}-?\s*\d+[\s:]+", text, re.IGNORECASE)
    start = number.end() if number else 0
    return text[:start] + re.sub(r"[-\s]", "", text[start:])
