"""How long reports and papers take in a big incident: the text, and the file that is made of it.

    python benchmarks/papers.py [--people 5000] [--requests 100000] [--log 1000000] [--url postgresql+psycopg://…]

The text of a report is to be there within 300 ms, its PDF within one second; what took longer at the median is marked.
The text is made in a transaction that is undone; files are made outside of any, as the program makes them, and once:
a second time the same pages are remembered.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from filling import Filled, Sizes, filled
from filling.rows import AFTER
from rich.console import Console
from rich.table import Table

from bot.forms.render import render
from commands.domain.messages import Document
from commands.paper.later import fulfilled

TEXT, FILE = 300.0, 1_000.0
TIMES = 7

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

Row = tuple[str, str, str, str]


def rows(store: Filled, line: str, clock: Callable[[], float]) -> list[Row]:
    """The line itself, and each file that it makes."""
    took, documents = said(store, line, clock)
    found = [shown(line, took, TEXT)]
    for one in documents:
        name = f"  its {one.template} as {one.filename.rpartition('.')[2].upper()}"
        found.append(shown(name, [made(store, one, clock)], FILE))
    return found


def said(store: Filled, line: str, clock: Callable[[], float]) -> tuple[list[float], tuple[Document, ...]]:
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


def made(store: Filled, document: Document, clock: Callable[[], float]) -> float:
    """Milliseconds for reading what the document promises, and setting it."""
    begun = clock()
    with store.database.work() as work:
        whole = fulfilled(document, work.record, store.now)
    render(whole)
    return (clock() - begun) * 1000


def shown(name: str, took: list[float], most: float) -> Row:
    median = statistics.median(took)
    return name, f"{median:.0f}", f"{max(took):.0f}", "OVER" if median > most else ""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--people", type=int, default=5_000, help="resources on the roster")
    arguments.add_argument("--requests", type=int, default=100_000)
    arguments.add_argument("--log", type=int, default=1_000_000, help="rows of the log and of traffic")
    arguments.add_argument("--url", default="", help="an empty database instead of an SQLite file")
    arguments.add_argument("--processor", action="store_true", help="processor time only, on a machine that is busy")
    asked = arguments.parse_args()
    clock = time.process_time if asked.processor else time.perf_counter
    table = Table("milliseconds", "median", "worst", "", box=None, padding=(0, 2), header_style="bold")
    with filled(Sizes(asked.people, asked.requests, asked.log), asked.url) as store:
        store.grow(1.0)
        for line in LINES:
            for row in rows(store, line, clock):
                table.add_row(*row)
    Console(highlight=False).print(table)


if __name__ == "__main__":
    main()
