"""How a general message reads: to the addressee, in a list, in full."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.log.traffic import CARRY, MESSAGE, GeneralMessage, Passing, Precedence
from commands.domain.messages import Card, Choice, Field, Form
from commands.domain.moments import clock, shown
from commands.line.converters import id_of

_plain = id_of(MESSAGE)


def _read(text: str, call: Call) -> int:
    """``MSG-2`` or ``2``; ``M-2`` as well, which behind this noun can mean nothing else."""
    number: int = _plain.read(re.sub(r"^m(?=\s*-?\s*\d)", MESSAGE, text.strip(), flags=re.IGNORECASE), call)
    return number


MessageId = Annotated[int, replace(_plain, read=_read)]


def bare(text: str) -> str:
    """A text without the quotation marks around the whole of it."""
    found = re.fullmatch(r'\s*["“„](.*)["”“]\s*', text, re.DOTALL)
    return (found[1] if found else text).strip()


def handed(call: Call, one: GeneralMessage) -> str:
    """The message as its addressee reads it."""
    urgent = f"{one.precedence.upper()} " if one.precedence is not Precedence.ROUTINE else ""
    subject = f"\nSubject: {one.subject}" if one.subject else ""
    return (
        f"{urgent}{one.shown} to {addressed(one)} from {one.by_name}, {shown(one.at, call.zone)}{subject}\n{one.words}"
    )


def addressed(one: GeneralMessage) -> str:
    """``LOFR (Kim Lee)``."""
    return f"{one.to} ({one.to_name})" if one.to_name else one.to


def choices(one: GeneralMessage) -> tuple[Choice, ...]:
    """What the addressee can press."""
    return (
        Choice(f"I acknowledge {one.shown}", f"message ack {one.shown}", "✅"),
        Choice("Reply…", f"message reply {one.shown}", "↩️"),
    )


def form(one: GeneralMessage) -> Form:
    """What “Reply…” opens."""
    fields = (Field(key="words", label="Reply", required=True, long=True),)
    return Form(title=f"Reply to {one.shown}", command=f"message reply {one.shown}", fields=fields)


def standing(call: Call, one: GeneralMessage) -> str:
    """Where it stands, in words."""
    if one.state is Passing.SENT:
        return f"sent, to be acknowledged by {clock(one.due, call.zone)}"
    if one.state is Passing.SILENT:
        return CARRY
    if one.acked is None:
        return one.state.value
    how = f" (told by {one.told_by})" if one.told_by else ""
    return f"{one.state.value}, {shown(one.acked, call.zone)} by {one.acked_name}{how}"


def row(call: Call, one: GeneralMessage) -> tuple[str, ...]:
    """One line of the list."""
    return (one.shown, shown(one.at, call.zone), one.by_name, addressed(one), one.gist[:100], standing(call, one))


def full(call: Call, one: GeneralMessage) -> Card:
    """The whole message with what became of it."""
    footer = f"as of {shown(call.at, call.zone)}"
    return Card(title=f"General message {one.shown}", fields=tuple(_fields(call, one)), footer=footer)


def _fields(call: Call, one: GeneralMessage) -> Iterator[tuple[str, str]]:
    yield "To", addressed(one)
    yield "From", one.by_name
    yield "Sent", shown(one.at, call.zone)
    if one.precedence is not Precedence.ROUTINE:
        yield "Priority", one.precedence.value
    if one.subject:
        yield "Subject", one.subject
    yield "Message", one.words
    yield "State", standing(call, one)
    if one.replied is not None:
        yield "Reply", f"{one.reply} ({one.replied_name}, {shown(one.replied, call.zone)})"
