"""Answers to a roll call: who may give which, what they change, and when it is complete."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from commands.accountability.par.telling import closing, named, short, somebody_looks
from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.accountability.par import ROLL, Answer, Owed, Par, ParLine, ParTap, Roll, answered
from commands.domain.accountability.safety import takes_effect
from commands.domain.folding import place_key, unit_key
from commands.domain.messages import Audience, Reply
from commands.domain.moments import clock
from commands.domain.moves import step
from commands.domain.organisation.roles import DESK, Rank
from commands.domain.schedules import Timer
from commands.shared import rights
from commands.shared.folding import routine
from commands.shared.heard import heard
from commands.shared.safety import reported
from commands.shared.speaker import own_name

PAUSE = timedelta(minutes=1)
"""Between the end of one roll call of a series and the next, where that is overdue already."""


class Voice(StrEnum):
    """As what somebody answers for a resource."""

    CREW = "for the crew"
    MEMBER = "as a member"
    NONE = "as nobody of it"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was answered: ``count`` of ``of`` persons."""

    count: int
    of: int | None = None
    missing: tuple[str, ...] = ()
    words: str = ""


def voice(call: Call, line: ParLine) -> Voice:
    """A crew is answered for by its leader, its supervisor or the radio operator; its members for themselves."""
    keys = {*call.store.same_person(call.who.key)}
    one = call.store.get(Resource, line.resource) if line.resource else None
    if call.admin or line.person in keys or (one and {one.leader_account, one.person} & keys):
        return Voice.CREW
    if one and keys & {*one.crew_accounts}:
        return Voice.MEMBER
    if (one and not one.leader_account and one.checked_in_by in keys) or _supervises(call, line, keys):
        return Voice.CREW  # whoever checked in a crew speaks for it, as long as no account leads it
    return Voice.NONE


def _supervises(call: Call, line: ParLine, keys: set[str]) -> bool:
    if rights.positions(call) & (DESK | {"IC", "OSC", "OPBD", "SOFR", "RESL"}):
        return True
    for one in call.store.held_by(call.here.id, keys):
        if one.rank is not Rank.TRAINEE and one.place and place_key(one.place) == place_key(line.div):
            return True
    return False


def record(call: Call, par: Par, line: ParLine, said: Said, *, own: bool = False) -> tuple[Reply, ...]:
    """Take one answer. A count that is worse is taken from anybody; a better one from whoever speaks for the crew, and
    kept as reported from others.
    """
    after = answered(line, said.count, said.of)
    speaks = Voice.CREW if own else voice(call, line)
    if not takes_effect(_word(line, after), may=speaks is Voice.CREW):
        full = after.state is Answer.ALL and after.expected == line.expected
        if speaks is Voice.MEMBER and full:
            return tap(call, par, line)
        return reported_of(call, par, line, f"{after.count} of {after.expected}")
    if (line.state, line.count, line.missing) == (after.state, after.count, said.missing or line.missing):
        at = clock(line.at, call.zone) if line.at else ""
        return (Reply(text=f"{line.name} {line.count} of {line.expected} was answered by {line.by_name}, {at}."),)
    missing = (said.missing or line.missing) if after.state is Answer.SHORT else ()
    after = replace(
        after, missing=missing, words=said.words, reported="", by=call.who.key, by_name=own_name(call), at=call.at
    )
    saved = call.store.save(after) if after.id else call.store.add(after)
    heard(call, (line.name, line.apart), call.at)
    par = call.store.save(replace(par, state=step(ROLL, par.state, "answer", par.shown), answered=call.at))
    return (*_told(call, par, line, saved), *complete(call, par))


def _word(before: ParLine, after: ParLine) -> str:
    """What the answer says, by the rule of whose word counts."""
    if after.state is Answer.EXTRA:
        return "extra"
    if after.state is not Answer.SHORT:
        return "complete"
    return "found" if before.state is Answer.SHORT and after.short < before.short else "short"


def reported_of(call: Call, par: Par, line: ParLine, words: str) -> tuple[Reply, ...]:
    """Somebody else's word that things are well: shown beside the crew, and it completes nothing."""
    if not line.id:
        return (Reply(text=f"{_who_answers(par, line)} Nothing was recorded."),)
    told = reported(call, words)
    call.store.save(replace(line, reported=told))
    standing = "no answer yet" if line.count is None else f"it stays {line.count} of {line.expected}"
    words = f"{par.of}: {line.open_name} {told}; {standing}. {_crew_answers(line)}"
    return (routine(call, f"reported in {par.shown}", line.open_name, words), *_if_you_are(call, line))


def _told(call: Call, par: Par, before: ParLine, line: ParLine) -> tuple[Reply, ...]:
    tally = call.store.par_tally(par.id)
    name = line.apart if len(call.store.par_named(par.id, line.name_key)) > 1 else line.open_name
    count = f"{name} {line.count} of {line.expected}"
    if line.state is Answer.SHORT:
        return (short(call, par, line), *_names(call, par, line))
    if line.state is Answer.EXTRA:
        extra = (line.count or 0) - line.expected
        asked = "one extra: whose?" if extra == 1 else f"{extra} extra: whose?"
        return (Reply(text=f"{par.of}: {count}: {asked}", audience=Audience.INCIDENT, loud=True),)
    if before.state is Answer.SHORT:
        return (Reply(text=f"{par.of}: {count}, ALL ACCOUNTED FOR now.", audience=Audience.INCIDENT, loud=True),)
    added = "" if line.listed else ", not on the list, added"
    here = "" if line.listed or line.resource else f". It is not checked in: {call.prefix} checkin {line.name}"
    short_words = line.open_name if line.single else f"{name} {line.count}"
    words = f"{par.of}: {count}{added} ({tally.shown}){here}"
    return (routine(call, f"answered {par.shown}", short_words, words),)


def _names(call: Call, par: Par, line: ParLine) -> tuple[Reply, ...]:
    told = named(call, par, "SHORT", (line,))
    warning = ""
    if line.missing and call.overheard:
        warning = " Others in this room have read the names: delete your message, and use the form for names."
    if line.missing and not somebody_looks(call):
        warning += " Nobody holds IC, OSC, SOFR or MEDL here, so the names were told to nobody: tell them by radio."
    text = f"{line.name} {line.count} of {line.expected} is recorded and told to all.{warning}"
    return (*told, Reply(text=text))


def tap(call: Call, par: Par, line: ParLine, *, of_it: bool = False) -> tuple[Reply, ...]:
    """One member answers for that member only; whoever is none of it is told who answers."""
    if not of_it and voice(call, line) is not Voice.MEMBER:
        return (Reply(text=_who_answers(par, line)),)
    taps = call.store.taps(line.id)
    keys = call.store.same_person(call.who.key)
    if any(one.person in keys for one in taps):
        return (Reply(text=f"You are recorded in {par.shown} already. {_crew_answers(line)}"),)
    call.store.add(ParTap(line=line.id, person=call.who.key, name=own_name(call), at=call.at))
    count = len(taps) + 1
    if count >= line.expected and line.state is not Answer.ALL:
        return record_all(call, par, line, f"all {count} answered for themselves")
    call.store.save(replace(par, state=step(ROLL, par.state, "answer", par.shown), answered=call.at))
    text = f"You are recorded in {par.shown}, you alone: {count} of {line.expected} of {line.name} have answered for "
    return (Reply(text=f"{text}themselves. {_crew_answers(line)}"),)


def record_all(call: Call, par: Par, line: ParLine, words: str = "") -> tuple[Reply, ...]:
    """Everybody of the line is there."""
    after = replace(
        answered(line, line.expected),
        missing=(),
        words=words,
        reported="",
        by=call.who.key,
        by_name=own_name(call),
        at=call.at,
    )
    saved = call.store.save(after) if after.id else call.store.add(after)
    heard(call, (line.name, line.apart), call.at)
    par = call.store.save(replace(par, state=step(ROLL, par.state, "answer", par.shown), answered=call.at))
    return (*_told(call, par, line, saved), *complete(call, par))


def complete(call: Call, par: Par) -> tuple[Reply, ...]:
    """Close the roll call where nobody is owed any more."""
    if call.store.par_owed(par.id, most=1):
        return ()
    done = call.store.save(
        replace(par, state=step(ROLL, par.state, "complete", par.shown), closed=call.at, closed_by=call.who.key)
    )
    again(call, done)
    extra = call.store.par_owing(par.id, (Answer.EXTRA,))
    return (closing(done, call.store.par_tally(par.id), Owed(), extra),)


def again(call: Call, par: Par) -> None:
    """Set the next roll call of a series: never before this one is closed."""
    if par.every is not None:
        at = max(par.opened + par.every, call.at + PAUSE)
        call.store.add(Timer(incident=par.incident, at=at, command=f"par again {par.shown}"))


def still(par: Par) -> bool:
    """True while a roll call takes answers."""
    return par.state in (Roll.OPEN, Roll.INCOMPLETE)


def _who_answers(par: Par, line: ParLine) -> str:
    return (
        f"Nothing was recorded for {line.open_name} in {par.shown}. {_crew_answers(line)} “I am here” is for yourself."
    )


def _if_you_are(call: Call, line: ParLine) -> tuple[Reply, ...]:
    """How somebody of a name on the list says that it is theirs: the name by itself answers nothing."""
    named = {unit_key(name) for name in (line.name, line.leader, *line.crew) if name}
    if unit_key(own_name(call)) not in named:
        return ()
    return (Reply(text=f"If you are the {own_name(call)} who is named there: {call.prefix} claim {line.name}"),)


def _crew_answers(line: ParLine) -> str:
    leader = f"its leader {line.led_by}" if line.led_by else "its leader"
    return f"{line.open_name} as a whole is answered for by {leader}, its supervisor or the radio operator."
