"""What gets into the log: by people, and by itself whenever the record was changed or something was told to all."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from commands.call import Call
from commands.domain.incidents import MAIN
from commands.domain.log.logbook import LONGEST, Entry, Origin
from commands.domain.messages import Audience, Reply
from commands.domain.stores.log import Written
from commands.registry import Verb
from commands.shared.belonging import home, name_of

PUBLIC = (Audience.ROOM, Audience.MAIN, Audience.INCIDENT)

RETOLD = frozenset({"roster fold"})
"""What says once more what was entered already."""


def enter(
    call: Call,
    origin: Origin,
    words: str,
    *,
    incident: str = "",
    group: str | None = None,
    about: str = "",
    noun: str = "",
    said: datetime | None = None,
    source: str | None = None,
    seal: str = "",
) -> Entry:
    """Add an entry in the speaker's name; it belongs to the speaker's group unless another is named."""
    return call.store.append(
        Entry(
            incident=incident or call.here.id,
            group=home(call) if group is None else group,
            origin=origin,
            about=about,
            noun=noun,
            words=words[:LONGEST],
            at=call.at,
            said=said or call.at,
            author=call.who.key,
            author_name=name_of(call),
            source=source,
            seal=seal,
        )
    )


def entered(verb: Verb, call: Call, answers: Sequence[Reply], before: Written) -> None:
    """Enter what a command did, in the words of its answer, where it has not made an entry itself.

    What was told in public is entered as it was told. Where the record was changed and only the speaker was answered,
    that answer is; of a private answer nothing but that there was one.
    """
    after = call.store.written()
    changed = after.changes > before.changes
    incident = call.incident.id if call.incident else after.incident if changed else ""
    if not incident or after.entries > before.entries or verb.spoken in RETOLD:
        return
    for group, words in dict.fromkeys(_told(verb, call, answers, changed=changed)):
        enter(call, Origin.SYSTEM, words, incident=incident, group=group, noun=verb.noun)


def _told(verb: Verb, call: Call, answers: Sequence[Reply], *, changed: bool) -> Iterator[tuple[str, str]]:
    """(group, words) of each entry."""
    public = [one for one in answers if one.audience in PUBLIC and not one.to and not one.rooms]
    if public:
        yield from ((_group(call, one), one.log or one.text) for one in public)
    elif changed and answers:
        quiet = [one for one in answers if one.audience is Audience.QUIET and not one.to and not one.rooms]
        first = next((one.log or one.text for one in quiet if one.text), "")
        yield home(call), first or f"{verb.spoken}: recorded, answered in private"


def _group(call: Call, reply: Reply) -> str:
    return (reply.group or call.group) if reply.audience is Audience.ROOM else MAIN
