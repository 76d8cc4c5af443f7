"""A press on a page is a message: it waits in the store for the program, which hears it like a line typed in a room.

Where it is not heard within five seconds it is withdrawn, so that nothing is run late; what was typed stays there.
"""

import asyncio
import contextlib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.web.access import SAID_HERE, Access
from bot.web.reading import Reading
from commands.domain.errors import Stale
from storage.bridge.web import Spoken, SpokenState

WITHIN = 5.0
"""Seconds in which the program has to hear it."""
ANSWERED_WITHIN = 10.0
"""Seconds more for what is being heard already."""
LOOKS_EVERY = 0.05
LONGEST = 8_000
"""Characters of one field."""

_ID = re.compile(r"[A-Z]{1,3}-\d{1,9}(\.\d{1,6})?")

FIELDS = frozenset(
    {"id", "words", "why", "from", "text", "to", "ch", "what", "quantity", "div", "by", "at", "priority", "name"}
    | {"count", "which", "missing", "note", "number", "eta", "precedence"}
)
"""What a form may fill in."""


class NotHeard(Exception):
    """The program does not hear just now; nothing was done."""


class SaidBefore(Exception):
    """The page was used already, for something else: what came with it now was not said."""


class Unfit(Exception):
    """What came cannot be a press on one of our pages; the words say why."""


@dataclass(frozen=True)
class Said:
    """One press, read from the form."""

    verb: str
    fields: Mapping[str, str]
    seen: str = ""
    line: str = ""  # a choice that an answer offered

    @property
    def spoken(self) -> str:
        """The line that is said; the number of what it is about stands in it as it is typed."""
        return self.line or f"{self.verb} {self.fields.get('id', '')}".rstrip()

    @property
    def what(self) -> str:
        """What tells one press from another on the same page."""
        told = repr((self.verb, self.line, self.seen, self.fields.get("id", ""), self.fields.get("name", "")))
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def read(form: Mapping[str, str]) -> Said:
    """The press that a form says. Raises Unfit."""
    verb = " ".join(form.get("verb", "").split())
    if verb not in SAID_HERE:
        raise Unfit("this page has no such button")
    fields = {name: form[name].strip() for name in FIELDS if form.get(name, "").strip()}
    if not _ID.fullmatch(fields.get("id", "R-1")):
        raise Unfit("what it is about has a number like R-3")
    if any(len(value) > LONGEST for value in fields.values()):
        raise Unfit(f"that is too long: at most {LONGEST:,} characters are taken")
    return Said(verb, fields, form.get("seen", "")[:80])


async def say(reading: Reading, mine: Access, incident: str, nonce: str, said: Said) -> Spoken:
    """Say it, and wait for the answer. Raises NotHeard. The same press once more gets the same answer."""
    person = mine.session
    spoken = Spoken(
        key=f"board/{nonce}/{said.what}",
        session=person.id,
        person=person.person,
        name=person.name,
        server=person.server,
        place=mine.place(incident),
        line=said.spoken,
        fields={name: value for name, value in said.fields.items() if name != "id"},
        at=datetime.now(UTC),
    )
    return await put(reading, spoken)


async def put(reading: Reading, spoken: Spoken) -> Spoken:
    """Put it before the program, and wait for the answer. Raises NotHeard, SaidBefore."""
    with contextlib.suppress(Stale):  # two presses at once: the other one made the row
        found = await reading.write(lambda work: work.web.speak(spoken))
        if found.state is not SpokenState.WITHDRAWN and dict(found.fields) != dict(spoken.fields):
            raise SaidBefore
    return await _heard(reading, spoken.key)


async def _heard(reading: Reading, key: str) -> Spoken:
    loop = asyncio.get_running_loop()
    until, withdrawn = loop.time() + WITHIN, False
    while True:
        found = await reading.read(lambda work: work.web.spoken(key))
        if found is not None and found.state is SpokenState.HEARD:
            return found
        if loop.time() > until:
            if withdrawn or await reading.write(
                lambda work: work.web.move(key, SpokenState.ASKED, SpokenState.WITHDRAWN)
            ):
                raise NotHeard
            withdrawn, until = True, loop.time() + ANSWERED_WITHIN  # it is being heard: its answer is worth the wait
        await asyncio.sleep(LOOKS_EVERY)
