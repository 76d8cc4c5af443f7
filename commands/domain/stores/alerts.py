"""What alerts ask of memory: a part of ``commands.domain.store``."""

from collections.abc import Collection
from typing import Protocol, TypeAlias

from commands.domain.alerts.alerts import Alert, AlertLink, AlertMessage, AlertSource, AlertWatch

RECORDS: TypeAlias = Alert | AlertMessage | AlertLink | AlertWatch | AlertSource
"""The kinds of records that are kept for it."""


class AlertStore(Protocol):
    """Alerts of an incident are few at a time; of what is over only the newest are asked for."""

    def alerts(self, incident: str, *, open_only: bool = True, most: int = 200) -> tuple[Alert, ...]:
        """The worst first, then the newest; with ``open_only`` those that go on."""

    def alerts_linked(self, incident: str, links: Collection[str]) -> tuple[Alert, ...]:
        """The events to which any of these triples or keys belongs, the oldest first."""

    def alert_links(self, incident: str, alert: int) -> tuple[AlertLink, ...]:
        """What belongs to an event."""

    def open_alert_links(self, incident: str) -> frozenset[str]:
        """All that leads to events that go on."""

    def alert_message(self, incident: str, digest: str) -> AlertMessage | None:
        """The message of that triple's digest, as it was heard."""

    def alert_messages(self, incident: str, digests: Collection[str]) -> tuple[AlertMessage, ...]:
        """The messages of these digests."""

    def alert_watch(self, incident: str) -> AlertWatch | None:
        """What the incident watches; None where nobody ever said."""

    def alert_watches(self) -> tuple[AlertWatch, ...]:
        """Of all incidents."""

    def alert_sources(self) -> tuple[AlertSource, ...]:
        """Every source that was ever asked, by name."""
