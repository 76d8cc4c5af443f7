"""Is the log as it was written? Follows each incident's log from its first entry, and what its entries seal."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import inspect

from commands.domain.incidents import Incident
from commands.domain.log.logbook import Entry
from commands.domain.log.proof import Broken, Proof, read_head
from storage.store import Database, Work
from storage.tables.log import entries

PAGE = 2_000
"""Entries that are read in one transaction, so that a running program is never kept waiting."""


class Unknown(Exception):
    """There is no such incident, or no such head."""


def verify(database: Database, incident: str, heads: Sequence[str], say: Callable[[str], None]) -> bool:
    """Say of each incident (or the one) how its log stands; True when all is as it was recorded. Raises Unknown."""
    try:
        printed = tuple(map(read_head, heads))
    except ValueError as fault:
        raise Unknown(str(fault)) from None
    if not inspect(database.engine).has_table(entries.name):
        raise Unknown("there is no log in this database yet: the program has never run on it")
    with database.work() as work:
        chosen = _chosen(work, incident)
    if printed and len(chosen) > 1:
        names = ", ".join(one.id for one in chosen)
        raise Unknown(f"whose head is that? Name one incident with --incident: {names}")
    stands = [_stands(database, one, Proof(printed), say) for one in chosen]
    return all(stands)


def _chosen(work: Work, incident: str) -> list[Incident]:
    found = work.record.every_incident()
    if incident:
        found = tuple(one for one in found if incident.casefold() in (one.id.casefold(), one.name.casefold()))
        if not found:
            raise Unknown(f"there is no incident {incident!r}")
    return list(found)


def _stands(database: Database, incident: Incident, proof: Proof, say: Callable[[str], None]) -> bool:
    unsealed: Broken | None = None
    with database.work() as work:
        counted = work.record.log_count(incident.id)
    for page in _pages(database, incident.id):
        proof.read(page)
        if unsealed is None:
            unsealed = _unsealed(database, page)
    broken = proof.end(counted)
    first = min((one for one in (broken, unsealed) if one), key=lambda one: one.number, default=None)
    if first:
        say(f"{incident.shown}: BROKEN at {first.shown}")
        return False
    head = f"{proof.number:,} entries, head {proof.head.shown}" if proof.number else "no entries"
    say(f"{incident.shown}: unbroken, {head}")
    return True


def _pages(database: Database, incident: str) -> Iterator[tuple[Entry, ...]]:
    after = 0
    while True:
        with database.work() as work:
            page = work.record.log_page(incident, after, PAGE)
        if not page:
            return
        yield page
        after = page[-1].number


def _unsealed(database: Database, page: Sequence[Entry]) -> Broken | None:
    """The first entry whose thing is not what it was when the entry was made."""
    sealed = [entry for entry in page if entry.seal]
    if not sealed:
        return None
    with database.work() as work:
        seals = work.record.seals(sealed[0].incident, [entry.about for entry in sealed])
    for entry in sealed:
        if seals.get(entry.about) != entry.seal:
            why = "is not what was recorded" if entry.about in seals else "is not there any more"
            return Broken(entry.number, f"{entry.about}, which it seals, {why}")
    return None
