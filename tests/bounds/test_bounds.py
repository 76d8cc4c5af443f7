"""No message may stop the others: whoever reads or writes what strangers typed is linear, bounded and never raises.

The time is the processor's own, and what is compared is a text with one half as long: how fast the machine is, and what
else it does, matters little.
"""

import importlib
import inspect
import pkgutil
import time

import pytest

from tests.bounds.families import FAMILIES
from tests.bounds.parsers import EXEMPT, PARSERS, WALKED, Parser

MOST = 0.1
"""Seconds of processor time for the largest message that a platform lets through."""

WORK = 0.006
"""Seconds that a hundred thousand squares take on an idle machine; a busier or slower one gets so much more."""

FLOOR = 0.005
"""Seconds below which a time is noise."""

GROWTH = 2.5
"""Times as long may twice the text take."""


def seconds(parser: Parser, text: str, times: int = 1) -> float:
    """The best of some runs."""
    best = float("inf")
    for _ in range(times):
        run = parser.driver(text)
        begun = time.process_time()
        run()
        best = min(best, time.process_time() - begun)
    return best


def allowed() -> float:
    """What the largest message may take on this machine, as busy as it is just now."""
    squares = Parser("squares", lambda _: lambda: sum(number * number for number in range(100_000)), 0)
    return MOST * max(1.0, seconds(squares, "", 3) / WORK)


SAMPLE = 23
"""In the default tests each parser meets every so many-th family, another part each; in the soak each meets all."""

NUMBERED = [pytest.param(number, parser, id=parser.name) for number, parser in enumerate(PARSERS)]


def sample(number: int) -> list[str]:
    """The families that the parser of this number meets in the default tests."""
    return [name for place, name in enumerate(FAMILIES) if (place + number) % SAMPLE == 0]


@pytest.mark.harsh  # a measure of processor time, which a machine that does other things as well may spoil
@pytest.mark.parametrize(("number", "parser"), NUMBERED)
def test_no_text_costs_more_than_its_share(number, parser):
    assert amiss(parser, sample(number)) == ({}, {})


@pytest.mark.soak
@pytest.mark.parametrize(("number", "parser"), NUMBERED)
def test_no_text_of_any_family_costs_more_than_its_share(number, parser):
    assert amiss(parser, FAMILIES) == ({}, {})


def test_every_family_is_met_by_some_parser():
    assert {name for number in range(len(PARSERS)) for name in sample(number)} == FAMILIES.keys()


def amiss(parser: Parser, names) -> tuple[dict, dict]:
    """Families that cost more than the largest message may, and those whose cost grows faster than the text."""
    dear, growing = {}, {}
    for name in names:
        family = FAMILIES[name]
        whole = family(parser.size)
        took = seconds(parser, whole)
        if took > MOST:
            took = seconds(parser, whole, 4)
        if took > MOST and took > allowed():
            dear[name] = took
        if took > FLOOR and took > GROWTH * seconds(parser, family(parser.size // 2)):
            took, half = seconds(parser, whole, 3), seconds(parser, family(parser.size // 2), 3)
            quarter = seconds(parser, family(parser.size // 4), 3)
            if half > FLOOR and took > GROWTH * half and half > GROWTH * quarter:  # one step is no growth
                growing[name] = (quarter, half, took)
    return dear, growing


def _readers() -> set[str]:
    """The public functions of the walked packages."""
    found = set()
    for package in WALKED:
        module = importlib.import_module(package)
        below = pkgutil.walk_packages(module.__path__, f"{package}.") if hasattr(module, "__path__") else ()
        for name in [package, *(each.name for each in below)]:
            code = importlib.import_module(name)
            found |= {f"{name}.{each}" for each, of in vars(code).items() if _is_reader(of, name)}
    return found


def _is_reader(of: object, module: str) -> bool:
    of = inspect.unwrap(of) if callable(of) else of  # a cache may stand before it
    if not inspect.isfunction(of) or of.__module__ != module or of.__name__.startswith("_"):
        return False
    return not inspect.iscoroutinefunction(of)


def test_every_parser_is_held_here_or_reads_no_strangers_words():
    held = {parser.covers for parser in PARSERS}
    readers = {each for each in _readers() if each not in EXEMPT and each.rpartition(".")[0] not in EXEMPT}

    assert readers - held == set()
    assert held - _readers() == set()
    assert [name for name in EXEMPT if name in held] == []
