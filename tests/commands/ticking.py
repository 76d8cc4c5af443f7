"""Simulated time: what the clock says while a conversation waits, each at its own time and in order."""

from datetime import timedelta

from commands.domain.messages import CLOCK, Audience, Reply


def tick(say, **time: float) -> list[Reply]:
    """Let time pass; everything that the clock said meanwhile, oldest first."""
    until = say.now + timedelta(**time)
    replies: list[Reply] = []
    while due := say.store.timers(until):
        timer = due[0]
        say.now = max(say.now, timer.at)
        replies += say.replies(timer.command, CLOCK, due=timer.at)
        say.store.remove(timer)
    say.now = until
    return replies


def texts(replies) -> list[str]:
    return [reply.text for reply in replies]


def public(replies) -> list[Reply]:
    """What any room reads, quiet answers among them: they are fit for anyone's eyes."""
    return [reply for reply in replies if reply.audience is not Audience.PRIVATE]


def private(replies) -> list[Reply]:
    return [reply for reply in replies if reply.audience is Audience.PRIVATE]
