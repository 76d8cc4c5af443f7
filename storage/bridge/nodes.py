"""The processes that share a store: which run the accounts, which stand by, since when. Times by the store's clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, inspect, select, update

from storage.bridge.leases import Leases
from storage.tables.bridge import nodes

GONE_AFTER = timedelta(seconds=6)
"""A process that was not seen for so long does not live any more; its row is taken away by the next one."""


@dataclass(frozen=True)
class Node:
    """One process; ``holder`` is what a lease names it, ``config`` a digest of what all of them must agree on."""

    holder: str
    name: str
    since: datetime
    seen_at: datetime
    runs: bool
    accounts: tuple[str, ...]
    config: str

    @property
    def home(self) -> str:
        """Its machine and data folder."""
        return self.holder.rpartition("#")[0]


class Nodes:
    """The processes of one store, within a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def now(self) -> datetime:
        """The time (UTC) by the store's clock."""
        return Leases(self._db).now()

    def there(self) -> bool:
        """Does this database know of nodes? One of an earlier version does not."""
        return inspect(self._db).has_table(nodes.name)

    def living(self) -> list[Node]:
        """Those that were seen a short while ago, by name."""
        since = self.now() - GONE_AFTER
        found = self._db.execute(select(nodes).where(nodes.c.seen_at >= since).order_by(nodes.c.name, nodes.c.holder))
        return [
            Node(row.holder, row.name, row.since, row.seen_at, row.runs, tuple(row.accounts), row.config)
            for row in found
        ]

    def seen(self, holder: str, name: str, *, runs: bool, accounts: Iterable[str], config: str) -> None:
        """A process says that it lives; ``since`` is from when on it runs, or stands by."""
        now = self.now()
        values = {"name": name, "seen_at": now, "accounts": sorted(accounts), "config": config}
        mine = nodes.c.holder == holder
        same = self._db.execute(update(nodes).where(mine, nodes.c.runs == runs).values(**values))
        if not same.rowcount:
            self.gone(holder)
            self._db.execute(insert(nodes).values(holder=holder, runs=runs, since=now, **values))
            self._db.execute(delete(nodes).where(nodes.c.seen_at < now - 6 * GONE_AFTER))

    def gone(self, holder: str) -> None:
        """It stops."""
        self._db.execute(delete(nodes).where(nodes.c.holder == holder))
