"""A pytest plugin: says which default tests took too long; where ``CI`` is "strict", a run with such a test fails.

How long a test takes hangs on the machine as well, so a run is held to it only where that machine is quiet.

Tests marked ``harsh`` or ``soak`` may take as long as their timeout allows.
"""

import os
from collections.abc import Container, Iterator, Mapping

import pytest

LIMIT = 10.0
"""Seconds that setting up, calling or tearing down a default test may take."""
EXEMPT = ("harsh", "soak")


def fault(name: str, phase: str, seconds: float, marks: Container[str], limit: float = LIMIT) -> str:
    """What is said of a test's phase that took so many seconds; empty where that is in order."""
    if seconds <= limit or any(mark in marks for mark in EXEMPT):
        return ""
    return f"{name}: {phase} took {seconds:.1f} s of at most {limit:g} s: make it quicker, or mark it harsh"


class Watch:
    """Collects the faults of one run; with several workers their reports all come by here."""

    def __init__(self, environment: Mapping[str, str], limit: float = LIMIT) -> None:
        self.strict = environment.get("CI") == "strict"
        self.limit = limit
        self.found: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        said = fault(report.nodeid, report.when or "", report.duration, report.keywords, self.limit)
        if said:
            self.found.append(said)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.found and self.strict and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self._lines():
            terminalreporter.write_line(line, red=self.strict)

    def _lines(self) -> Iterator[str]:
        if self.found:
            where = "" if self.strict else " (a fault where CI=strict)"
            yield f"{len(self.found)} too slow for the default set{where}"
            yield from self.found


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the workers' reports come to the one that started them
        config.pluginmanager.register(Watch(os.environ), "too-slow")
