"""The Carrier protocol: all that is asked of what reaches people outside the rooms. A carrier is one file beside this.

A file holds a function ``connect(config) -> Carrier``; its libraries are loaded only where it is configured.
"""

import importlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from bot.config.carriers import CarriersConfig
from bot.platforms import Finding
from commands.domain.notification.notices import Notice
from commands.domain.notification.ways import Carrying, WayKind


@dataclass(frozen=True)
class Outgoing:
    """One notice on its way: its text and its id were committed before the first attempt."""

    notice: Notice
    address: str

    @property
    def text(self) -> str:
        """What is sent; where an earlier attempt may have come through, it says so."""
        return f"(again) {self.notice.text}" if self.notice.again else self.notice.text


@dataclass(frozen=True)
class Handed:
    """The carrier took it: its own id of it, and its own word on how it stands."""

    provider: str = ""
    claimed: str = ""


Taken = Callable[[frozenset[str]], Awaitable[frozenset[str]]]
"""Which of a carrier's ids belong to a notice already."""


class Ears(Protocol):
    """The way in: what the running program offers a carrier. Each call returns after its commit."""

    async def heard(self, kind: WayKind, sid: str, address: str, text: str) -> None:
        """Something came in from an address; ``sid`` is the carrier's id of it. The same once more changes nothing."""

    async def unclaimed(self, kinds: frozenset[WayKind]) -> tuple[str, ...]:
        """The carrier's ids of what was handed over lately and of which it has not said how it ended."""

    async def claimed(self, provider: str, claimed: str, error: str) -> None:
        """The carrier's word on something that it took; words that come late or twice change nothing."""

    async def expecting(self) -> bool:
        """Is anything open that people answer?"""

    async def since(self, name: str) -> datetime:
        """When this carrier was listened to first (UTC): what came before is not for us."""


class Carrier(Protocol):
    """One provider: sends, looks for what may have come through, and hears what comes in."""

    name: str
    kinds: frozenset[WayKind]
    rate: float  # parts a second
    batch: int  # notices that are fixed for one go
    wide: bool  # a pause that it asks for is for everything, not for one address
    looks: bool  # False where nothing can be looked for: what is unknown is sent again, and says so

    async def send(self, outgoing: Outgoing) -> Handed:
        """Hand one notice over; raises a SendFault."""

    async def look(self, outgoing: Outgoing, taken: Taken) -> Handed | None:
        """Was it taken? None where it surely was not; raises TryLater while that cannot be told."""

    async def run(self, ears: Ears) -> None:
        """Hear what comes in until cancelled."""

    async def check(self) -> list[Finding]:
        """Is everything as needed? It sends what proves it."""

    async def close(self) -> None:
        """Let go of connections."""


def connect_all(config: CarriersConfig) -> list[Carrier]:
    """One Carrier for each table of the configuration, not yet connected."""
    return [
        cast(Carrier, importlib.import_module(f"bot.carriers.{name}").connect(settings))
        for name, settings in (("mail", config.mail), ("sms", config.sms))
        if settings is not None
    ]


def carrying(config: CarriersConfig) -> Carrying:
    """What commands may know of it: which kinds of ways are carried, and how fast."""
    pace: Mapping[WayKind, float] = {
        **({WayKind.EMAIL: config.mail.rate} if config.mail else {}),
        **({WayKind.SMS: config.sms.rate} if config.sms else {}),
        **({WayKind.VOICE: config.sms.rate} if config.sms and config.sms.voice else {}),
    }
    return Carrying(pace=pace, number=config.sms.sender if config.sms else "")
