"""Is the record as it was written? Follows each incident's log and its seals, and compares every row with them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import inspect

from commands.domain.incidents import Incident
from commands.domain.log.logbook import Entry, Head
from commands.domain.log.proof import Broken, Proof, read_head
from commands.domain.log.seals import RecordHead, Why, read_heads
from storage.sealing import checkpoints
from storage.sealing.compare import Followed, against, chains, compare, follow
from storage.sealing.keys import KeyRing
from storage.sealing.rows import NOWHERE
from storage.store import Database, Work
from storage.tables.log import entries
from storage.tables.seals import seals

PAGE = 2_000
"""Entries that are read at once."""

MOST = 50
"""Differences of an incident that are named one by one."""

NAMES = "Names of people and accounts"

_LATE = {
    Why.ADOPTED: "{:,} rows came under seal at the upgrade: what was done to them before that is not proved",
    Why.RESUMED: "{:,} messages came under seal at a start: the program had been stopped before it could seal them",
    Why.IMPORTED: "{:,} rows came under seal when they were read back from an export",
}


class Unknown(Exception):
    """There is no such incident, or no such head."""


@dataclass(frozen=True)
class Asked:
    """What to verify, and against what: ``heads`` of the log, ``posted`` heads of the record, the keys at hand."""

    incident: str = ""
    heads: Sequence[str] = ()
    posted: tuple[RecordHead, ...] = ()
    ring: KeyRing | None = None


@dataclass
class Verdict:
    """How one incident stands: what is wrong, and what has to be known beside that."""

    name: str
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    matched: set[RecordHead] = field(default_factory=set)
    stands: str = ""


def read_posted(path: Path) -> tuple[RecordHead, ...]:
    """The heads in a file of lines as they were copied from a room. Raises Unknown."""
    try:
        found = read_heads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise Unknown(f"{path}: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise Unknown(f"{path} is no text: save the posted lines as a plain text file") from None
    except ValueError as fault:
        raise Unknown(f"{path}, {fault}") from None
    if not found:
        raise Unknown(f"{path} holds no head: copy the lines with “Record head” from a room into it")
    return tuple(dict.fromkeys(found))


def verify(database: Database, asked: Asked, say: Callable[[str], None]) -> bool:
    """Say of each incident (or the one) how its record stands; True when all is as recorded. Raises Unknown."""
    try:
        printed = tuple(map(read_head, asked.heads))
    except ValueError as fault:
        raise Unknown(str(fault)) from None
    tables = inspect(database.engine)
    if not tables.has_table(entries.name):
        raise Unknown("there is no log in this database yet: the program has never run on it")
    if not tables.has_table(seals.name):
        raise Unknown("this database is not under seal yet: the first start of this version seals what is there")
    with database.snapshot() as work:
        found = verdicts(work, asked, printed)
    for verdict in found:
        _tell(verdict, say)
    return _unmatched(found, asked, say) and not any(one.wrong for one in found)


def verdicts(work: Work, asked: Asked, printed: Sequence[Head] = ()) -> list[Verdict]:
    """How each incident (or the one) stands, and what belongs to none. Raises Unknown."""
    chosen = _chosen(work, asked.incident)
    if printed and len(chosen) > 1:
        names = ", ".join(one.id for one in chosen)
        raise Unknown(f"whose head is that? Name one incident with --incident: {names}")
    found = [_stands(work, one, Proof(printed), asked) for one in chosen]
    return found if asked.incident else [*found, *_without_incident(work, chosen, asked)]


def _chosen(work: Work, incident: str) -> list[Incident]:
    try:
        found = work.record.every_incident()
    except (ValueError, TypeError):
        raise Unknown("BROKEN: the incidents cannot be read any more") from None
    if incident:
        found = tuple(one for one in found if incident.casefold() in (one.id.casefold(), one.name.casefold()))
        if not found:
            raise Unknown(f"there is no incident {incident!r}")
    return list(found)


def _stands(work: Work, incident: Incident, proof: Proof, asked: Asked) -> Verdict:
    verdict = Verdict(incident.shown)
    try:
        _log(work, incident, proof, verdict)
    except (ValueError, TypeError):
        verdict.wrong.append("the log, or what it seals, cannot be read any more")
    _sealed(work, incident.id, verdict, asked)
    return verdict


def _log(work: Work, incident: Incident, proof: Proof, verdict: Verdict) -> None:
    """The log's own chain, from its first entry to its head."""
    unsealed: Broken | None = None
    for page in _pages(work, incident.id):
        proof.read(page)
        if unsealed is None:
            unsealed = _unsealed(work, page)
    broken = proof.end(work.record.log_count(incident.id))
    first = min((one for one in (broken, unsealed) if one), key=lambda one: one.number, default=None)
    if first:
        verdict.wrong.append(first.shown)
    verdict.stands = f"{proof.number:,} entries, head {proof.head.shown}" if proof.number else "no entries"


def _without_incident(work: Work, chosen: Sequence[Incident], asked: Asked) -> Iterator[Verdict]:
    """What belongs to no incident, and the chains of incidents that are not there any more."""
    known = {one.id for one in chosen}
    for name in chains(work.connection):
        if name in known:
            continue
        verdict = Verdict(NAMES if name == NOWHERE else name)
        _sealed(work, name, verdict, asked)
        if verdict.wrong or name != NOWHERE:
            yield verdict


def _sealed(work: Work, incident: str, verdict: Verdict, asked: Asked) -> None:
    """The seals of an incident, each row of its record, its checkpoints and the heads in its rooms."""
    db, ring = work.connection, asked.ring
    signed = checkpoints.kept(db, incident)
    in_rooms = checkpoints.posted(db, incident)
    heads = [*in_rooms, *asked.posted]
    found = follow(db, incident, ring, {one.size for one in signed} | {one.size for one in heads})
    waiting = compare(db, found)
    verdict.wrong += found.wrong
    for one in signed:
        if found.roots.get(one.size) != one.root:
            verdict.wrong.append(against(one.head, found) or f"the checkpoint over {one.size} seals is another")
        elif fault := checkpoints.fault(one, ring):
            verdict.wrong.append(fault)
    verdict.wrong += [why for one in in_rooms if (why := against(one, found))]
    verdict.matched = {one for one in heads if not against(one, found)}
    verdict.stands += f"{'; ' if verdict.stands else ''}{found.number:,} seals over {len(found.rows):,} rows"
    verdict.notes += _notes(found, waiting, ring)


def _notes(found: Followed, waiting: int, ring: KeyRing | None) -> Iterator[str]:
    for why, count in found.late.items():
        yield _LATE[why].format(count)
    if waiting:
        yield f"{waiting:,} rows are not under seal yet: that takes a few seconds, or the next start"
    if ring is None and found.number:
        keys = ", ".join(sorted(filter(None, found.unchecked)))
        yield f"the signing key is not here{f' ({keys})' if keys else ''}: what was made anew without it is not seen"


def _tell(verdict: Verdict, say: Callable[[str], None]) -> None:
    wrong = list(dict.fromkeys(verdict.wrong))
    if wrong:
        say(f"{verdict.name}: BROKEN at {wrong[0]}")
        for one in wrong[1:MOST]:
            say(f"  {one}")
        if len(wrong) > MOST:
            say(f"  and {len(wrong) - MOST:,} more")
    else:
        say(f"{verdict.name}: unbroken, {verdict.stands}")
    for note in verdict.notes:
        say(f"  {note}")


def _unmatched(found: Sequence[Verdict], asked: Asked, say: Callable[[str], None]) -> bool:
    """True when every posted head stands in one of the records."""
    matched = {head for one in found for head in one.matched}
    left = [head for head in asked.posted if head not in matched]
    for head in left:
        say(f"BROKEN: “{head.shown}” was posted, and no record here has it: one was written anew, or cut")
    if asked.posted and not left:
        say(f"{len(asked.posted):,} posted heads stand in the record")
    return not left


def _pages(work: Work, incident: str) -> Iterator[tuple[Entry, ...]]:
    after = 0
    while page := work.record.log_page(incident, after, PAGE):
        yield page
        after = page[-1].number


def _unsealed(work: Work, page: Sequence[Entry]) -> Broken | None:
    """The first entry whose thing is not what it was when the entry was made."""
    sealed = [entry for entry in page if entry.seal]
    if not sealed:
        return None
    found = work.record.seals(sealed[0].incident, [entry.about for entry in sealed])
    for entry in sealed:
        if found.get(entry.about) != entry.seal:
            why = "is not what was recorded" if entry.about in found else "is not there any more"
            return Broken(entry.number, f"{entry.about}, which it seals, {why}")
    return None
