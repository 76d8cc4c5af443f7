"""How long a decision takes in a big incident, and how that grows with the record.

    python benchmarks/deciding.py [--people 5000] [--requests 100000] [--log 1000000] [--url postgresql+psycopg://…]

A store is filled to a hundredth, to a tenth and to the whole of those sizes. At each of them every line is decided
several times, each time in a transaction that is undone, so that all see the same record; what a commit costs is not
in it. Median and worst in milliseconds. A decision is to take 50 ms at most, a search 300 ms: what took
longer at the median is marked.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from filling import Filled, Sizes, filled
from filling.rows import AFTER
from rich.console import Console
from rich.table import Table

from commands.domain.errors import Refused

PARTS = (0.01, 0.1, 1.0)
MOST = 50.0
MOST_OF = {"find": 300.0}
PATIENCE = 2.0
"""Seconds for one line's repetitions."""

OPEN, ASKED = AFTER + 5, AFTER + 10
"""Requests of the record: ordered and open, asked for."""

LINES: tuple[str | tuple[str, str], ...] = (
    "help",
    "incident",
    "incident list",
    "incident rename Bear Creek Complex",
    "health",
    "undelivered",
    "checkin",
    "checkin E99999 4 div A agency:BOI",
    f"checkin E{AFTER + 7} 3 div B",
    f"status E{AFTER + 7} available",
    f"reassign E{AFTER + 7} C",
    "roster",
    "roster list",
    "roster csv",
    "roster div:A",
    'roster agency:"Agency 07"',
    f"demob E{AFTER + 7} needs:none",
    "demob list",
    "role",
    "role history",
    "role take LSC",
    "period 0600-1800",
    "period",
    "par start div:A",
    "par start",
    ("par start", f"par E{AFTER + 7} all"),
    ("par start", "par status"),
    ("par start", "par missing"),
    ("par start", "par stop"),
    "emergency firefighter down at DP 12",
    ("emergency firefighter down", "emergency ack"),
    "request 2 pumps div A",
    "request list",
    "request list late",
    "request list mine",
    "request list owed",
    "request list all",
    "request loans",
    f"request show R-{OPEN}",
    f"request approve R-{ASKED}",
    f"request order R-{OPEN} 1 from:Cache",
    f"request arrived R-{OPEN}.1",
    f"request cancel R-{ASKED}",
    "report can Conditions: windy; Actions: line; Needs: 2 pumps",
    "report system Rptr 4 down",
    "report list",
    "report lifelines",
    "report due",
    "log strike team at DP 12",
    "show log",
    f"void L-{AFTER + 400}",
    f"significant L-{AFTER + 2}",
    "traffic DIVA COMM spot fire at DP 12",
    "traffic list",
    "traffic list ch:VTAC14",
    "message IC need 200 gallons",
    "message list",
    "message list all:yes",
    'action refuel Rptr 4 by:"tomorrow 0900"',
    "action list",
    "announce Move to VTAC12",
    "watch COMT every:30m",
    "catchup",
    "find spot",
    "find spot fire",
    "find refuel rptr 2999",
    "find generators",
    "freq",
    "freq VTAC14",
    "freq find tac",
    'freq assign UTAC42 as:"camp" area:"Camp 3"',
    "freq check",
    "freq nets",
    "freq down VTAC14 off the air",
    "freq list",
    "patch list",
    "shift",
    "shift brief",
    "sitrep",
    "sitrep air",
    "packet",
    "form 204",
    "form 211",
    "form 309",
    "contact list",
    "incident close",
)


@dataclass(frozen=True)
class Took:
    """Milliseconds, and why there are none."""

    median: float = 0.0
    worst: float = 0.0
    refused: str = ""

    @property
    def shown(self) -> str:
        return self.refused or f"{self.median:.1f} / {self.worst:.1f}"


def measure(store: Filled, line: str | tuple[str, str], clock: Callable[[], float], times_at_most: int = 15) -> Took:
    """Decide a line again and again, what stands before it once; everything is undone."""
    *before, asked = (line,) if isinstance(line, str) else line
    times: list[float] = []
    with store.database.engine.connect() as connection:
        whole = connection.begin()
        try:
            for one in before:
                store.say(store.work(connection), one)
            while len(times) < times_at_most and sum(times) < PATIENCE * 1000:
                part = connection.begin_nested()
                begun = clock()
                store.say(store.work(connection), asked)
                times.append((clock() - begun) * 1000)
                part.rollback()
        except Refused as refusal:
            return Took(refused=refusal.words.splitlines()[0][:28])
        finally:
            whole.rollback()
    return Took(statistics.median(times), max(times))


def tell(console: Console, found: dict[float, dict[str, Took]], whole: Sizes) -> None:
    table = Table("line: median / worst ms", box=None, padding=(0, 2), header_style="bold")
    for part in found:
        table.add_column(f"{whole.part(part).log:,} rows", justify="right", no_wrap=True)
    table.add_column("")
    for line in found[PARTS[-1]]:
        took = [of[line] for of in found.values()]
        over = took[-1].median > most(line)
        table.add_row(line, *(one.shown for one in took), "OVER" if over else "", style="red" if over else "")
    console.print(table)


def most(line: str) -> float:
    return next((limit for start, limit in MOST_OF.items() if line.startswith(start)), MOST)


def named(line: str | tuple[str, str]) -> str:
    return line if isinstance(line, str) else line[-1]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--people", type=int, default=5_000, help="resources on the roster")
    arguments.add_argument("--requests", type=int, default=100_000)
    arguments.add_argument("--log", type=int, default=1_000_000, help="rows of the log and of traffic")
    arguments.add_argument("--url", default="", help="an empty database instead of an SQLite file")
    arguments.add_argument("--only", default="", help="only lines that begin so")
    arguments.add_argument("--processor", action="store_true", help="processor time only, on a machine that is busy")
    asked = arguments.parse_args()
    clock = time.process_time if asked.processor else time.perf_counter
    console = Console(highlight=False, width=170)
    whole = Sizes(asked.people, asked.requests, asked.log)
    lines = [line for line in LINES if named(line).startswith(asked.only)]
    found: dict[float, dict[str, Took]] = {}
    with filled(whole, asked.url) as store:
        for part in PARTS:
            begun = time.perf_counter()
            store.grow(part)
            console.print(f"filled to {part:.0%} in {time.perf_counter() - begun:.0f} s", style="dim")
            found[part] = {named(line): measure(store, line, clock) for line in lines}
    tell(console, found, whole)


if __name__ == "__main__":
    main()
