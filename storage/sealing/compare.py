"""The record compared with its seals: follows the chains from their first seals, then looks at every row there is.

What is found amiss is named: which row of which table, and the seal that says otherwise. Memory is taken for every row
under seal (about 300 bytes); the database is read in one snapshot, which keeps nobody waiting.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, select

from commands.domain.log.logbook import SERIES as LOG
from commands.domain.log.seals import FIRST, RecordHead, Row, Seal, Tree, Why, digest, unpacked
from storage.sealing.adopt import stored_keys, stored_rows
from storage.sealing.chain import LISTED
from storage.sealing.rows import NOWHERE, Sealed, by_name, every
from storage.tables.bridge import said
from storage.tables.seals import seal_dues, seals

PAGE = 1_000


class Ring(Protocol):
    """The keys that are known."""

    def checks(self, key: str, digest: str, mac: str) -> bool | None:
        """Was the seal made with that key? None where there is no such key here."""


@dataclass
class Followed:
    """What the seals of one incident say: ``rows`` as they should be, and what is ``wrong`` in words."""

    incident: str
    wrong: list[str] = field(default_factory=list)
    rows: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)  # → (digest, number of the seal)
    number: int = 0
    mark: int = 0
    digest: str = FIRST
    tree: Tree = field(default_factory=Tree)
    roots: dict[int, str] = field(default_factory=dict)
    """Size → root, of the sizes that were asked for."""
    unchecked: dict[str, int] = field(default_factory=dict)
    """Key → the first seal that says to be made with it, of keys that are not here."""
    late: dict[Why, int] = field(default_factory=dict)
    """How many rows were put under seal otherwise than as they were made."""
    ahead: dict[tuple[str, str], int] = field(default_factory=dict)
    """Rows of a list that were changed before the list itself was sealed, and the seal of that."""

    def follow(self, seal: Seal, ring: Ring | None, wanted: Collection[int]) -> None:
        """The next seal of the chain."""
        self._chained(seal)
        self._signed(seal, ring)
        self.number, self.digest, self.mark = seal.number, seal.digest, seal.said
        self.tree.add(seal.digest)
        if self.tree.size in wanted:
            self.roots[self.tree.size] = self.tree.root
        try:
            rows = unpacked(seal.rows)
        except ValueError:
            self.wrong.append(f"seal {seal.number} cannot be read")
            return
        if seal.why is not Why.CHANGED:
            self.late[seal.why] = self.late.get(seal.why, 0) + len(rows)
        for row in rows:
            self._row(row, seal.number)

    def _chained(self, seal: Seal) -> None:
        if seal.number != self.number + 1:
            self.wrong.append(f"seal {self.number + 1} is missing: seal {seal.number} follows seal {self.number}")
        elif digest(seal, self.digest) != seal.digest:
            self.wrong.append(f"seal {seal.number} is not as it was made, or what came before it was replaced")

    def _signed(self, seal: Seal, ring: Ring | None) -> None:
        good = ring.checks(seal.key, seal.digest, seal.mac) if ring else None
        if ring is None:
            self.unchecked.setdefault(seal.key, seal.number)
        elif good is None and seal.key not in self.unchecked:
            self.unchecked[seal.key] = seal.number
            by = f"key {seal.key}, which the key file does not hold" if seal.key else "no key"
            self.wrong.append(f"the seals from {seal.number} on were made with {by}")
        elif good is False:
            self.wrong.append(f"seal {seal.number} was not made with key {seal.key}, as it says")

    def _row(self, row: Row, number: int) -> None:
        name = (row.table, row.key)
        before, _ = self.rows.get(name, ("", 0))
        if row.before and not before and row.table in LISTED:
            self.ahead[name] = number  # of a list that is sealed a little later
        elif row.before and row.before != before:
            self.wrong.append(f"{named(row)} was changed beside the program before seal {number}")
        elif not row.before and before and row.after not in ("", before):
            self.wrong.append(f"{named(row)} was put in twice: seal {number} says otherwise than what was there")
        if not row.before and not row.after:
            self.ahead.pop(name, None)
        elif row.after:
            self.rows[name] = (row.after, number)
        else:
            self.rows.pop(name, None)

    def end(self) -> None:
        """All seals were followed, and all rows looked at."""
        for (table, key), number in self.ahead.items():
            self.wrong.append(f"{table} {key} was put in beside the program before seal {number}")


def named(row: Row) -> str:
    """A row as a person reads of it: ``request 12``."""
    return f"{row.table} {row.key}"


def follow(db: Connection, incident: str, ring: Ring | None, wanted: Collection[int]) -> Followed:
    """The chain of one incident, from its first seal on; the roots of the ``wanted`` sizes are kept."""
    found = Followed(incident)
    query = select(seals).where(seals.c.incident == incident).order_by(seals.c.number)
    try:
        for row in db.execute(query, execution_options={"yield_per": PAGE}):
            found.follow(Seal(**by_name(row)), ring, wanted)
    except (ValueError, TypeError, LookupError):
        found.wrong.append(f"the seals from {found.number + 1} on cannot be read")
    return found


def compare(db: Connection, found: Followed) -> int:
    """Say what of the record is not as its seals say; returns how many rows are not under seal yet."""
    left, waiting = dict(found.rows), 0
    due = {(one.table, one.owner): one.after for one in db.execute(select(seal_dues))}
    for kind in every():
        for row, fault in _read(kind, db, found.incident):
            key = kind.key(row)
            expected = left.pop((kind.name, key), None)
            if (kind.name, key) in found.ahead and _waits(kind, row, found, due):
                del found.ahead[kind.name, key]
            if expected is None and _waits(kind, row, found, due):
                waiting += 1
            elif expected is None:
                found.wrong.append(
                    f"{_shown(kind, row)} is there, and no seal tells of it: it was put in beside the program"
                )
            elif fault or kind.digest(row) != expected[0]:
                found.wrong.append(f"{_shown(kind, row)} is not what was recorded {_told(db, found, expected[1])}")
    found.end()
    for (table, key), (_, number) in left.items():
        found.wrong.append(f"{table} {key} is missing: it was recorded {_told(db, found, number)}")
    return waiting


def _read(kind: Sealed, db: Connection, incident: str) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Every row, and whether it cannot be read: somebody wrote into it what the program never would."""
    read = 0
    try:
        for row in stored_rows(kind, db, incident):
            read += 1
            yield row, False
    except (ValueError, TypeError):
        for key in stored_keys(kind, db, incident)[read:]:
            yield from _read_alone(kind, db, key)


def _read_alone(kind: Sealed, db: Connection, key: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], bool]]:
    same = [kind.table.c[name] == value for name, value in key.items()]
    try:
        row = db.execute(kind.raw.where(*same)).first()
    except (ValueError, TypeError):
        yield key, True
    else:
        if row is not None:
            yield by_name(row), False


def _waits(kind: Sealed, row: Mapping[str, Any], found: Followed, due: Mapping[tuple[str, int], int]) -> bool:
    """Is it to be sealed in a moment?"""
    if kind.table is said:
        return int(row["id"]) > found.mark
    owner = LISTED.get(kind.name)
    if owner is None:
        return False
    after = due.get((kind.name, row[owner.name]))
    return after is not None and row["id"] > after


def _told(db: Connection, found: Followed, number: int) -> str:
    """When, by whom, under which seal."""
    mine = (seals.c.incident == found.incident) & (seals.c.number == number)
    one = db.execute(select(seals.c.at, seals.c.who).where(mine)).first()
    if one is None:
        return f"(seal {number})"
    by = f" by {one.who}" if one.who else ""
    return f"{one.at:%Y-%m-%d %H:%M:%SZ}{by} (seal {number})"


def _shown(kind: Sealed, row: Mapping[str, Any]) -> str:
    """A row in words: its table, and what people know it by."""
    if kind.name == "log_entry" and row.get("number"):
        return f"{LOG}-{row['number']} ({kind.name} {kind.key(row)})"
    known = next((f" ({name} {row[name]})" for name in ("number", "name", "series") if row.get(name)), "")
    return f"{kind.name} {kind.key(row)}{known}"


def chains(db: Connection) -> tuple[str, ...]:
    """The incidents that have seals, first what belongs to none."""
    found = db.execute(select(seals.c.incident).distinct()).scalars()
    return tuple(sorted({NOWHERE, *found}))


def against(head: RecordHead, found: Followed) -> str:
    """What speaks against a posted head; nothing where it stands."""
    root = found.roots.get(head.size)
    if root is None:
        return f"“{head.shown}” was posted, and the record has {found.number} seals: what stood behind is cut off"
    if not root.startswith(head.root):
        return f"“{head.shown}” was posted, and another record stands there: it was written anew"
    return ""
