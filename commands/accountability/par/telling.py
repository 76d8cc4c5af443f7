"""What is told of a roll call, and to whom: rooms read resources, names of persons go to a few positions only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from commands.call import Call
from commands.domain.accountability.checkins import counted, division, people
from commands.domain.accountability.par import BESIDE, LADDER, Answer, Owed, Par, ParLine, Tally
from commands.domain.folding import agency_key, place_key
from commands.domain.messages import FACES, Audience, Choice, Field, Form, Reply
from commands.domain.moments import clock, span
from commands.domain.organisation.positions import POSITIONS
from commands.domain.organisation.roles import RIGHTS, Holding, Rank

BUTTONS = 9
"""Resources that have a button below one post: where buttons are emoji, there are so many digits to press."""

POSTS = 6
"""Posts with buttons, for one roll call; whoever is on none of them answers in words."""

NOT_COVERED = "not checked in = not covered"
"""Nobody takes the list for the fireground."""

LISTED = 60
"""Lines with names in one private message."""


def called(call: Call, par: Par, tally: Tally) -> tuple[Reply, ...]:
    """The roll call itself, and where there are more crews than buttons below one post, a post for each further few."""
    owing = call.store.par_owing(par.id, (Answer.WAITING,), BUTTONS * POSTS)
    first, *further = decks(owing.named) or [()]
    left = owing.resources - len(owing.named)
    below = " Crews have their buttons here and below, by division." if further else ""
    without = f" {counted(left, 'crew')} without a button: answer in words or by radio." if left else ""
    text = (
        f"{par.of}: answer by {clock(par.due, call.zone)}. {tally.counts}; {NOT_COVERED}. Leaders answer for their "
        f"crews, by radio or here: {call.everywhere} par E12 4, or 3 of 4. Who presses “I am here” answers for "
        f"themselves only.{below}{without}"
    )
    post = Reply(
        text=text, audience=Audience.INCIDENT, loud=True, about=par.shown, choices=(*_taps(par, first), _here(par))
    )
    return (post, *(_deck(par, crews) for crews in further))


def reminded(call: Call, par: Par, owed: Owed) -> tuple[Reply, ...]:
    """Who has not answered yet, with buttons for all of them again, in further posts where one does not have enough."""
    first, *further = decks(call.store.par_owing(par.id, (Answer.WAITING,), BUTTONS * POSTS).named) or [()]
    below = " Buttons here and below, by division." if further else ""
    text = f"{par.of}: {span(max(par.due - call.at, call.at - call.at))} left. Not answered: {owed.shown}.{below}"
    post = Reply(
        text=text, audience=Audience.INCIDENT, loud=True, about=par.shown, choices=(*_taps(par, first), _here(par))
    )
    return (post, *(_deck(par, crews) for crews in further))


def decks(crews: Iterable[ParLine]) -> list[tuple[ParLine, ...]]:
    """The crews by division, as many to a post as it has buttons; a division stays together where it fits."""
    found: list[tuple[ParLine, ...]] = []
    by_division = groupby(sorted(crews, key=_division), key=_division)
    for _, of_one in by_division:
        together = [*of_one]
        if found and len(found[-1]) + len(together) <= BUTTONS:
            found[-1] += tuple(together)
            continue
        found += [tuple(together[at : at + BUTTONS]) for at in range(0, len(together), BUTTONS)]
    return found


def _division(line: ParLine) -> str:
    return place_key(line.div) if line.div else ""


def _deck(par: Par, crews: tuple[ParLine, ...]) -> Reply:
    names = (
        f"{place or 'no division'}: {', '.join(line.name for line in of_one)}" for place, of_one in _by_place(crews)
    )
    text = f"{par.shown} {'; '.join(names)}"
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, about=par.shown, choices=_taps(par, crews))


def _by_place(crews: tuple[ParLine, ...]) -> Iterator[tuple[str, list[ParLine]]]:
    for _, of_one in groupby(crews, key=_division):
        together = [*of_one]
        yield division(together[0].div), together


def buttons(call: Call, par: Par) -> tuple[Choice, ...]:
    """One for each of the first crews that have not answered, one for fewer, one for oneself."""
    return (*_taps(par, call.store.par_owing(par.id, (Answer.WAITING,)).named[:BUTTONS]), _here(par))


def _taps(par: Par, crews: Iterable[ParLine]) -> tuple[Choice, ...]:
    found = [*crews]
    names = Counter(line.name_key for line in found)
    each = tuple(
        Choice(f"{_told_apart(line, names)}: all {line.expected}", f"par tap {line.id}", emoji)
        for line, emoji in zip(found, FACES[:BUTTONS], strict=False)
    )
    return (*each, Choice("Fewer…", f"par fewer {par.shown}", "➖")) if each else ()


def _told_apart(line: ParLine, names: Mapping[str, int]) -> str:
    """``BOI E12`` where there is another E12 beside it."""
    return line.apart if names[line.name_key] > 1 else line.name


def _here(par: Par) -> Choice:
    return Choice("I am here", f"par here in:{par.shown}", "🙋")


def fewer_form(par: Par, names: Iterable[str]) -> Form:
    """What “Fewer…” opens: which of these resources, and how many of it."""
    options = tuple(dict.fromkeys(names))
    return Form(
        title=f"{par.shown}: who is there?",
        command=f"par in:{par.shown}",
        fields=(
            Field(key="name", label="Resource", required=True, options=options),
            Field(key="count", label="Persons who are there", required=True, hint="3, or 3 of 4"),
            Field(
                key="missing",
                label="Names of the missing",
                hint="read by IC, OSC, Safety, Medical and the home agency's representative only",
            ),
            Field(key="note", label="Last seen, last heard"),
        ),
    )


def short(call: Call, par: Par, line: ParLine) -> Reply:
    """A count below the list: at once, to everybody, without a name."""
    text = (
        f"SHORT: {par.of}: {line.open_name} {line.count} of {line.expected} ({line.place or 'no division'}), "
        f"{people(line.short)} NOT ACCOUNTED FOR. Told by {line.by_name}, {clock(call.at, call.zone)}."
    )
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, about=par.shown, notify=True)


def closing(par: Par, tally: Tally, owed: Owed, extra: Owed) -> Reply:
    """Complete, or incomplete with the resources named."""
    more = f" More than listed: {extra.shown}: whose?" if extra else ""
    if not owed:
        text = f"{par.of} COMPLETE: {tally.shown}; {NOT_COVERED}.{more}"
    else:
        text = f"{par.of} INCOMPLETE: {tally.shown}; {NOT_COVERED}. NOT ACCOUNTED FOR: {owed.shown}.{more}"
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, about=par.shown)


def overdue(call: Call, par: Par, tally: Tally, owed: Owed) -> Reply:
    """One step of the ladder: who is late, and who is asked by name."""
    late = span(max(call.at - par.due, call.at - call.at))
    waiting = call.store.par_owing(par.id, (Answer.WAITING,), BUTTONS)
    left = waiting.resources - len(waiting.named)
    above = f" {counted(left, 'more crew')}: buttons are above, or answer in words." if left > 0 else ""
    text = f"{par.of} OVERDUE {late}: {tally.shown}. Not accounted for: {owed.shown}. {_asked(call, par)}{above}"
    choices = (*_taps(par, waiting.named), _here(par))
    return Reply(text=text, audience=Audience.INCIDENT, loud=True, about=par.shown, choices=choices)


def _asked(call: Call, par: Par) -> str:
    position = LADDER[par.rung]
    if not position:
        return "Leaders, answer now."
    found = [one for one in call.store.holders(call.here.id, (position, BESIDE)) if one.rank is not Rank.TRAINEE]
    asked = [one.name for one in _concerned(found, position, call.store.par_divs(par.id))]
    beside = [one.name for one in found if one.position == BESIDE]
    safety = f" Safety: {', '.join(beside)}." if beside else " Nobody is Safety Officer."
    if not asked:
        return f"Nobody holds {POSITIONS[position].name} here.{safety}"
    return f"{POSITIONS[position].name}: {', '.join(dict.fromkeys(asked))}.{safety}"


def _concerned(found: Iterable[Holding], position: str, places: frozenset[str]) -> Iterator[Holding]:
    """A supervisor of a division is asked for that division's crews only."""
    for one in found:
        if one.position == position and (position != "DIVS" or one.place.lower() in places):
            yield one


def climb(call: Call, par: Par, owed: Owed) -> int:
    """The next step of the ladder at which somebody is; the last one where nobody is."""
    places = call.store.par_divs(par.id)
    for rung in range(par.rung + 1, len(LADDER)):
        position = LADDER[rung]
        if not position and any(line.led_by for line in owed.named):
            return rung
        if position and [*_concerned(call.store.holders(call.here.id, (position,)), position, places)]:
            return rung
    return len(LADDER) - 1


# names, privately


def named(call: Call, par: Par, head: str, lines: tuple[ParLine, ...] | None = None) -> tuple[Reply, ...]:
    """The names of those not accounted for (or of these lines), each to whom they concern."""
    replies = [_private(_list(call, par, head, lines, None), _looking(call))]
    replies += (
        _private(_list(call, par, head, lines, one.place or one.label), (one,))
        for one in call.store.holders(call.here.id, ("AREP",))
    )
    return tuple(reply for reply in replies if reply.to and reply.text)


def _list(call: Call, par: Par, head: str, lines: tuple[ParLine, ...] | None, agency: str | None) -> str:
    """The lines of all agencies or of one, in words; empty where there are none."""
    if lines is None:
        owed = call.store.par_owed(par.id, most=LISTED + 1, agency=agency)
    else:
        owed = tuple(line for line in lines if agency is None or agency_key(line.agency) == agency_key(agency))
    if not owed:
        return ""
    more = ("… and more; ask for them by division on the radio",) if len(owed) > LISTED else ()
    return "\n".join((f"{head} {par.of}, not for any room:", *map(_named, owed[:LISTED]), *more))


def names_of(call: Call, par: Par) -> str:
    """All names of those not accounted for, for one person's eyes."""
    return _list(call, par, "NAMES of", None, None)


def _looking(call: Call) -> tuple[Holding, ...]:
    """Those who look for the missing: IC, OSC, Safety, Medical."""
    found = call.store.holders(call.here.id, tuple(sorted(RIGHTS["missing names"])))
    return tuple(one for one in found if one.rank is not Rank.TRAINEE)


def somebody_looks(call: Call) -> bool:
    """True when there is anybody to whom names can be told."""
    return any(_on_chat(one) for one in _looking(call))


def _private(text: str, to: tuple[Holding, ...]) -> Reply:
    keys = tuple(dict.fromkeys(one.person for one in to if _on_chat(one)))
    return Reply(text=text, audience=Audience.PRIVATE, to=keys, loud=True)


def _on_chat(one: Holding) -> bool:
    return not one.person.startswith("name/")


def _named(line: ParLine) -> str:
    told = "no answer" if line.count is None else f"{line.count} of {line.expected}"
    parts = [division(line.div), line.agency, told]
    if line.missing:
        parts.append(f"missing: {', '.join(line.missing)}")
    elif names := ", ".join(name for name in (line.leader, *line.crew) if name):
        parts.append(f"on its list: {names}")
    if line.words:
        parts.append(line.words)
    return f"{line.name}: {', '.join(part for part in parts if part)}"
