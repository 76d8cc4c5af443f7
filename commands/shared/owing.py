"""Words that announcements, watches and actions share: by when, and who."""

import re
from datetime import datetime
from typing import Annotated

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import Audience, Choice, Person, Reply
from commands.line import times
from commands.line.converters import Converter
from commands.line.who import OFF_CHAT, read_person

LONGEST_WORDS = 1_000


def read_deadline(text: str, call: Call) -> datetime:
    """``15m`` from now, or a moment that is still to come. ValueError for anything else."""
    try:
        return call.at + times.read_duration(text)
    except ValueError:
        return times.read_moment(text, call)


Deadline = Annotated[
    datetime, Converter(read=read_deadline, hint="a time such as 0400, or a time span such as 15m", most=6)
]


def with_person(text: str, call: Call) -> tuple[str, Person | None]:
    """A text and the person named in it by ``@``; Refused where nobody is known by that name."""
    found = re.search(r"(?:^|\s)@(\S.*)$", text, re.DOTALL)
    if not found:
        return text.strip(), None
    words = found[1].split()
    fault = ""
    for size in range(min(len(words), 5), 0, -1):
        try:
            person = read_person(" ".join(words[:size]), call)
        except ValueError as error:
            fault = str(error)
        else:
            return " ".join([text[: found.start()].strip(), *words[size:]]).strip(), person
    raise Refused(f"@{words[0][:40]}: {fault}. Nothing was recorded.")


def bare(text: str) -> str:
    """The text without the quotes around all of it, cut to what is kept."""
    found = re.fullmatch(r"[\"“„](.*)[\"”“]", text.strip(), re.DOTALL)
    return (found[1] if found else text).strip()[:LONGEST_WORDS]


def to_person(key: str, text: str, *choices: Choice) -> tuple[Reply, ...]:
    """The same words to one person directly; nothing for somebody who is not on chat."""
    if not key or key.startswith(OFF_CHAT):
        return ()
    return (Reply(text=text, audience=Audience.PRIVATE, to=(key,), loud=True, choices=choices),)
