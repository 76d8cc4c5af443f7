"""How long a message takes from one chat system to the other, against the floor measured in the same run.

    python benchmarks/relay.py [--rate 10] [--count 200] [--stored 1000000] [--no-floor]

`netcontrol run` as a child process, a real Synapse and the sandbox's Slack, all rate limits off. The floor is
benchmarks/bare.py in the same rooms: nio and Bolt back to back, which relays text and remembers nothing. With --stored
so many messages are in the store before. Memory is told at the start, after the half and at the end.
"""

import argparse
import asyncio
import json
import re
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from filling.talk import talk
from rich.console import Console
from rich.table import Table

from bot.sandbox.demo.stage import Stage, open_stage
from bot.sandbox.matrix_person import CLIENT
from bot.sandbox.slack import Habits
from commands.domain.messages import Room

MARK = re.compile(r"\bn(\d{6})\b")
PATIENCE = 60.0
AT_ONCE = 20
"""Messages being said at most: in a long run the homeserver of a busy machine takes less than the rate for a while, and
hundreds sent at once fork its room until each takes a tenth of a second."""
FILTER = json.dumps({"room": {"timeline": {"limit": 100}}})


@dataclass
class Watch:
    """Notes when each numbered message was sent, and when it was first seen on each side."""

    seen: dict[str, dict[int, float]] = field(default_factory=lambda: {"slack": {}, "matrix": {}})
    sent: dict[int, float] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def see(self, side: str, texts: Iterable[str]) -> None:
        now = time.perf_counter()
        for text in texts:
            for number in MARK.findall(text):
                self.seen[side].setdefault(int(number), now)
        self.news.set()

    def took(self, side: str, numbers: range) -> list[float]:
        """Milliseconds of each."""
        return [(self.seen[side][number] - self.sent[number]) * 1000 for number in numbers]

    async def all_seen(self, side: str, numbers: range) -> None:
        async with asyncio.timeout(PATIENCE):
            while not self.seen[side].keys() >= set(numbers):
                self.news.clear()
                await self.news.wait()


async def watch_slack(stage: Stage, watch: Watch) -> None:
    count = 0
    while True:
        watch.see("slack", stage.slack.channel.newest(len(stage.slack.channel) - count))
        count = len(stage.slack.channel)
        await stage.slack.workspace.changed()


async def watch_matrix(stage: Stage, watch: Watch) -> None:
    """The second person's own sync: the first one sends."""
    reader = stage.matrix.people[1]
    since = str((await reader.call("GET", f"{CLIENT}/sync", timeout=0))["next_batch"])
    while True:
        answer = await reader.call("GET", f"{CLIENT}/sync", since=since, timeout=30_000, filter=FILTER)
        joined = answer.get("rooms", {}).get("join", {})
        timeline = joined.get(stage.matrix.room, {}).get("timeline", {"events": []})
        watch.see("matrix", (str(event["content"].get("body", "")) for event in timeline["events"]))
        since = str(answer["next_batch"])


Say = Callable[[str], Awaitable[object]]


async def run(watch: Watch, side: str, numbers: range, rate: float, say: Say) -> list[float]:
    """Say numbered lines at an even rate, whatever each takes; wait until all are seen on the side."""
    begun, room = time.perf_counter(), asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        try:
            await say(f"n{number:06} engine 12 is on scene")
        finally:
            room.release()

    async with asyncio.TaskGroup() as saying:
        for place, number in enumerate(numbers):
            await asyncio.sleep(begun + place / rate - time.perf_counter())
            await room.acquire()
            watch.sent[number] = time.perf_counter()
            saying.create_task(one(number))
    await watch.all_seen(side, numbers)
    return watch.took(side, numbers)


@asynccontextmanager
async def bare(stage: Stage) -> AsyncIterator[psutil.Process]:
    """The bare relay, in the place of the program."""
    relay = Path(__file__).with_name("bare.py")
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(relay), str(stage.program.config), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert child.stdout is not None
        async with asyncio.timeout(PATIENCE):
            await child.stdout.readline()
        yield psutil.Process(child.pid)
    finally:
        child.kill()
        await child.wait()


Took = Awaitable[list[float]]


@dataclass(frozen=True)
class Found:
    """Milliseconds of each message, each way; processor-seconds per 1,000 messages; MiB before, between, after."""

    to_matrix: list[float]
    to_slack: list[float]
    processor: float
    memory: tuple[float, float, float]


async def relayed(process: psutil.Process, to_matrix: Took, to_slack: Took) -> Found:
    await asyncio.sleep(1)  # what the start still has in hand
    memory = [_memory(process)]
    before = sum(process.cpu_times()[:2])
    there = await to_matrix
    memory.append(_memory(process))
    back = await to_slack
    used = sum(process.cpu_times()[:2]) - before
    return Found(there, back, used / (len(there) + len(back)) * 1000, (memory[0], memory[1], _memory(process)))


def _memory(process: psutil.Process) -> float:
    return float(process.memory_info().rss / 2**20)


async def fill(stage: Stage, count: int) -> None:
    """So many messages of a month ago into the store, while the program is stopped."""
    await stage.program.stop()
    store = stage.program.config.with_name("data") / "netcontrol.db"
    rooms = (Room("slack", "county", stage.slack.channel.id), Room("matrix", "state", stage.matrix.room))
    await asyncio.to_thread(talk, f"sqlite:///{store}", "bear-creek", rooms, count)
    await stage.program.start()


async def measure(stage: Stage, rate: float, count: int, floor: bool) -> tuple[Found, Found | None]:
    """(Net Control, the bare relay or None)."""
    watch = Watch()
    watching = [asyncio.create_task(watch_slack(stage, watch)), asyncio.create_task(watch_matrix(stage, watch))]
    dana, ruth = stage.slack.people[0], stage.matrix.people[0]
    first, second, third, fourth = (range(at * 100_000, at * 100_000 + count) for at in range(4))

    def matrix(text: str) -> Awaitable[object]:
        return ruth.send(stage.matrix.room, text)

    def slack(text: str) -> Awaitable[object]:
        return stage.slack.workspace.say(dana, stage.slack.channel, text)

    async def both(process: psutil.Process, there: range, back: range) -> Found:
        to_matrix = run(watch, "matrix", there, rate, slack)
        return await relayed(process, to_matrix, run(watch, "slack", back, rate, matrix))

    try:
        ours = await both(psutil.Process(stage.program.pid), first, second)
        if not floor:
            return ours, None
        await stage.program.stop()
        async with bare(stage) as process:
            return ours, await both(process, third, fourth)
    finally:
        for task in watching:
            task.cancel()


def percentiles(times: list[float]) -> list[float]:
    cut = statistics.quantiles(times, n=100, method="inclusive")
    return [cut[49], cut[94], cut[98]]


def tell(console: Console, ours: Found, floor: Found | None) -> None:
    table = Table("milliseconds", "p50", "p95", "p99", box=None, padding=(0, 2), header_style="bold")
    for way, took, least in (
        ("Slack to Matrix", ours.to_matrix, floor and floor.to_matrix),
        ("Matrix to Slack", ours.to_slack, floor and floor.to_slack),
    ):
        times = percentiles(took)
        table.add_row(way, *(f"{one:.1f}" for one in times))
        if least:
            lows = percentiles(least)
            table.add_row("  floor", *(f"{one:.1f}" for one in lows))
            table.add_row("  added", *(f"{one - low:.1f}" for one, low in zip(times, lows, strict=True)))
    console.print(table)
    beside = f" (floor {floor.processor:.2f}, ratio {ours.processor / floor.processor:.1f})" if floor else ""
    console.print(
        f"\n{ours.processor:.2f} processor-seconds per 1,000 messages{beside}\n"
        f"{' → '.join(f'{one:.0f}' for one in ours.memory)} MiB RSS"
        + (f" (floor {floor.memory[-1]:.0f})" if floor else "")
    )


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rate", type=float, default=10, help="messages per second")
    arguments.add_argument("--count", type=int, default=200, help="messages each way")
    arguments.add_argument("--stored", type=int, default=0, help="messages that are in the store before")
    arguments.add_argument("--no-floor", action="store_true", help="Net Control alone: half the time for a long run")
    asked = arguments.parse_args()
    console = Console(highlight=False)
    async with open_stage(console, sitrep_every="7d", habits=Habits(limited=False)) as stage:
        if asked.stored:
            console.print(f"\n{asked.stored:,} messages into the store …")
            await fill(stage, asked.stored)
        console.print(f"\n{asked.count} messages each way, {asked.rate:g} per second …\n")
        tell(console, *await measure(stage, asked.rate, asked.count, not asked.no_floor))


if __name__ == "__main__":
    asyncio.run(main())
