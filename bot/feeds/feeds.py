"""All sources of the configuration: each runs as a task of its own, and they change when the file is read again."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime

from bot.config.feeds import CapFeed, FeedConfig, IpawsFeed, NwsFeed, UsgsFeed, span
from bot.feeds.fetching import NoAnswer, fetch, session
from bot.feeds.matching import work_out
from bot.feeds.source import Say, Settings, Source
from bot.feeds.values import Unreadable
from bot.platforms import Finding
from bot.runtime.clerk import Clerk
from commands.domain.messages import Room


def settings_of(config: FeedConfig) -> Iterator[Settings]:
    """How each configured source is asked."""
    for name, one in config.named.items():
        every = span(one.poll)
        match one:
            case CapFeed():
                yield Settings(name=name, kind="cap", url=one.url, every=every)
            case NwsFeed():
                base = one.url.rstrip("/")
                url = base if base.endswith("/alerts/active") else f"{base}/alerts/active"
                headers = {"User-Agent": one.user_agent, "Accept": "application/geo+json"}
                yield Settings(name=name, kind="nws", url=url, every=every, headers=headers, zones=one.zones)
            case IpawsFeed():
                yield Settings(name=name, kind="ipaws", url=one.url, every=every, listing=False)
            case UsgsFeed():
                yield Settings(name=name, kind="usgs", url=one.url, every=every, listing=False)


class Feeds:
    """Runs the sources until cancelled. ``say`` hears a message, with what is to be kept in its transaction."""

    def __init__(
        self,
        config: FeedConfig,
        clerk: Clerk,
        say: Say,
        room_of: Callable[[str], Room | None],
        now: Callable[[], datetime],
    ) -> None:
        self._config = config
        self._clerk = clerk
        self._say = say
        self._room_of = room_of
        self._now = now
        self._changed = asyncio.Event()

    def change(self, config: FeedConfig) -> bool:
        """Take up another configuration; True where it differs."""
        if config == self._config:
            return False
        self._config = config
        self._changed.set()
        return True

    async def run(self) -> None:
        """Run all of them, anew where the configuration changes."""
        while True:
            self._changed.clear()
            running = [asyncio.create_task(self._source(one).run(), name=one.name) for one in settings_of(self._config)]
            try:
                await self._changed.wait()
            finally:
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)

    def _source(self, settings: Settings) -> Source:
        return Source(settings=settings, clerk=self._clerk, say=self._say, room_of=self._room_of, now=self._now)


async def check(config: FeedConfig, now: datetime) -> list[Finding]:
    """Fetch each source once and read it; what a person has to do where that fails."""
    found = []
    async with session() as on:
        for one in settings_of(config):
            url = one.url.replace("{since}", f"{now:%Y-%m-%dT00:00:00Z}")
            url = f"{url}?zone={','.join(one.zones)}" if one.zones else url
            try:
                answer = await fetch(on, one.url, url, one.headers, {})
                body = answer.body or b""
                read = await asyncio.to_thread(work_out, one.kind, [(one.url, body)], (), now, first=True)
            except NoAnswer as fault:
                remedy = f"look whether {one.url} is right and can be reached from here"
                found.append(Finding(f"feed {one.name}", ok=False, what="fetching it", wrong=fault.why, remedy=remedy))
            except Unreadable as fault:
                remedy = f"{one.url} has to lead to CAP, or a feed of it"
                found.append(Finding(f"feed {one.name}", ok=False, what="reading it", wrong=str(fault), remedy=remedy))
            else:
                many = len(read.listed) + len(read.links)
                found.append(Finding(f"feed {one.name}", ok=True, what=f"answers, lists {many:,} alerts"))
    return found
