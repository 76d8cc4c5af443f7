"""How long a message takes from one chat system to the other, against the floor measured in the same run.

    python benchmarks/relay.py [--rate 10] [--count 200]

`netcontrol run` as a child process, a real Synapse and the sandbox's Slack, all rate limits off. The floors: a raw
Matrix send until another user's sync shows it; a raw chat.postMessage until it stands in the channel. What comes from
Matrix to Slack has to go through both, one after the other; and Net Control posts into a Slack channel once a second
after a short burst, as Slack asks, and combines what comes meanwhile. At --rate 0.8 that wait does not show.
"""

import argparse
import asyncio
import json
import re
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import psutil
from rich.console import Console
from rich.table import Table

from bot.sandbox.demo.stage import Stage, open_stage
from bot.sandbox.matrix_person import CLIENT
from bot.sandbox.slack import Habits

MARK = re.compile(r"\bn(\d{6})\b")
PATIENCE = 60.0
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
        texts = stage.slack.channel.texts
        watch.see("slack", texts[count:])
        count = len(texts)
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
    begun, saying = time.perf_counter(), []
    for place, number in enumerate(numbers):
        await asyncio.sleep(begun + place / rate - time.perf_counter())
        watch.sent[number] = time.perf_counter()
        saying.append(asyncio.ensure_future(say(f"n{number:06} engine 12 is on scene")))
    await asyncio.gather(*saying)
    await watch.all_seen(side, numbers)
    return watch.took(side, numbers)


@asynccontextmanager
async def raw_slack(stage: Stage) -> AsyncIterator[Say]:
    """chat.postMessage by the app itself, while the program is stopped."""
    workspace = stage.slack.workspace
    headers = {"Authorization": f"Bearer {workspace.bot_token}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def say(text: str) -> None:
            body = {"channel": stage.slack.channel.id, "text": text}
            async with session.post(f"{workspace.site}/api/chat.postMessage", json=body) as answer:
                if not (await answer.json())["ok"]:
                    raise RuntimeError(await answer.text())

        yield say


async def measure(stage: Stage, rate: float, count: int) -> dict[str, list[float]]:
    watch = Watch()
    watching = [asyncio.create_task(watch_slack(stage, watch)), asyncio.create_task(watch_matrix(stage, watch))]
    dana, ruth = stage.slack.people[0], stage.matrix.people[0]
    first, second, third, fourth = (range(at * 100_000, at * 100_000 + count) for at in range(4))

    def matrix(text: str) -> Awaitable[object]:
        return ruth.send(stage.matrix.room, text)

    def slack(text: str) -> Awaitable[object]:
        return stage.slack.workspace.say(dana, stage.slack.channel, text)

    try:
        await asyncio.sleep(1)  # what the start still has in hand
        process = psutil.Process(stage.program.pid)
        before = sum(process.cpu_times()[:2])
        found = {"Slack to Matrix": await run(watch, "matrix", first, rate, slack)}
        found["Matrix to Slack"] = await run(watch, "slack", second, rate, matrix)
        used, memory = sum(process.cpu_times()[:2]) - before, process.memory_info().rss
        await stage.program.stop()
        found["Matrix send to another's sync"] = await run(watch, "matrix", third, rate, matrix)
        async with raw_slack(stage) as post:
            found["Slack post"] = await run(watch, "slack", fourth, rate, post)
    finally:
        for task in watching:
            task.cancel()
    found["processor"] = [used / (2 * count) * 1000]
    found["memory"] = [memory / 2**20]
    return found


def percentiles(times: list[float]) -> list[float]:
    cut = statistics.quantiles(times, n=100, method="inclusive")
    return [cut[49], cut[94], cut[98]]


def tell(console: Console, found: dict[str, list[float]]) -> None:
    sync, post = (percentiles(found[name]) for name in ("Matrix send to another's sync", "Slack post"))
    table = Table("milliseconds", "p50", "p95", "p99", box=None, padding=(0, 2), header_style="bold")
    floors = {"Slack to Matrix": sync, "Matrix to Slack": [a + b for a, b in zip(sync, post, strict=True)]}
    for name, times in (("Matrix send to another's sync", sync), ("Slack post", post)):
        table.add_row(f"floor: {name}", *(f"{one:.1f}" for one in times))
    for name, floor in floors.items():
        times = percentiles(found[name])
        table.add_row(name, *(f"{one:.1f}" for one in times))
        table.add_row("  ratio to its floor", *(f"{one / low:.1f}" for one, low in zip(times, floor, strict=True)))
        table.add_row("  added", *(f"{one - low:.1f}" for one, low in zip(times, floor, strict=True)))
    console.print(table)
    cost, memory = found["processor"][0], found["memory"][0]
    console.print(f"\n{cost:.2f} processor-seconds per 1,000 messages; {memory:.0f} MiB RSS")


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rate", type=float, default=10, help="messages per second")
    arguments.add_argument("--count", type=int, default=200, help="messages each way")
    asked = arguments.parse_args()
    console = Console(highlight=False)
    async with open_stage(console, sitrep_every="7d", habits=Habits(limited=False)) as stage:
        console.print(f"\n{asked.count} messages each way, {asked.rate:g} per second …\n")
        tell(console, await measure(stage, asked.rate, asked.count))


if __name__ == "__main__":
    asyncio.run(main())
