"""The one place where things are joined: configuration, store, hub, courier, clock and the accounts."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from bot.carriers import carrying
from bot.carriers import connect_all as connect_carriers
from bot.carriers.post import Post
from bot.config.faults import ConfigFaults
from bot.config.model import Config
from bot.directory.configured import apply
from bot.documents.printer import Printer
from bot.inbound.hub import Hub
from bot.operations.accounts import Accounts, configured, connect_all
from bot.operations.keepers import StoreBox
from bot.operations.metrics import Watched, serve
from bot.operations.record_keeping import RecordKeeping
from bot.operations.shared import keep_in_store, share, words
from bot.operations.signing import at_start
from bot.operations.watchdog import Watchdog
from bot.outbound.courier import Courier
from bot.platforms import Platform
from bot.runtime import counters
from bot.runtime.board_key import at_hand
from bot.runtime.clerk import Clerk
from bot.runtime.lease import Tenancy
from bot.runtime.node import Self
from bot.runtime.pulse import Pulse, notify
from bot.runtime.reload import Outcome, Reloading
from bot.schedule.boards import Boards
from bot.schedule.checks import Checks
from bot.schedule.clock import Clock
from bot.schedule.packets import Packets
from bot.web.beside import Beside
from bot.web.desk import Desk
from commands.domain.messages import Room
from storage.migrate import migrate
from storage.store import Database, DatabaseAway

if TYPE_CHECKING:
    from bot.feeds.feeds import Feeds

log = structlog.get_logger()

PRESENCE = 0x6E6574  # "net"
"""The advisory lock of PostgreSQL's that the process which runs the accounts holds."""

LAST_WORDS = 8.0
"""Seconds in which what is in hand is finished after the program was told to stop."""


class Changed(Exception):
    """Accounts came or went while this process stood by: it has to begin anew."""


class App:
    """The running program."""

    def __init__(self, config: Config, read: Callable[[], Config] | None = None, *, file: Path | None = None) -> None:
        """``read`` reads the configuration again while the program runs; raises ConfigFaults. ``file`` is where the
        live board, which is a process of its own, finds it.

        Raises KeyFault where the signing key cannot be used.
        """
        self.config = config
        self._read = read or (lambda: config)
        self.database = Database(config.database.url.get_secret_value(), at_start(config, datetime.now(UTC)).current)
        self.clerk = Clerk(self.database)
        self.tenancy = Tenancy(
            self.clerk, config.bot.data_dir, presence=self.database.presence(PRESENCE), node=self._node
        )
        self._box = StoreBox(words(config))
        self.platforms = connect_all(config, config.bot.data_dir, self._furnish)
        self.hub = Hub(
            clerk=self.clerk,
            wake=lambda rooms: self.courier.wake(rooms),  # noqa: PLW0108  the courier is made after the hub
            hurry=lambda ranks: self.courier.hurry(ranks),  # noqa: PLW0108
            head_start=lambda rooms: self.courier.head_start(rooms),  # noqa: PLW0108
            prefix=config.bot.command,
            zone=ZoneInfo(config.bot.timezone),
            labels={source: platform.label for source, platform in self.platforms.items()},
            platforms=self.platforms,
            correction_after=timedelta(seconds=config.bot.late_correction_seconds),
            command_late_after=timedelta(seconds=config.bot.late_command_seconds),
            admins=_admins(config),
            openers=_openers(config),
            carrying=carrying(config.carrier),
            board=config.board.address,
        )
        self.file = file
        self.press = Printer(self.clerk, config.database.url.get_secret_value() if self.database.several else "")
        self.courier = Courier(
            clerk=self.clerk,
            platforms=self.platforms,
            zone_of=self._zone_of,
            still_ours=self.tenancy.check,
            before_sending=self.tenancy.before_sending,
            lost=self.hub.lost,
            back=self.hub.back,
            known_late=self.hub.known_late,
            held=self.hub.held,
            names=self.hub.names,
            labels=self.hub.labels,
            press=self.press,
            opened=at_hand(config.bot.data_dir).opened if config.board.address else str,
        )
        self._tasks: asyncio.TaskGroup | None = None
        self._ears: list[asyncio.Task[None]] = []
        self.accounts = Accounts(self.hub, self.courier, self.platforms, config, self._furnish)
        self.reloading = Reloading(config.bot.data_dir, self._reread)
        heartbeat = config.bot.outside_heartbeat_url
        self.watch = Watchdog(self.hub, self._zone_of, heartbeat.get_secret_value() if heartbeat else None)
        self.record_keeping = RecordKeeping(self.hub, self._zone_of, config.bot.data_dir)
        self.hub.on_lasting = self._lasting
        self.pulse = Pulse()
        self.version = ""  # for whoever asks for the numbers
        self.boards = Boards(self.hub)
        self.hub.on_decided = self._decided
        self.clock = Clock(self.clerk, self.hub.heard, lambda: list(self.hub.known.values()), self.hub.zone)
        self.heavy = Checks(self.clerk, self.hub.heard, self.clock.room_of)
        self.post: Post | None = None
        folder = config.bot.data_dir / "packets"
        self.feeds = self._feeds()
        self.packets = Packets(self.clerk, self.hub.heard, self.clock.room_of, self.press, folder, config.bot.timezone)

    async def run(self, stop: asyncio.Event, *, standby: bool = False) -> None:
        """Run until told to stop. Raises Taken where another process runs the accounts, Unfit where this one must not.

        On a store that several machines share, a process waits for its turn. Raises Changed where accounts came or went
        meanwhile: what was read of the configuration is not what counts any more.
        """
        await asyncio.to_thread(migrate, self.database)
        beside = [asyncio.create_task(self.pulse.run(), name="pulse"), *self._told()]
        notify("READY=1")
        try:
            await self._run(stop, standby=standby)
        finally:
            notify("STOPPING=1")
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _run(self, stop: asyncio.Event, *, standby: bool) -> None:
        waits = standby or (self.database.shared and bool(words(self.config)))
        await self._until_ours(stop, wait=waits)
        if stop.is_set():
            return await self._close()
        try:
            if words(self.config) != "" and await asyncio.to_thread(share, self.config):
                raise Changed
            await self.clerk.do(lambda work: apply(work, self.config, datetime.now(UTC)))
            await self.hub.load()
            await self._retire()
            async with asyncio.TaskGroup() as tasks:
                ears = [
                    tasks.create_task(self.accounts.run(), name="accounts"),
                    tasks.create_task(self.reloading.run(), name="reloading"),
                ]
                self._tasks = tasks
                self._ears = ears
                self._listen_to_feeds()
                hands = [
                    tasks.create_task(self.courier.run(), name="courier"),
                    tasks.create_task(self.tenancy.keep(), name="lease"),
                    tasks.create_task(self.watch.run(), name="watch"),
                    tasks.create_task(self.record_keeping.run(), name="record keeping"),
                    tasks.create_task(self.boards.run(), name="boards"),
                    tasks.create_task(self.heavy.run(), name="heavy"),
                    tasks.create_task(self.packets.run(), name="packets"),
                    *self._carried(tasks),
                    *self._served(tasks),
                ]
                self.clock.start()
                await stop.wait()
                log.info("stopping")
                self.clock.stop()
                for task in ears:
                    task.cancel()
                last = [self.courier.finish(within=LAST_WORDS)]
                last += [self.post.finish(within=LAST_WORDS)] if self.post else []
                await asyncio.gather(*last)  # side by side: a stop takes ten seconds at most
                for task in hands:
                    task.cancel()
        finally:
            await self._close()

    def _carried(self, tasks: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        """Nothing runs, and nothing is loaded, where no carrier is configured."""
        carriers = connect_carriers(self.config.carrier)
        if not carriers:
            return []
        self.post = Post(
            clerk=self.clerk,
            carriers=carriers,
            heard=self.hub.heard,
            room_of=self.clock.room_of,
            rang=self.clock.look_again,
            still_ours=self.tenancy.check,
            before_sending=self.tenancy.before_sending,
        )
        return [tasks.create_task(self.post.run(), name="post")]

    def _feeds(self) -> "Feeds | None":
        """The warning sources; None, and nothing of them loaded, where none is configured."""
        if not self.config.feed.named:
            return None
        from bot.feeds.feeds import Feeds  # noqa: PLC0415  what is not configured costs nothing

        return Feeds(self.config.feed, self.clerk, self.hub.heard_with, self.clock.room_of, self.hub.now)

    def _listen_to_feeds(self) -> None:
        if self.feeds is not None and self._tasks is not None:
            self._ears.append(self._tasks.create_task(self.feeds.run(), name="feeds"))

    def _changed_feeds(self, config: Config) -> list[str]:
        self.config = self.config.model_copy(update={"feed": config.feed})
        if self.feeds is None:
            self.feeds = self._feeds()
            self._listen_to_feeds()
            return ["sources of alerts: watched from now on"] if self.feeds else []
        return ["sources of alerts: brought up to the file"] if self.feeds.change(config.feed) else []

    async def _until_ours(self, stop: asyncio.Event, *, wait: bool) -> None:
        """Stand by; told to stop, a standby goes at once."""
        taking = asyncio.ensure_future(self.tenancy.take(wait=wait))
        told = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({taking, told}, return_when=asyncio.FIRST_COMPLETED)
            if taking.done():
                taking.result()
        except BaseException:
            await self._close()
            raise
        finally:
            for each in (taking, told):
                each.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await each

    def _node(self) -> Self:
        return Self(self.config.bot.node, tuple(source for source, _ in configured(self.config)), self.config.agreed())

    def _furnish(self, platform: Platform) -> None:
        if words(self.config):
            keep_in_store(platform, self.clerk, self._box, self.tenancy.check)

    def _told(self) -> list[asyncio.Task[None]]:
        """Asked from the start on, so that a standby says that it is one."""
        listen = self.config.bot.metrics_listen
        if not listen:
            return []
        counters.show_rooms(self.config.bot.metrics_rooms)
        watched = Watched(
            directory=self.hub,
            watch=self.watch,
            record=self.record_keeping,
            pulse=self.pulse,
            version=self.version,
            epoch=lambda: self.tenancy.mine.epoch if self.tenancy.mine else 0,
            ours=lambda: self.tenancy.mine is not None,
            data_dir=self.config.bot.data_dir,
        )
        return [asyncio.create_task(serve(listen, watched), name="metrics")]

    def _served(self, tasks: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        served = []
        if self.config.board.address:
            served.append(tasks.create_task(Desk(self.hub).run(), name="board desk"))
        if self.config.board.listen and self.file:
            served.append(tasks.create_task(Beside(self.file).run(), name="board"))
        return served

    async def _retire(self) -> None:
        """Rooms may be left of accounts that were taken out of the configuration while nobody ran."""
        for source in {room.source for room in self.hub.known} - self.platforms.keys():
            await self.hub.room_links.retired(source)

    async def _reread(self) -> Outcome:
        """Take up what has changed in the configuration; with a fault in it nothing is."""
        try:
            config = await asyncio.to_thread(self._read)
        except ConfigFaults as faults:
            log.error("the configuration is faulty and was not taken", faults=[str(one) for one in faults.faults])
            return Outcome(False, (*str(faults).splitlines(), "Everything runs on as before."))
        try:
            told = await self._take(config)
        except Exception as fault:
            log.exception("the configuration could not be taken up")
            return Outcome(False, (f"it could not be taken up ({type(fault).__name__}); the log tells more",))
        log.info("configuration read again", changes=told)
        return Outcome(True, tuple(told or ["nothing has changed"]))

    async def _take(self, config: Config) -> list[str]:
        old, kept = (
            self.config,
            {
                "bot": self.config.bot,
                "database": self.config.database,
                "board": self.config.board,
                "carrier": self.config.carrier,
            },
        )
        told = [f"[{name}] has changed: that counts from the next start on" for name in _differing(old, config, kept)]
        told += await self.accounts.change(config)
        told += self._changed_feeds(config)
        self.config = config.model_copy(update=kept)
        self.hub.admins = _admins(config)
        if await self.clerk.do(lambda work: apply(work, config, datetime.now(UTC))):
            told.append("incidents: brought up to the file")
        await self.hub.load()
        self._decided()
        return told

    async def _close(self) -> None:
        await asyncio.gather(*(platform.close() for platform in self.platforms.values()), return_exceptions=True)
        if self.post:
            await self.post.close()
        self.press.close()
        with suppress(DatabaseAway):
            while await self.clerk.do(lambda work: work.talk.seal()):
                pass
        await self.tenancy.give_up()
        self.clerk.close()
        self.database.close()

    async def _lasting(self) -> None:
        """An account is away until a person does something: people are told now."""
        await self.watch.look(self.hub.now())

    def _decided(self) -> None:
        """A command may have set a timer, given a position, or want a check that takes its time."""
        self.courier.look_again()
        self.clock.look_again()
        self.heavy.look()
        self.packets.look()
        self.boards.look_again()
        if self.post:
            self.post.look_again()

    def _zone_of(self, room: Room) -> ZoneInfo:
        linked = self.hub.known.get(room)
        settings = self.config.records.get(linked.incident) if linked else None
        return ZoneInfo(settings.timezone) if settings and settings.timezone else self.hub.zone


def _admins(config: Config) -> dict[str, frozenset[str]]:
    return {slug: frozenset(one.admins) for slug, one in config.records.items()}


def _openers(config: Config) -> str | frozenset[str]:
    openers = config.bot.openers
    return openers if isinstance(openers, str) else frozenset(openers)


def _differing(old: Config, new: Config, names: Iterable[str]) -> list[str]:
    return [name for name in names if getattr(old, name) != getattr(new, name)]
