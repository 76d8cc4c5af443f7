"""When the clock has something to say: pure arithmetic on a schedule and two moments."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from commands.domain.schedules import Schedule

_LOOKBACK = (timedelta(hours=1), timedelta(days=1), timedelta(days=32), timedelta(days=366), timedelta(days=3660))
"""How far the last due time is looked for, step by step, so that years of minutes need not be counted."""


def due(schedule: Schedule, since: datetime, until: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every due time after ``since`` up to ``until``, in UTC and in order.

    A wall-clock time fires once on the days when clocks change: a left-out one when the clocks have been put
    forward, a doubled one the first time.
    """
    return [*takewhile(lambda moment: moment <= until, _times(schedule, since, zone))]


def last_due(schedule: Schedule, since: datetime, until: datetime, zone: ZoneInfo) -> datetime | None:
    """The newest due time after ``since`` up to ``until``: of several missed ones, the one still worth saying."""
    for window in _LOOKBACK:
        start = max(since, until - window)
        if moments := due(schedule, start, until, zone):
            return moments[-1]
        if start == since:
            break
    return None


def next_due(schedule: Schedule, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first due time after a moment; None when there is none (30 February)."""
    return next(_times(schedule, after, zone), None)


def fault(cron: str) -> str:
    """What is wrong with a crontab line, in words; empty when it can be kept."""
    if len(cron.split()) != 5:
        return "it has not the five fields of a crontab time"
    try:
        CronSim(cron, datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        return f"it is no crontab time: {error}"
    return ""


def _times(schedule: Schedule, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    if schedule.every is not None:
        return _intervals(schedule.anchor, schedule.every, after)
    return _cron(schedule.cron, after, zone)


def _intervals(anchor: datetime, every: timedelta, after: datetime) -> Iterator[datetime]:
    """The anchor is a start, not a due time: the first one comes one interval later."""
    count = max((after - anchor) // every, 0) + 1
    while True:
        yield (anchor + count * every).astimezone(UTC)
        count += 1


def _cron(cron: str, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    for moment in CronSim(cron, after.astimezone(zone)):
        if moment.astimezone(UTC) > after:  # started inside a doubled hour, it begins with what was said the first time
            yield moment.astimezone(UTC)
