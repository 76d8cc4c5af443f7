"""The one place where things are joined: configuration, store, hub, courier, clock and the accounts."""

import asyncio
import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog

import bot.platforms
from bot.board import Boards
from bot.clerk import Clerk
from bot.clock import Clock
from bot.config import Config
from bot.courier import Courier
from bot.heavy import Heavy
from bot.hub import Hub
from bot.incidents import apply
from bot.lease import Tenancy
from bot.metrics import serve
from bot.packets import Packets
from bot.platforms import Connect, Platform
from bot.watch import Watch
from commands.domain.messages import Room
from storage.migrate import migrate
from storage.store import Database

log = structlog.get_logger()

LAST_WORDS = 8.0
"""Seconds in which what is in hand is finished after the program was told to stop."""


@cache
def platform_names() -> tuple[str, ...]:
    """Which platforms are here: the folders beside the protocol."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(bot.platforms.__path__) if found.ispkg))


def accounts(config: Config) -> Iterator[tuple[str, str, Any]]:
    """(platform, account name, settings) of every configured account."""
    for platform in platform_names():
        for name, settings in getattr(config, platform, {}).items():
            yield platform, name, settings


def connect_all(config: Config, data_dir: Path) -> dict[str, Platform]:
    """One Platform for each account, not yet connected, by its source."""
    found: dict[str, Platform] = {}
    for platform, name, settings in accounts(config):
        connect: Connect = importlib.import_module(f"bot.platforms.{platform}.client").connect
        found[f"{platform}.{name}"] = connect(name, settings, data_dir)
    return found


class App:
    """The running program."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.database = Database(config.database.url.get_secret_value())
        self.clerk = Clerk(self.database)
        self.tenancy = Tenancy(self.clerk, config.bot.data_dir)
        self.platforms = connect_all(config, config.bot.data_dir)
        self.hub = Hub(
            clerk=self.clerk,
            wake=lambda rooms: self.courier.wake(rooms),  # noqa: PLW0108  the courier is made after the hub
            prefix=config.bot.command,
            zone=ZoneInfo(config.bot.timezone),
            labels={source: platform.label for source, platform in self.platforms.items()},
            platforms=self.platforms,
            correction_after=timedelta(seconds=config.bot.late_correction_seconds),
            command_late_after=timedelta(seconds=config.bot.late_command_seconds),
            admins={slug: frozenset(one.admins) for slug, one in config.incident.items()},
        )
        self.courier = Courier(
            clerk=self.clerk,
            platforms=self.platforms,
            zone_of=self._zone_of,
            still_ours=self.tenancy.check,
            lost=self.hub.lost,
            back=self.hub.back,
            held=self.hub.held,
            names=self.hub.names,
        )
        heartbeat = config.bot.outside_heartbeat_url
        self.watch = Watch(self.hub, self._zone_of, heartbeat.get_secret_value() if heartbeat else None)
        self.boards = Boards(self.hub)
        self.hub.on_decided = self._decided
        self.clock = Clock(self.clerk, self.hub.heard, lambda: list(self.hub.known.values()), self.hub.zone)
        self.heavy = Heavy(self.clerk, self.hub.heard, self.clock.room_of)
        folder = config.bot.data_dir / "packets"
        self.packets = Packets(self.clerk, self.hub.heard, self.clock.room_of, folder, config.bot.timezone)

    async def run(self, stop: asyncio.Event, *, standby: bool = False) -> None:
        """Run until told to stop. Raises Taken where another process runs the accounts."""
        await asyncio.to_thread(migrate, self.database)
        await self.tenancy.take(wait=standby)
        try:
            await self.clerk.do(lambda work: apply(work, self.config, datetime.now(UTC)))
            await self.hub.load()
            async with asyncio.TaskGroup() as tasks:
                ears = [tasks.create_task(self._account(one), name=one.source) for one in self.platforms.values()]
                hands = [
                    tasks.create_task(self.courier.run(), name="courier"),
                    tasks.create_task(self.tenancy.keep(), name="lease"),
                    tasks.create_task(self.watch.run(), name="watch"),
                    tasks.create_task(self.boards.run(), name="boards"),
                    tasks.create_task(self.heavy.run(), name="heavy"),
                    tasks.create_task(self.packets.run(), name="packets"),
                    *self._served(tasks),
                ]
                self.clock.start()
                await stop.wait()
                log.info("stopping")
                self.clock.stop()
                for task in ears:
                    task.cancel()
                await self.courier.finish(within=LAST_WORDS)
                for task in hands:
                    task.cancel()
        finally:
            await self._close()

    def _served(self, tasks: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        listen = self.config.bot.metrics_listen
        return [tasks.create_task(serve(listen, self.hub, self.watch), name="metrics")] if listen else []

    async def _account(self, platform: Platform) -> None:
        """One account; whatever it raises, the others work on."""
        while True:
            try:
                await platform.run(self.hub)
            except Exception as fault:
                log.exception("account failed", account=platform.source)
                await self.hub.disconnected(platform.source, type(fault).__name__)
            await asyncio.sleep(5)

    async def _close(self) -> None:
        await asyncio.gather(*(platform.close() for platform in self.platforms.values()), return_exceptions=True)
        await self.tenancy.give_up()
        self.clerk.close()
        self.database.close()

    def _decided(self) -> None:
        """A command may have set a timer, given a position, or want a check that takes its time."""
        self.courier.known.forget()
        self.clock.look_again()
        self.heavy.look()
        self.packets.look()
        self.boards.look_again()

    def _zone_of(self, room: Room) -> ZoneInfo:
        linked = self.hub.known.get(room)
        settings = self.config.incident.get(linked.incident) if linked else None
        return ZoneInfo(settings.timezone) if settings and settings.timezone else self.hub.zone
