"""A name for whoever says something into the record, or is named in it by a mention, where it is not known yet."""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.directory.state import Directory
from bot.platforms import SendFault
from commands.domain.messages import CLOCK, Kind, Message, Person
from commands.domain.names import person_name
from commands.domain.text import mentions, words
from storage.store import Work

NAME_WITHIN = 0.7
"""Seconds that a first command of somebody waits for the name: Slack's acknowledgement is due within one."""
MOST = 8
"""Names that are asked for at once; whoever else is mentioned is shown by the id until the name is known."""


async def introduced(directory: Directory, message: Message) -> Message:
    """A command goes into the record under a name: where it is not known yet it is asked for, but not for long.

    So it is for those whom it mentions by their id alone, and for whoever joins or leaves, where that is told. Talk
    never waits here; the courier fetches its authors' names later.
    """
    who = message.who
    if who.key == CLOCK.key:
        return message
    if who.name != (bare := person_name(who.name)):
        message = message.but(who=replace(who, name=bare))
        who = message.who
    if unknown := [key for key in await _named(directory, message) if key not in directory.names]:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(NAME_WITHIN):
                await asyncio.gather(*(_learn(directory, key) for key in unknown))
    name = who.name or directory.names.get(who.key, "")
    return message.but(who=replace(who, name=name)) if name != who.name else message


def note_names(directory: Directory, messages: Iterable[Message]) -> None:
    """Keep the names that messages bring: others can then give these people positions and tasks by name.

    Nobody waits for it; what a crash forgets, the next message brings again.
    """
    for who in (message.who for message in messages if not message.bot):
        if who.name and who.key != CLOCK.key:
            note_name(directory, who)


def note_name(directory: Directory, who: Person) -> None:
    """Keep how somebody is called now; what was called otherwise before keeps in its posts the name that it had."""
    if directory.names.get(who.key) != who.name:
        directory.names[who.key] = who.name
        directory.clerk.soon(partial(_remember, key=who.key, name=who.name, at=directory.now()))


def _remember(work: Work, *, key: str, name: str, at: datetime) -> None:
    work.people.remember(key, name, at)


async def _named(directory: Directory, message: Message) -> Sequence[str]:
    """The keys of those whose names the message needs and does not bring, its author first."""
    author = [message.who.key] if not message.who.name else []
    if not _may_be_command(message):
        return author if author and await _is_told(directory, message) else []
    mentioned = (one.who for one in mentions(message.text) if one.who and not one.name)
    return [*dict.fromkeys((*author, *mentioned))][:MOST]


def _may_be_command(message: Message) -> bool:
    if message.kind is Kind.NEW:
        return words(message.text).startswith("!")
    return message.kind in (Kind.COMMAND, Kind.PRESSED, Kind.SUBMITTED)


async def _is_told(directory: Directory, message: Message) -> bool:
    """Will others be told what happened here?"""
    here = directory.known.get(message.room)
    if message.kind is not Kind.HAPPENED or here is None:
        return False
    return await directory.clerk.do(lambda work: work.record.events_shown(here.incident, here.group))


async def _learn(directory: Directory, key: str) -> None:
    known = await directory.clerk.do(lambda work: work.people.names([key]))
    source, _, user_id = key.partition("/")
    name = known.get(key, "")
    if not name:
        with contextlib.suppress(SendFault, KeyError):
            name = (await directory.platforms[source].person(user_id)).name
    if name:
        directory.names[key] = name
        await directory.clerk.do(lambda work: work.people.remember(key, name, directory.now()))
