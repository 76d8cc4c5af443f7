"""Pure work that would hold a transaction up for too long, done in a process of its own, at a low priority.

A command leaves what it wants in the store (a ``PlanCheck``) and answers that it runs. Here the newest wish of each
plan is read as a snapshot in one transaction, worked out in the process, kept, and told by the clock, who says
``freq checked``. That command sets the wish to done, in the transaction of its answer: whatever dies in between, the
work is done again and told once. What was overtaken by a newer version of the plan is dropped.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot.platforms import Heard
from bot.runtime.clerk import Clerk
from bot.runtime.worker import Unfinished, Worker
from commands.domain.messages import CLOCK, Kind, Message, Room
from commands.domain.radio.findings import Finding, Level
from commands.domain.radio.records import PlanCheck, RadioPlan
from commands.domain.text import plain
from commands.radio import checks as radio_checks
from storage.store import DatabaseAway, Work

log = structlog.get_logger()

LONGEST = 120.0
"""Seconds that one check may take."""
AGAIN_AFTER = 5.0

Job = tuple[PlanCheck, radio_checks.Snapshot]


class Checks:
    """Works off what is wanted, one after the other, whenever it is told to look."""

    def __init__(
        self,
        clerk: Clerk,
        heard: Callable[[Message], Awaitable[Heard]],
        room_of: Callable[[str], Room | None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._clerk = clerk
        self._heard = heard
        self._room_of = room_of
        self._now = now
        self._wanted = asyncio.Event()
        self._beside = Worker()

    def look(self) -> None:
        """Something may be wanted."""
        self._wanted.set()

    async def run(self) -> None:
        """Work until cancelled; what an earlier process left undone is taken up first."""
        self._wanted.set()
        try:
            while True:
                await self._wanted.wait()
                self._wanted.clear()
                await self._work_off()
        finally:
            self._beside.stop()

    async def _work_off(self) -> None:
        try:
            while jobs := await self._clerk.do(_wanted_jobs):
                for check, snapshot in jobs:
                    await self._keep_and_tell(check, await self._worked_out(snapshot))
        except DatabaseAway:
            log.warning("heavy work waits: the database is away")
            asyncio.get_running_loop().call_later(AGAIN_AFTER, self.look)

    async def _worked_out(self, snapshot: radio_checks.Snapshot) -> tuple[Finding, ...]:
        try:
            return await self._beside.do(radio_checks.run, snapshot, within=LONGEST)
        except Unfinished as fault:
            log.warning("a check was not finished", rows=len(snapshot.rows), why=str(fault))
        except Exception:
            log.exception("a check failed", rows=len(snapshot.rows))
        return (_unfinished(len(snapshot.rows)),)

    async def _keep_and_tell(self, check: PlanCheck, findings: tuple[Finding, ...]) -> None:
        room = self._room_of(check.incident)
        await self._clerk.do(lambda work: _keep(work, check.id, findings, done=None if room else self._now()))
        if room is None:
            return  # nobody to tell: the result stands for whoever asks
        line = plain(f"freq checked {check.id}")
        at = self._now()
        await self._heard(
            Message(
                kind=Kind.COMMAND,
                room=room,
                key=f"check/{check.id}/{check.asked.isoformat()}",
                id="",
                who=CLOCK,
                at=at,
                text=line,
            )
        )
        await self._clerk.do(lambda work: _keep(work, check.id, findings, done=at))  # also where it was told before


def _wanted_jobs(work: Work) -> list[Job]:
    """The newest wish of each plan with what it reads; wishes that were overtaken are dropped."""
    jobs: list[Job] = []
    for check in work.record.wanted_checks():
        record = work.record.get(RadioPlan, check.plan)
        if record is None or record.version != check.plan_version:
            work.record.remove(check)
            continue
        jobs.append((check, radio_checks.snapshot_of(work.record, record)))
    return jobs


def _keep(work: Work, id: int, findings: tuple[Finding, ...], *, done: datetime | None) -> None:
    check = work.record.get(PlanCheck, id)
    if check and check.done is None:
        work.record.save(replace(check, findings=findings, done=done))


def _unfinished(rows: int) -> Finding:
    return Finding(
        rule="check",
        level=Level.UNKNOWN,
        rows=(),
        names=(),
        what=f"The check of {rows} rows was not finished: nothing of this plan is evaluated.",
        do="Look for fewer orders of intermodulation (freq set fifth:no seventh:no), and say freq check again.",
        source="limit of this program",
    )
