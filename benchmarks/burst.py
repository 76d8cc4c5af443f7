"""How soon a burst is all read on the other side, within the platforms' own limits.

    python benchmarks/burst.py [--count 100] [--within 5]

The limits in force are Slack's (a post a second and channel after a short burst) and Synapse's (0.2 messages a second
and account after ten). Net Control combines what comes faster. Told is the time from the last message's saying until
all of them stand on the other side, in order; the figures to hold are 6 s on Slack and 20 s on Matrix.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable

from relay import MARK, Watch, watch_matrix, watch_slack
from rich.console import Console

from bot.sandbox.demo.stage import Stage, open_stage

LENGTH = 110
BARS = {"slack": 6.0, "matrix": 20.0}


async def burst(watch: Watch, side: str, count: int, within: float, say: Callable[[str], Awaitable[object]]) -> float:
    """Say so many numbered lines in so many seconds; the seconds from the last one until all are seen on the side."""
    begun = time.perf_counter()
    for number in range(count):
        await asyncio.sleep(begun + number * within / count - time.perf_counter())
        watch.sent[number] = time.perf_counter()
        await say(f"n{number:06} ".ljust(LENGTH, "x"))
    last = time.perf_counter()
    await watch.all_seen(side, range(count))
    return time.perf_counter() - last


def on_slack(stage: Stage) -> list[str]:
    return [message.text for message in stage.slack.channel.messages if message.bot_id]


async def on_matrix(stage: Stage) -> list[str]:
    events = await stage.matrix.people[1].messages(stage.matrix.room)
    return [str(event["content"].get("body", "")) for event in events if event["sender"] == stage.matrix.view.bot]


def numbers(texts: list[str]) -> list[int]:
    return [int(number) for text in texts for number in MARK.findall(text)]


async def to_slack(console: Console, count: int, within: float) -> tuple[float, list[str]]:
    async with open_stage(console, sitrep_every="7d") as stage:
        watch = Watch()
        watching = asyncio.create_task(watch_slack(stage, watch))
        ruth = stage.matrix.people[0]
        took = await burst(watch, "slack", count, within, lambda text: ruth.send(stage.matrix.room, text))
        watching.cancel()
        return took, on_slack(stage)


async def to_matrix(console: Console, count: int, within: float) -> tuple[float, list[str]]:
    async with open_stage(console, sitrep_every="7d", limits="default") as stage:
        watch = Watch()
        watching = asyncio.create_task(watch_matrix(stage, watch))
        workspace, channel, dana = stage.slack.workspace, stage.slack.channel, stage.slack.people[0]
        took = await burst(watch, "matrix", count, within, lambda text: workspace.say(dana, channel, text))
        watching.cancel()
        return took, await on_matrix(stage)


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=100, help="messages")
    arguments.add_argument("--within", type=float, default=5, help="seconds in which they are said")
    asked = arguments.parse_args()
    console = Console(highlight=False)
    for side, run in (("slack", to_slack), ("matrix", to_matrix)):
        took, texts = await run(Console(quiet=True), asked.count, asked.within)
        found = numbers(texts)
        posts = sum(1 for text in texts if MARK.search(text))
        well = "in order, each once" if found == list(range(asked.count)) else f"NOT in order or not once: {found}"
        console.print(
            f"{asked.count} messages in {asked.within:g} s, all on {side.title()} {took:.1f} s after the last "
            f"(to hold: {BARS[side]:g} s), in {posts} posts, {well}",
            soft_wrap=True,
        )


if __name__ == "__main__":
    asyncio.run(main())
