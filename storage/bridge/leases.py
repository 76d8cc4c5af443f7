"""Who may run the accounts, by the store's own clock: no machine's wall clock can lengthen or shorten a lease.

Each change of hands makes the lease's ``epoch`` greater, so that a former holder is known as such whatever it believes:
one that was frozen, or whose machine slept, and that goes on as if nothing had been.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, select, text, update

from storage.tables.bridge import leases


@dataclass(frozen=True)
class Lease:
    """The right of one process to run the accounts, until a time (UTC, by the store's clock)."""

    holder: str
    until: datetime
    epoch: int


class Leases:
    """The leases of one store, within a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def now(self) -> datetime:
        """The time (UTC) by the store's clock: the server's, or that of the machine on which the file is."""
        if self._db.dialect.name == "postgresql":
            return self._db.execute(text("SELECT clock_timestamp()")).scalar_one().astimezone(UTC)  # type: ignore[no-any-return]
        said = self._db.execute(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")).scalar_one()
        return datetime.fromisoformat(said).replace(tzinfo=UTC)

    def get(self, name: str) -> Lease | None:
        """Who holds the lease of this name and until when, run out or not; None where nobody ever took it."""
        row = self._db.execute(select(leases).where(leases.c.name == name)).first()
        return Lease(row.holder, row.until, row.epoch) if row else None

    def holds(self, name: str, holder: str, epoch: int) -> bool:
        """Is this holder, of this epoch, the one whom the store knows?"""
        mine = (leases.c.name == name, leases.c.holder == holder, leases.c.epoch == epoch)
        return self._db.execute(select(leases.c.epoch).where(*mine)).first() is not None

    def take(self, name: str, holder: str, length: timedelta, *, silent: timedelta | None = None) -> Lease:
        """Take the lease where it has run out; returns who holds it now. Whoever takes it begins a new epoch.

        ``silent``: its holder is known to be dead where it has not renewed the lease for so long.
        """
        held, now = self.get(name), self.now()
        if held is None:
            self._db.execute(insert(leases).values(name=name, holder=holder, until=now + length, epoch=1))
            return Lease(holder, now + length, 1)
        dead = silent is not None and now - (held.until - length) >= silent
        if held.until > now and not dead:
            return held
        return self._change(name, held, Lease(holder, now + length, held.epoch + 1))

    def renew(self, name: str, mine: Lease, length: timedelta) -> Lease | None:
        """Make the lease of its holder longer; returns who holds it now, None where the lease itself is gone."""
        held = self.get(name)
        if held is None or (held.holder, held.epoch) != (mine.holder, mine.epoch):
            return held
        return self._change(name, held, Lease(mine.holder, self.now() + length, mine.epoch))

    def drop(self, name: str, mine: Lease) -> None:
        """Let the next process in at once."""
        ours = (leases.c.name == name, leases.c.holder == mine.holder, leases.c.epoch == mine.epoch)
        self._db.execute(update(leases).where(*ours).values(until=self.now()))

    def _change(self, name: str, held: Lease, to: Lease) -> Lease:
        as_read = (leases.c.name == name, leases.c.holder == held.holder, leases.c.epoch == held.epoch)
        values = {"holder": to.holder, "until": to.until, "epoch": to.epoch}
        changed = self._db.execute(update(leases).where(*as_read).values(**values))
        return to if changed.rowcount else self.get(name) or to
