"""A name for whoever says something into the record, where it is not known yet."""

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.platforms import SendFault
from commands.domain.messages import CLOCK, Kind, Message
from commands.domain.text import words

if TYPE_CHECKING:
    from bot.hub import Hub

NAME_WITHIN = 0.7
"""Seconds that a first command of somebody waits for the name: Slack's acknowledgement is due within one."""


async def introduced(hub: "Hub", message: Message) -> Message:
    """A command goes into the record under a name: where it is not known yet it is asked for, but not for long.

    So it is for whoever joins or leaves, where that is told. Talk never waits here; the courier fetches its authors'
    names later.
    """
    who = message.who
    if who.name or who.key == CLOCK.key:
        return message
    if who.key not in hub.names and (_may_be_command(message) or await _is_told(hub, message)):
        with contextlib.suppress(TimeoutError, SendFault, KeyError):
            async with asyncio.timeout(NAME_WITHIN):
                await _learn(hub, who.key)
    name = hub.names.get(who.key, "")
    return message.but(who=replace(who, name=name)) if name else message


def _may_be_command(message: Message) -> bool:
    if message.kind is Kind.NEW:
        return words(message.text).startswith("!")
    return message.kind in (Kind.COMMAND, Kind.PRESSED, Kind.SUBMITTED)


async def _is_told(hub: "Hub", message: Message) -> bool:
    """Will others be told what happened here?"""
    here = hub.known.get(message.room)
    if message.kind is not Kind.HAPPENED or here is None:
        return False
    return await hub.clerk.do(lambda work: work.record.events_shown(here.incident, here.group))


async def _learn(hub: "Hub", key: str) -> None:
    known = await hub.clerk.do(lambda work: work.people.names([key]))
    source, _, user_id = key.partition("/")
    name = known.get(key) or (await hub.platforms[source].person(user_id)).name
    if name:
        hub.names[key] = name
        await hub.clerk.do(lambda work: work.people.remember(key, name, hub.now()))
