"""The seals of a record: who changed which rows, each seal hashed together with the one before it.

A seal's digest is SHA-256 over a zero byte and its canonical form: a JSON list without blanks, in ASCII, of the form's
number, the incident, the seal's number, when, who, why, the newest message under seal, the rows, and the digest before.
That is the hash of a leaf as in RFC 6962 (section 2.1), so that one number stands in the chain and in the Merkle tree;
two hashes of the tree are joined behind a byte 0x01. A row is its table, its key, its version and its digests before
and after; an empty digest says that there was, or is, no such row.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from commands.domain.log.logbook import stamp

FORM = 1
FIRST = "0" * 64
"""What the first seal follows."""

SHORT = 12
"""Hexadecimal digits of a root that are posted: 48 bits, beside the whole root that is signed in the store."""

_LEAF, _NODE = b"\x00", b"\x01"


class Why(StrEnum):
    """What a seal stands for."""

    CHANGED = "changed"  # the program changed these rows, and sealed them as it did
    ADOPTED = "adopted"  # what was there when the record came under seal
    RESUMED = "resumed"  # messages that a stopped program had heard and not sealed yet
    IMPORTED = "imported"  # what was read back from an export


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its ``table`` and ``key``, and its digests; ``before`` is empty for a new one, ``after`` for none."""

    table: str
    key: str
    version: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Seal:
    """One seal; ``rows`` is their canonical JSON, ``said`` the highest id of a message under seal in this chain.

    ``mac`` is made of the digest with the secret of ``key``; both are empty where no key was there.
    """

    incident: str
    number: int
    at: datetime
    who: str
    why: Why
    said: int
    rows: str
    key: str = ""
    mac: str = ""
    digest: str = ""


def packed(rows: Iterable[Row]) -> str:
    """Rows in the canonical form."""
    plain = [[one.table, one.key, one.version, one.before, one.after] for one in rows]
    return json.dumps(plain, ensure_ascii=True, separators=(",", ":"))


def unpacked(rows: str) -> list[Row]:
    """The rows of a seal. Raises ValueError where they are not as a seal holds them."""
    try:
        return [
            Row(str(table), str(key), int(version), str(was), str(now))
            for table, key, version, was, now in json.loads(rows)
        ]
    except TypeError as fault:
        raise ValueError(str(fault)) from None


def digest(seal: Seal, previous: str) -> str:
    """The digest of a seal that follows the one with the digest ``previous``."""
    values = (
        FORM,
        seal.incident,
        seal.number,
        stamp(seal.at),
        seal.who,
        seal.why.value,
        seal.said,
        seal.rows,
        previous,
    )
    canonical = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(_LEAF + canonical.encode("ascii")).hexdigest()


@dataclass
class Tree:
    """A Merkle tree that grows at its right edge: ``peaks`` are its whole subtrees, the highest first."""

    size: int = 0
    peaks: list[str] = field(default_factory=list)

    def add(self, leaf: str) -> None:
        """One more leaf, by its hash."""
        self.peaks.append(leaf)
        self.size += 1
        joined = self.size
        while joined % 2 == 0:
            right, left = self.peaks.pop(), self.peaks.pop()
            self.peaks.append(_node(left, right))
            joined //= 2

    @property
    def root(self) -> str:
        """The tree head: the hash of all leaves; of none it is that of nothing."""
        if not self.peaks:
            return hashlib.sha256(b"").hexdigest()
        *left, root = self.peaks
        for peak in reversed(left):
            root = _node(peak, root)
        return root


def _node(left: str, right: str) -> str:
    return hashlib.sha256(_NODE + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A signed root over the first ``size`` seals of an incident; ``peaks`` are what the tree grows on from."""

    incident: str
    size: int
    root: str
    peaks: tuple[str, ...]
    at: datetime
    key: str
    signature: str

    @property
    def signed(self) -> bytes:
        """The words under the signature."""
        return statement(self.incident, self.size, self.root, self.at)

    @property
    def head(self) -> "RecordHead":
        """The short form of it that is posted in rooms."""
        return RecordHead(self.size, self.root[:SHORT], self.key)


def statement(incident: str, size: int, root: str, at: datetime) -> bytes:
    """What a checkpoint's signature says."""
    return "\n".join(("net-control checkpoint 1", incident, str(size), root, stamp(at), "")).encode()


@dataclass(frozen=True)
class RecordHead:
    """A checkpoint as it is posted: how many seals, the first digits of their root, by which key."""

    size: int
    root: str
    key: str

    @property
    def shown(self) -> str:
        """``Record head 1042 9f2c-41ab-77d0 key 3fa9c1d2``."""
        fours = "-".join(self.root[at : at + 4] for at in range(0, SHORT, 4))
        return f"Record head {self.size} {fours} key {self.key}"


NAMED = "record head"
"""A line that has these words holds a head, or what is left of one."""

_HEAD = re.compile(
    r"record head (\d{1,12}) ([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}) key ([0-9a-f]{8})(?![0-9a-f])", re.IGNORECASE
)


def find_heads(text: str) -> list[RecordHead]:
    """Every whole head in a text."""
    return [
        RecordHead(int(one[1]), one[2].replace("-", "").lower(), one[3].lower())
        for one in _HEAD.finditer(" ".join(text.split()))
    ]


def read_heads(text: str) -> list[RecordHead]:
    """Every head in lines as they were posted; raises ValueError for a line that names one and does not hold it."""
    found: list[RecordHead] = []
    for number, line in enumerate(text.splitlines(), 1):
        heads = find_heads(line)
        if len(heads) < " ".join(line.split()).casefold().count(NAMED):
            example = RecordHead(1042, "9f2c41ab77d0", "3fa9c1d2").shown
            raise ValueError(f"line {number} holds no whole head; it reads like “{example}”")
        found += heads
    return found
