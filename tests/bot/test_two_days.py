"""Two days by the clock: four changes of shift, twelve reports, each once on both platforms, whatever is restarted."""

import re
from datetime import timedelta

from storage.tables.incident import sitreps
from tests.bot.schedule.test_clock import HOUR, START, Day
from tests.bot.world import COUNTY, STATE, World

LEADER = f"{COUNTY.source}/al"
AWAY = (2, 8, 14, 24, 38)
"""Hours at which the program comes back; it was away for the hour before, over a change of shift or a report."""

RESTART = ("lost answer", "lost call", "later", "later", "lost call")
"""What becomes of posts while a server restarts: the first is applied, and nobody is told."""


class OwnTime(World):
    """A program whose time is set by hand, and whose servers restart when it is told so."""

    moment = START

    def restarts(self, room, hour):
        """The server of a room restarts at an hour; the outcomes that are still to come are returned."""
        account, coming = self.accounts[room.source], list(RESTART)
        account.outcome = lambda _: coming.pop(0) if coming and self.moment >= START + hour * HOUR else "ok"
        account.look_fails = lambda: len(coming) not in (0, len(RESTART)) and coming.pop() is not None
        return coming

    def now(self):
        return self.moment


class Days(Day):
    """The clock of that program: it rings when its alarm is set for."""

    async def at(self, now):
        self.world.moment = now
        await super().at(now)

    async def again(self):
        """As after a kill: nothing is left but the store."""
        await self.world.restart()
        self.make()

    async def pass_by(self, hours, away=()):
        at, end, gone = self.now, self.now + hours * HOUR, list(away)
        while at <= end:
            if gone and at >= START + (gone[0] - 1) * HOUR:
                at = START + gone.pop(0) * HOUR + timedelta(minutes=3)
                await self.again()
            await self.at(at)
            coming = max(self.alarm or end + HOUR, at + timedelta(seconds=1))
            at = min(coming, START + (gone[0] - 1) * HOUR) if gone else coming
        await self.world.settled()

    def posts(self, room, pattern):
        found = (re.match(pattern, text, re.DOTALL) for text in self.world.server.texts(room))
        return [one[1] for one in found if one]

    def lateness(self):
        with self.world.database.work() as work:
            query = sitreps.select().order_by(sitreps.c.number)
            return [row.late for row in work.connection.execute(query)]


async def started(*lines):
    world = OwnTime(admins=[LEADER])
    await world.hub.load()
    days = Days(world)
    for line in lines:
        await world.say(COUNTY, f"!{line}")
    return days


async def stopped(days):
    await days.world.stop()
    days.world.database.close()


async def test_two_days_have_four_changes_of_shift_and_twelve_reports_each_once_on_both_platforms():
    days = await started("role take COML", "shift at 0800,2000", "sitrep every 4h")
    away = [days.world.restarts(COUNTY, 16), days.world.restarts(STATE, 26)]  # over a report, over a change of shift
    await days.pass_by(48, AWAY)

    assert away == [[], []]
    for room in (COUNTY, STATE):
        assert days.posts(room, r"Situation report (\d+):") == [str(number) for number in range(1, 13)]
        assert days.posts(room, r"SHIFT CHANGE, summary of shift (\d+):") == ["1", "2", "3", "4"]
    assert [late for late in days.lateness() if late] == [timedelta(minutes=3)] * 2
    await stopped(days)


async def test_a_standby_that_takes_over_says_nothing_twice():
    days = await started("role take COML", "shift at 0800,2000", "sitrep every 4h")
    await days.pass_by(4)
    other = Days(days.world)
    for hour in range(4, 13):
        for clock in (days, other):
            await clock.at(START + hour * HOUR)
    await days.world.settled()

    assert days.posts(STATE, r"Situation report (\d+):") == ["1", "2", "3"]
    assert days.posts(STATE, r"SHIFT CHANGE, summary of shift (\d+):") == ["1"]
    await stopped(days)


async def test_of_a_long_absence_only_the_last_report_is_posted():
    days = await started("sitrep at 0700,0900,1100")
    await days.pass_by(1)
    await days.again()
    await days.at(START + 29 * HOUR + timedelta(minutes=30))
    await days.world.settled()

    posts = [text for text in days.world.server.texts(STATE) if text.startswith("Situation report")]
    assert len(posts) == 2
    assert days.lateness() == [timedelta(0), timedelta(minutes=30)]
    await stopped(days)
