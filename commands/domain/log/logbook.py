"""The incident's log: rows that are only ever added, each sealed with the one before it.

An entry's digest is SHA-256 over its canonical form: a JSON list without blanks, in ASCII, of the form's number, the
incident, the entry's number, origin and group, what it is about, noun, words, when it was recorded and when it was said
(UTC, to the microsecond), the author's key and name, the key and name of who added it, the link, the source, the seal,
and the digest of the entry before. The first entry follows sixty-four zeros. So nothing before a digest that was
printed can be changed without changing it.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

SERIES = "L"
FORM = 1
"""The number of the canonical form."""

FIRST = "0" * 64
"""What the first entry follows."""

SHORT = 16
"""Hexadecimal digits of a digest that are printed: 64 bits."""

LATE = timedelta(minutes=2)
"""From here on an entry says that it was recorded later than it was said."""

LONGEST = 8_000
"""Characters of one entry that are kept; no command takes more than twice that."""


class Origin(StrEnum):
    """Who or what made an entry, and how."""

    PERSON = "person"  # somebody wrote it into the log
    ADDED = "added"  # somebody added a message of a room
    SYSTEM = "system"  # the record was changed, or something was told to all
    SIGNIFICANT = "significant"  # an earlier entry was told to all
    VOID = "void"  # an earlier entry, a row of traffic or a message was struck through


WRITTEN = (Origin.PERSON, Origin.ADDED)
"""What people wrote, apart from what the system noted."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry, L-1; never altered.

    ``about`` names the thing that it is about ("L-9", "TR-4"); ``seal`` is that thing's own digest. ``at`` is when it
    was recorded, ``said`` when it was said or happened. ``author`` and ``author_name`` are whose words they are, ``by``
    and ``by_name`` who added them where that is somebody else. ``source`` names what may be entered only once.
    """

    id: int = 0
    incident: str
    group: str
    number: int = 0
    origin: Origin
    about: str = ""
    noun: str = ""
    words: str
    at: datetime
    said: datetime
    author: str
    author_name: str
    by: str = ""
    by_name: str = ""
    link: str = ""
    source: str | None = None
    seal: str = ""
    digest: str = ""

    @property
    def shown(self) -> str:
        """The number by which an entry is cited, struck or corrected: ``L-42``."""
        return f"{SERIES}-{self.number}"

    @property
    def late(self) -> timedelta | None:
        """How long after it was said it was recorded, where that is long."""
        return self.at - self.said if self.at - self.said >= LATE else None

    @property
    def head(self) -> "Head":
        """What a printed sheet carries of this entry to stand for all before it: its number and SHA-256 digest."""
        return Head(self.number, self.digest)


@dataclass(frozen=True)
class Head:
    """The newest entry's number and digest: it stands for everything before it."""

    number: int
    digest: str

    @property
    def shown(self) -> str:
        """``L-42 9f2c-41ab-77d0-e1c3``."""
        return f"{SERIES}-{self.number} {short(self.digest)}"


def short(digest: str) -> str:
    """The digits of a digest that are printed, in fours."""
    return "-".join(digest[at : at + 4] for at in range(0, SHORT, 4))


def sealed(entry: Entry, previous: str) -> Entry:
    """The entry with its digest behind the one before it."""
    return replace(entry, digest=digest(entry, previous))


def digest(entry: Entry, previous: str) -> str:
    """The SHA-256, in hexadecimal digits, of an entry that follows the one with the digest ``previous``: a changed
    entry breaks all after it.
    """
    return fingerprint(
        (
            FORM,
            entry.incident,
            entry.number,
            entry.origin.value,
            entry.group,
            entry.about,
            entry.noun,
            entry.words,
            stamp(entry.at),
            stamp(entry.said),
            entry.author,
            entry.author_name,
            entry.by,
            entry.by_name,
            entry.link,
            entry.source or "",
            entry.seal,
            previous,
        )
    )


def fingerprint(values: Iterable[object]) -> str:
    """SHA-256, in hexadecimal digits, of values in the canonical form."""
    canonical = json.dumps([*values], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def stamp(at: datetime | None) -> str:
    """A moment as it stands in the canonical form, in UTC. What a digest is of, on whichever database."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else ""
