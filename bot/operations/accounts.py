"""The accounts that are open: each runs as a task of its own, and may be opened and closed while the others work on."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import structlog

from bot.config.model import Config
from bot.inbound.hub import Hub
from bot.outbound.courier import Courier
from bot.platforms import Platform, registry
from bot.platforms.registry import connect

log = structlog.get_logger()

AGAIN_AFTER = 5.0
"""Seconds after which an account that failed is tried again."""
LAST_POST = 5.0
"""Seconds in which an account that is being closed may bring out what it has in hand."""


def configured(config: Config) -> Iterator[tuple[str, Any]]:
    """(source, settings) of every configured account; a source is ``<platform>.<name>``."""
    for platform in registry.names():
        for name, settings in getattr(config, platform, {}).items():
            yield f"{platform}.{name}", settings


def connect_all(
    config: Config, data_dir: Path, furnish: Callable[[Platform], None] = lambda _platform: None
) -> dict[str, Platform]:
    """One Platform for each account, not yet connected, by its source; ``furnish`` is given each of them."""
    made = {source: connect(source, settings, data_dir) for source, settings in configured(config)}
    for platform in made.values():
        furnish(platform)
    return made


class Accounts:
    """Runs them. ``platforms`` is shared with hub and courier, and so are the labels: both see who comes and goes."""

    def __init__(
        self,
        hub: Hub,
        courier: Courier,
        platforms: dict[str, Platform],
        config: Config,
        furnish: Callable[[Platform], None],
    ) -> None:
        """``furnish`` is given each account that is opened later, before it is used."""
        self._hub = hub
        self._courier = courier
        self._platforms = platforms
        self._settings = dict(configured(config))  # of those that are open
        self._data_dir = config.bot.data_dir
        self._furnish = furnish
        self._tasks: asyncio.TaskGroup | None = None
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Run all of them until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            for source in self._platforms:
                self._begin(source)
            await asyncio.Event().wait()

    async def change(self, config: Config) -> list[str]:
        """Close what is not configured any more, open what is new, open anew what has changed; says what was done."""
        wanted, told = dict(configured(config)), []
        for source in self._settings.keys() - wanted.keys():
            await self._close(source)
            told.append(f"{source}: closed")
        for source, settings in wanted.items():
            if source not in self._settings:
                told.append(f"{source}: {await self._open(source, settings)}")
            elif settings != self._settings[source]:
                told.append(f"{source}: {await self._open(source, settings)} anew")
        return told

    async def _open(self, source: str, settings: Any) -> str:
        """Open an account, in the place of the one that it was before, if any. Never is there none to be asked."""
        platform = connect(source, settings, self._data_dir)
        self._furnish(platform)
        before = self._platforms.get(source)
        if before:
            await self._end(source)
        self._platforms[source], self._settings[source] = platform, settings
        self._hub.labels[source] = platform.label
        if before:
            await before.close()
        self._begin(source)
        self._courier.admit(source)
        self._hub.wake({room for room in self._hub.known if room.source == source})
        log.info("account opened", account=source)
        return "opened"

    async def _close(self, source: str) -> None:
        await self._end(source)
        platform = self._platforms.pop(source)
        for known in (self._settings, self._hub.labels, self._hub.online, self._hub.away, self._hub.progress):
            known.pop(source, None)
        await platform.close()
        await self._hub.room_links.retired(source)
        log.info("account closed", account=source)

    async def _end(self, source: str) -> None:
        """Hear nothing more, and let its lanes bring out what they have in hand."""
        if running := self._running.pop(source, None):
            running.cancel()
            await asyncio.wait({running})
        await self._courier.retire(source, LAST_POST)

    def _begin(self, source: str) -> None:
        assert self._tasks is not None  # noqa: S101 - nobody opens an account before they run
        self._running[source] = self._tasks.create_task(self._keep(self._platforms[source]), name=source)

    async def _keep(self, platform: Platform) -> None:
        """One account; whatever it raises, the others work on."""
        while True:
            try:
                await platform.run(self._hub)
            except Exception as fault:
                log.exception("account failed", account=platform.source)
                await self._hub.disconnected(platform.source, type(fault).__name__)
            await asyncio.sleep(AGAIN_AFTER)
