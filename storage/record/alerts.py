"""The part of the record that holds alerts, and what is watched for them."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from commands.domain.alerts.alerts import Alert, AlertLink, AlertMessage, AlertSource, AlertWatch
from storage.shelf import Shelf
from storage.tables.alerts import alert_links, alert_messages, alert_sources, alert_watches, alerts

ALERTS = {
    Alert: alerts,
    AlertMessage: alert_messages,
    AlertLink: alert_links,
    AlertWatch: alert_watches,
    AlertSource: alert_sources,
}


class AlertRecords:
    """Answers ``commands.domain.stores.alerts.AlertStore``."""

    _db: Connection
    _shelf: Shelf

    def alerts(self, incident: str, *, open_only: bool = True, most: int = 200) -> tuple[Alert, ...]:
        """The incident's alerts, the worst first, then the newest; with ``open_only`` those that go on."""
        query = self._shelf.select(Alert).where(alerts.c.incident == incident)
        if open_only:
            query = query.where(alerts.c.ended.is_(None))
        order = (alerts.c.rank.desc(), alerts.c.number.desc()) if open_only else (alerts.c.number.desc(),)
        return self._shelf.all(Alert, query.order_by(*order).limit(most))

    def alerts_linked(self, incident: str, links: Collection[str]) -> tuple[Alert, ...]:
        """The events to which any of these links belongs, the oldest first; at most a thousand links count."""
        wanted = select(alert_links.c.alert).where(
            alert_links.c.incident == incident, alert_links.c.link.in_([*links][:1_000])
        )
        query = self._shelf.select(Alert).where(alerts.c.id.in_(wanted)).order_by(alerts.c.number)
        return self._shelf.all(Alert, query)

    def alert_links(self, incident: str, alert: int) -> tuple[AlertLink, ...]:
        """What belongs to an event, in the order in which it was learnt."""
        query = self._shelf.select(AlertLink).where(
            alert_links.c.incident == incident, alert_links.c.alert == alert
        )
        return self._shelf.all(AlertLink, query.order_by(alert_links.c.id))

    def open_alert_links(self, incident: str) -> frozenset[str]:
        """The links of every event that goes on, in no order."""
        query = select(alert_links.c.link).join(alerts, alerts.c.id == alert_links.c.alert)
        found = self._db.execute(query.where(alerts.c.incident == incident, alerts.c.ended.is_(None)))
        return frozenset(row.link for row in found)

    def alert_message(self, incident: str, digest: str) -> AlertMessage | None:
        """The message of this triple's digest, or None."""
        mine = (alert_messages.c.incident == incident) & (alert_messages.c.digest == digest)
        return self._shelf.first(AlertMessage, self._shelf.select(AlertMessage).where(mine))

    def alert_messages(self, incident: str, digests: Collection[str]) -> tuple[AlertMessage, ...]:
        """The messages of these digests, in the order in which they were heard."""
        mine = (alert_messages.c.incident == incident) & alert_messages.c.digest.in_([*digests])
        query = self._shelf.select(AlertMessage).where(mine).order_by(alert_messages.c.id)
        return self._shelf.all(AlertMessage, query)

    def alert_watch(self, incident: str) -> AlertWatch | None:
        """What the incident watches; None where nobody ever said."""
        query = self._shelf.select(AlertWatch).where(alert_watches.c.incident == incident)
        return self._shelf.first(AlertWatch, query)

    def alert_watches(self) -> tuple[AlertWatch, ...]:
        """What each incident watches, in their order."""
        return self._shelf.all(AlertWatch, self._shelf.select(AlertWatch).order_by(alert_watches.c.id))

    def alert_sources(self) -> tuple[AlertSource, ...]:
        """Every source that was ever asked, by name."""
        return self._shelf.all(AlertSource, self._shelf.select(AlertSource).order_by(alert_sources.c.name))
