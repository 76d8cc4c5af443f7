"""Checkpoints: the root over all seals of an incident, signed with a key that the database does not have."""

from datetime import datetime

from sqlalchemy import Connection, Text, cast, insert, select

from commands.domain.log.seals import NAMED, Checkpoint, RecordHead, Tree, find_heads, statement
from storage.sealing.chain import Sealing
from storage.sealing.keys import KeyRing
from storage.tables.bridge import copies, rooms
from storage.tables.seals import checkpoints, seals


def sign(sealing: Sealing, db: Connection, incident: str, at: datetime) -> Checkpoint | None:
    """Seal what was changed, and sign the record as it stands; None where there is no key, or no seal."""
    signer = sealing.desk.signer
    if signer is None:
        return None
    sealing.flush()
    sealing.seal(incident, ())
    tree, known = _grown(db, incident)
    if known is not None and known.key == signer.id and known.size == tree.size:
        return known
    if not tree.size:
        return None
    made = Checkpoint(
        incident=incident,
        size=tree.size,
        root=tree.root,
        peaks=(*tree.peaks,),
        at=at,
        key=signer.id,
        signature=signer.sign(statement(incident, tree.size, tree.root, at)),
    )
    if known is None or known.size != tree.size:  # a new key signs what follows
        db.execute(insert(checkpoints).values(vars(made) | {"peaks": [*made.peaks]}))
    return made


def _grown(db: Connection, incident: str) -> tuple[Tree, Checkpoint | None]:
    """The tree over all seals: it grows on from the last checkpoint."""
    known = newest(db, incident)
    tree = Tree(known.size, [*known.peaks]) if known else Tree()
    more = select(seals.c.digest).where(seals.c.incident == incident, seals.c.number > tree.size)
    for digest in db.execute(more.order_by(seals.c.number)).scalars():
        tree.add(digest)
    return tree, known


def newest(db: Connection, incident: str) -> Checkpoint | None:
    """The last checkpoint of an incident."""
    query = select(checkpoints).where(checkpoints.c.incident == incident).order_by(checkpoints.c.size.desc())
    row = db.execute(query.limit(1)).first()
    return _checkpoint(row) if row else None


def kept(db: Connection, incident: str) -> list[Checkpoint]:
    """All checkpoints of an incident, the oldest first."""
    query = select(checkpoints).where(checkpoints.c.incident == incident).order_by(checkpoints.c.size)
    return [_checkpoint(row) for row in db.execute(query)]


def latest_heads(db: Connection) -> dict[str, RecordHead]:
    """Incident → its last checkpoint, as it is posted."""
    found = db.execute(select(checkpoints).order_by(checkpoints.c.incident, checkpoints.c.size))
    return {row.incident: _checkpoint(row).head for row in found}


def posted(db: Connection, incident: str) -> list[RecordHead]:
    """The heads that were queued for the incident's rooms."""
    mine = select(rooms.c.room).where(rooms.c.incident == incident)
    told = select(copies.c.payload).where(copies.c.room.in_(mine), copies.c.said_id.is_(None))
    found: dict[RecordHead, None] = {}
    for payload in db.execute(told.where(cast(copies.c.payload, Text).icontains(NAMED))).scalars():
        found |= dict.fromkeys(find_heads(str(payload)))
    return [*found]


def fault(one: Checkpoint, ring: KeyRing | None) -> str:
    """What speaks against a checkpoint's signature; nothing where it is good, or its key is not here."""
    good = ring.signed(one.key, one.signed, one.signature) if ring else None
    return f"the checkpoint over {one.size} seals was not signed with key {one.key}" if good is False else ""


def _checkpoint(row: object) -> Checkpoint:
    values = dict(row._mapping)  # type: ignore[attr-defined]  # noqa: SLF001  SQLAlchemy's public name for it
    return Checkpoint(**values | {"peaks": tuple(values["peaks"])})
