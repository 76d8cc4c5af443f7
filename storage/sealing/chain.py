"""Sealing: what a transaction changed of the record is sealed in it, just before it commits.

A message that is merely relayed is digested as it is heard and kept in mind (``Desk``): its seal comes with the next
change of its incident's record, or when the watch looks, within seconds. Where the program stops before that, the
messages above the chain's mark are sealed at the next start, and the seal says so. A list that is made at once (a roll
call's lines, an announcement's addressees) is noted as due in the same transaction, and sealed within seconds, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Protocol

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from commands.domain.log.seals import FIRST, Row, Seal, Why, digest, packed
from storage.sealing.rows import Sealed, by_name, known, sealed
from storage.tables.accountability import addressees, par_lines
from storage.tables.bridge import said
from storage.tables.seals import seal_dues, seals

MOST = 500
"""Rows under one seal."""

LISTED = {par_lines.name: par_lines.c.par, addressees.name: addressees.c.announcement}
"""Tables whose rows are made many at once, and what they belong to."""

_HEAD = (
    select(seals.c.number, seals.c.said, seals.c.digest)
    .where(seals.c.incident == bindparam("here"))
    .order_by(seals.c.number.desc())
    .limit(1)
)
_ADD = insert(seals)


class Signer(Protocol):
    """A key that is kept outside the database."""

    id: str

    def mac(self, digest: str) -> str:
        """What only who has the key can make of a digest."""

    def sign(self, statement: bytes) -> str:
        """A signature that anybody can check with the public key."""


@dataclass
class Desk:
    """What outlives a transaction: the key, and the messages that were heard and not sealed yet."""

    signer: Signer | None = None
    heard: dict[str, dict[int, Row]] = field(default_factory=dict)
    """Incident → id of the message → its row."""
    lock: Lock = field(default_factory=Lock)

    def waiting(self, incident: str) -> list[tuple[int, Row]]:
        """The messages of an incident that were heard and not sealed yet, with their ids."""
        with self.lock:
            return [*self.heard.get(incident, {}).items()]


@dataclass(frozen=True)
class _Change:
    incident: str
    row: Row


Mark = tuple[list[_Change], list[tuple[str, int, Row]], list[tuple[str, int]]]


class Sealing:
    """The seals of one transaction."""

    def __init__(self, db: Connection, desk: Desk | None = None) -> None:
        self._db = db
        self.desk = desk or Desk()
        self._changes: list[_Change] = []
        self._heard: list[tuple[str, int, Row]] = []  # (incident, id, row) of messages of this transaction
        self._sealed: list[tuple[str, int]] = []  # messages that this transaction has put under seal
        self._who = ""
        self._at: datetime | None = None

    def speaks(self, who: str, at: datetime) -> None:
        """From here on it is this person who changes the record."""
        self._who, self._at = who, at

    # what is changed

    def added(self, table: Table, row: Mapping[str, Any]) -> None:
        """A row was added; ``row`` holds its fields."""
        if kind := sealed(table):
            self._note(kind, row, "", kind.digest(kind.stored(row)))

    def before(self, table: Table, **key: Any) -> Mapping[str, Any] | None:
        """The row of that primary key as it is stored, to be told as what was there; None where it is not sealed."""
        kind = sealed(table)
        if kind is None:
            return None
        row = self._db.execute(_one(kind), key).first()
        return by_name(row) if row else None

    def changed(self, table: Table, before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> None:
        """A row was changed: as it was stored, and those of its fields that are different now."""
        kind = sealed(table)
        if kind is None or before is None:
            return
        after = {**before, **kind.stored(now), **{name: None for name, value in now.items() if value is None}}
        was, new = kind.digest(before), kind.digest(after)
        if was == new:
            return
        if kind.incident(self._db, before) != kind.incident(self._db, after):
            self._note(kind, before, was, "")
            self._note(kind, after, "", new)
        else:
            self._note(kind, after, was, new)

    def removed(self, table: Table, before: Mapping[str, Any] | None) -> None:
        """A row is there no more."""
        if (kind := sealed(table)) and before is not None:
            self._note(kind, before, kind.digest(before), "")

    def heard(self, id: int, row: Mapping[str, Any]) -> None:
        """A message was heard: its digest is kept in mind until the next seal."""
        kind, row = known(said), {"id": id, **row}
        self._heard.append((row["incident"], id, Row(said.name, str(id), 0, "", kind.digest(row))))

    def listed(self, table: Table, owner: int) -> None:
        """Many rows were added for one owner."""
        self._db.execute(insert(seal_dues).values(table=table.name, owner=owner, after=0))

    def read(self, table: Table, *where: Any) -> None:
        """A few rows were added by the database itself: read what they are."""
        if kind := sealed(table):
            for row in self._db.execute(kind.raw.where(*where)):
                self._note(kind, by_name(row), "", kind.digest(by_name(row)))

    def _note(self, kind: Sealed, row: Mapping[str, Any], before: str, after: str) -> None:
        version = int(row.get("version") or 0)
        found = Row(kind.name, kind.key(row), version, before, after)
        self._changes.append(_Change(kind.incident(self._db, row), found))

    # a part that may be undone

    def mark(self) -> Mark:
        """Where this transaction stands, for ``undo``."""
        return [*self._changes], [*self._heard], [*self._sealed]

    def undo(self, mark: Mark) -> None:
        """What was changed, and put under seal, since then is undone."""
        self._changes, self._heard, self._sealed = mark

    # the seals

    def flush(self) -> None:
        """Seal what was changed, and the messages of the same incidents that wait."""
        changes, self._changes = self._changes, []
        for incident in dict.fromkeys(one.incident for one in changes):
            self.seal(incident, _once(one.row for one in changes if one.incident == incident))

    def flush_talk(self) -> None:
        """Seal the messages that wait, of every incident."""
        for incident in [*self.desk.heard, *(incident for incident, _, _ in self._heard)]:
            self.seal(incident, ())

    def seal(self, incident: str, rows: Sequence[Row], why: Why = Why.CHANGED, said: int = 0) -> None:
        """Add the seals of an incident's rows to its chain, behind those of the messages that wait.

        ``said`` is the highest id of a message among the rows.
        """
        talk = self._waiting(incident)
        everything = [row for _, row in talk] + [*rows]
        if not everything:
            return
        head = self._db.execute(_HEAD, {"here": incident}).first()
        number, mark, previous = (head.number, head.said, head.digest) if head else (0, 0, FIRST)
        mark = max([mark, said, *(id for id, _ in talk)])
        made = []
        for start in range(0, len(everything), MOST):
            number += 1
            one = self._made(incident, number, mark, everything[start : start + MOST], why, previous)
            previous = one.digest
            made.append(vars(one))
        self._db.execute(_ADD, made)
        self._sealed += [(incident, id) for id, _ in talk]

    def _made(self, incident: str, number: int, mark: int, rows: list[Row], why: Why, previous: str) -> Seal:
        one = Seal(
            incident=incident,
            number=number,
            at=self._at or datetime.now(UTC),
            who=self._who,
            why=why,
            said=mark,
            rows=packed(rows),
        )
        found = digest(one, previous)
        signer = self.desk.signer
        return replace(one, digest=found, key=signer.id if signer else "", mac=signer.mac(found) if signer else "")

    def _waiting(self, incident: str) -> list[tuple[int, Row]]:
        done = {id for its, id in self._sealed if its == incident}
        mine = [(id, row) for its, id, row in self._heard if its == incident and id not in done]
        return [(id, row) for id, row in self.desk.waiting(incident) if id not in done] + mine

    def committed(self) -> None:
        """The transaction is through: what waits is known to all that follow."""
        if not self._heard and not self._sealed:
            return
        with self.desk.lock:
            for incident, id, row in self._heard:
                self.desk.heard.setdefault(incident, {})[id] = row
            for incident, id in self._sealed:
                self.desk.heard.get(incident, {}).pop(id, None)
                if not self.desk.heard.get(incident, True):
                    del self.desk.heard[incident]

    def settle(self) -> bool:
        """Seal some of a list that is due; True where more is left."""
        due = self._db.execute(select(seal_dues).order_by(seal_dues.c.id).limit(1)).first()
        if due is None:
            return False
        owner = LISTED[due.table]
        kind = known(owner.table)
        of = kind.raw.where(owner == due.owner, owner.table.c.id > due.after).order_by(owner.table.c.id).limit(MOST)
        found = [by_name(row) for row in self._db.execute(of)]
        if found:
            self.seal(kind.incident(self._db, found[0]), [_as_listed(kind, row) for row in found])
        mine = seal_dues.c.id == due.id
        if len(found) < MOST:
            self._db.execute(delete(seal_dues).where(mine))
        else:
            self._db.execute(update(seal_dues).where(mine).values(after=found[-1]["id"]))
        return True


def _as_listed(kind: Sealed, row: Mapping[str, Any]) -> Row:
    """A row of a list; of one that was changed since, it is only said that it was in it."""
    first = row["version"] == 1
    return Row(kind.name, kind.key(row), int(row["version"]), "", kind.digest(row) if first else "")


def _once(rows: Iterable[Row]) -> list[Row]:
    """A row that was changed several times: what was before the first, and what is after the last."""
    found: dict[tuple[str, str], Row] = {}
    for one in rows:
        first = found.pop((one.table, one.key), None)
        found[one.table, one.key] = replace(one, before=first.before) if first else one
    return [one for one in found.values() if one.before != one.after]


_ones: dict[str, Any] = {}


def _one(kind: Sealed) -> Any:
    if kind.name not in _ones:
        same = [column == bindparam(column.name) for column in kind.table.primary_key.columns]
        _ones[kind.name] = kind.raw.where(*same)
    return _ones[kind.name]
