"""How long reports and papers take in a big incident, how that grows, and whom it keeps waiting.

    python benchmarks/reports.py [--people 5000] [--requests 100000] [--log 1000000] [--url postgresql+psycopg://…]

Each line is measured at a tenth, at a third and at the whole of that size: the text of a report is to be there within
300 ms, the PDF of a situation report within one second; what took longer is marked. The text is made in a transaction
that is undone; files are made as the program makes them, once, since a second time the same pages are remembered.

Then the long forms are printed as the running program prints them, beside it, while small transactions go through its
clerk: what these wait for is compared with what they wait for when nothing is printed.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from filling import Filled, Sizes, filled
from filling.rows import AFTER
from rich.console import Console
from rich.table import Table

from bot.documents.forms.render import render
from bot.documents.printer import Printer
from bot.runtime.clerk import Clerk
from commands.domain.messages import Document
from commands.paper.later import LATER, fulfilled
from storage.store import Work

TEXT, FILE = 300.0, 1_000.0
TIMES = 7
PARTS = (0.1, 0.33, 1.0)
EVERY = 0.01
"""Seconds between the small transactions."""

LINES = (
    "sitrep brief",
    "sitrep",
    "sitrep full",
    "sitrep air",
    "shift brief",
    "catchup",
    "packet",
    "form 201",
    "form 204",
    "form 205",
    "form 209",
    "form 211",
    "form 214",
    "form 309",
    f"form 213RR R-{AFTER + 5}",
)

Clock = Callable[[], float]


@dataclass
class Took:
    """Milliseconds of one line at each size; ``most`` is what it may take, 0 where nothing is promised."""

    most: float = 0.0
    each: list[float] = field(default_factory=list)
    worst: float = 0.0
    megabytes: float = 0.0


def measure(store: Filled, clock: Clock, found: dict[str, Took]) -> list[Document]:
    """Every line at the size that the store has now; the documents that are read when they are printed."""
    promised: list[Document] = []
    for line in LINES:
        took, documents = said(store, line, clock)
        mine = found.setdefault(line, Took(TEXT))
        mine.each.append(statistics.median(took))
        mine.worst = max(took)
        for one in documents:
            name = f"  its {one.template} as {one.filename.rpartition('.')[2].upper()}"
            own = found.setdefault(f"{line}\n{name}", Took(0.0 if LATER in one.data else FILE))
            own.worst, own.megabytes = made(store, one, clock)
            own.each.append(own.worst)
            promised += [one] if LATER in one.data else []
    return promised


def said(store: Filled, line: str, clock: Clock) -> tuple[list[float], tuple[Document, ...]]:
    """Milliseconds of each time, and the documents of the last one."""
    took: list[float] = []
    documents: tuple[Document, ...] = ()
    with store.database.engine.connect() as connection:
        for _ in range(TIMES):
            part = connection.begin()
            begun = clock()
            answers = store.say(store.work(connection), line)
            took.append((clock() - begun) * 1000)
            part.rollback()
            documents = tuple(one for answer in answers for one in answer.documents)
    return took, documents


def made(store: Filled, document: Document, clock: Clock) -> tuple[float, float]:
    """Milliseconds for reading what the document promises and setting it, and the megabytes that it has."""
    begun = clock()
    with store.database.snapshot() as work:
        whole = fulfilled(document, work.record, store.now)
    content = render(whole).content
    return (clock() - begun) * 1000, len(content) / 1e6


async def waits(store: Filled, url: str, documents: list[Document]) -> tuple[list[float], list[float], float]:
    """Milliseconds that small transactions took with nothing else going on, and while documents were printed.

    And how many seconds the printing took.
    """
    clerk = Clerk(store.database)
    press = Printer(clerk, url)
    try:
        await press.printed(documents[0])  # the process is up
        quiet = await small(clerk, asyncio.sleep(3.0))
        begun = time.perf_counter()
        busy = await small(clerk, printed(press, documents))
        return quiet, busy, time.perf_counter() - begun
    finally:
        press.close()
        clerk.close()


async def printed(press: Printer, documents: list[Document]) -> None:
    for one in documents:
        await press.printed(one)


async def small(clerk: Clerk, meanwhile: object) -> list[float]:
    """What each small transaction took, the way there and back included."""
    task = asyncio.ensure_future(meanwhile)  # type: ignore[call-overload]
    took: list[float] = []

    def job(work: Work) -> None:
        work.keeping.set_fact("benchmark", str(len(took)))

    while not task.done():
        begun = time.perf_counter()
        await clerk.do(job)
        took.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(EVERY)
    await task
    return took


def shown(found: dict[str, Took]) -> Table:
    sizes = [f"{part:.0%}" for part in PARTS]
    table = Table("milliseconds", *sizes, "worst", "MB", "", box=None, padding=(0, 2), header_style="bold")
    for line, one in found.items():
        over = "OVER" if one.most and one.each[-1] > one.most else ""
        size = f"{one.megabytes:.1f}" if one.megabytes else ""
        name = line.rpartition("\n")[2]
        table.add_row(name, *(f"{took:.0f}" for took in one.each), f"{one.worst:.0f}", size, over)
    return table


def spread(name: str, took: list[float]) -> str:
    ordered = sorted(took)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{name}: {len(took):,}, p50 {statistics.median(took):.1f}, p99 {p99:.1f}, worst {ordered[-1]:.1f} ms"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--people", type=int, default=5_000, help="resources on the roster")
    arguments.add_argument("--requests", type=int, default=100_000)
    arguments.add_argument("--log", type=int, default=1_000_000, help="rows of the log and of traffic")
    arguments.add_argument("--url", default="", help="an empty database instead of an SQLite file")
    arguments.add_argument("--processor", action="store_true", help="processor time only, on a machine that is busy")
    asked = arguments.parse_args()
    clock = time.process_time if asked.processor else time.perf_counter
    console, found = Console(highlight=False), dict[str, Took]()
    with filled(Sizes(asked.people, asked.requests, asked.log), asked.url) as store:
        promised: list[Document] = []
        for part in PARTS:
            store.grow(part)
            promised = measure(store, clock, found)
        console.print(shown(found))
        url = store.database.engine.url.render_as_string(hide_password=False)
        quiet, busy, seconds = asyncio.run(waits(store, url, promised))
        console.print(f"\n{spread('small transactions, nothing printed', quiet)}")
        console.print(f"{spread(f'while {len(promised)} long forms were printed in {seconds:.1f} s', busy)}")


if __name__ == "__main__":
    main()
