"""The further sections of a report: requests, radio, systems, needs, and what is owed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from commands.domain.accountability.checkins import counted
from commands.domain.logistics.requests import OPEN, Paper, Request
from commands.domain.messages import Colour
from commands.domain.radio.pace import State
from commands.domain.situation import items
from commands.domain.situation.facts import Facts, Some
from commands.domain.situation.items import brief
from commands.domain.situation.reports import Lifeline, Report, colour, worst
from commands.domain.situation.sections import HORIZON, Section, sentence, since_words

NAMED = 5
"""Late requests that are named in a line."""


def about_requests(facts: Facts) -> Section | None:
    """Requests by state, what is late (yellow), loans, and how many pieces are short; None where there is neither
    request nor loan.
    """
    own = facts.supply
    if not own.states and not own.loans:
        return None
    states = ", ".join(f"{count:,} {state.value}" for state, count in _in_order(own.states))
    late = f"; {_late(own.late)}" if own.late.total else ""
    gist = f"{own.open.total:,} open{late}. {states}" if states else f"{own.open.total:,} open"
    lines = [f"{one.shown} on loan, should be back {facts.near(one.back)}" for one in own.loans if one.back]
    if own.asked > own.arrived:
        lines.insert(0, f"Short: {own.asked - own.arrived:,} of {own.asked:,} pieces of open requests are not here")
    listed = items.requests(facts)
    return Section(
        name="Requests",
        gist=gist,
        items=listed,
        more=own.open.total - len(listed),
        lines=tuple(lines),
        lines_first=True,
        colour=Colour.YELLOW if own.late.total else None,
        said=f"{counted(own.open.total, 'request')} open{f', {own.late.total:,} late' if own.late.total else ''}.",
    )


def _late(late: Some[Request]) -> str:
    """``7 LATE: R-3, R-9 and 5 more``."""
    named = ", ".join(one.shown for one in late.listed[:NAMED])
    more = f" and {late.total - NAMED:,} more" if late.total > NAMED and named else ""
    return f"{late.total:,} LATE{f': {named}{more}' if named else ''}"


def _in_order(states: Mapping[Paper, int]) -> Iterator[tuple[Paper, int]]:
    """Open ones first, then what is over."""
    for state in sorted(Paper, key=lambda one: one not in OPEN):
        if states.get(state):
            yield state, states[state]


def about_radio(facts: Facts) -> Section | None:
    """Channels that are down (red), nets on the move and critical findings (yellow), interference, patches and the
    plan's revision; None where there is nothing to say.
    """
    own = facts.radio
    found = items.radio(facts)
    lines = (*_channels(facts), *_plan(facts), *_radios_out(facts))
    if not lines and not found:
        return None
    moving = sum(one.net.state is State.MOVING for one in own.nets)
    told = (
        f"plan revision {own.revision.number}" if own.revision else "plan not published" if own.planned else "",
        f"{counted(len(own.outages), 'channel')} DOWN" if own.outages else "",
        f"{counted(moving, 'net')} moving" if moving else "",
        counted(len(own.critical), "open critical finding") if own.critical else "",
    )
    gist = ", ".join(filter(None, told)) or f"{len(found)} open"
    tone = Colour.RED if own.outages else Colour.YELLOW if own.critical or moving else None
    return Section(
        name="Radio", gist=gist, items=found, lines=lines, lines_first=True, colour=tone, said=f"Radio: {gist}."
    )


def _channels(facts: Facts) -> Iterator[str]:
    own = facts.radio
    yield from (f"{one.name} DOWN since {facts.near(one.at)}{_because(one.reason)}" for one in own.outages)
    yield from (f"Net {one.net.name}: {one.net.shown}" for one in own.nets if one.net.state is not State.UP)
    yield from (f"Critical, open: {brief(one.what, 200)}" for one in own.critical or ())


def _radios_out(facts: Facts) -> Iterator[str]:
    for one in facts.radio.radios_out:
        if one.due:
            yield f"Radio {one.serial} is with {one.to}, back was due {facts.near(one.due)}"


def _plan(facts: Facts) -> Iterator[str]:
    own = facts.radio
    if own.published and own.revision:
        mark = own.revision
        yield f"Plan of {mark.period}, revision {mark.number}, published {facts.near(mark.at)} by {mark.by}"
    if own.reprogram:
        places = ", ".join(one.position.shown for one in own.reprogram[:8])
        more = f" and {len(own.reprogram) - 8} more" if len(own.reprogram) > 8 else ""
        yield f"{counted(len(own.reprogram), 'position')} to reprogram {since_words(facts)}: {places}{more}"
    yield from (f"{facts.near(one.at)} {brief(one.words)}" for one in own.notes.listed)
    if own.notes.more > 0:
        yield f"… and {own.notes.more:,} more changes of the plan"


def _because(reason: str) -> str:
    return f": {brief(reason, 80)}" if reason else ""


def about_systems(facts: Facts) -> Section | None:
    """Systems, PSAPs and FEMA's lifelines, the worst first, in the worst known colour; None where nobody has reported
    on any.
    """
    states = _worst_first((*facts.systems, *facts.psaps))
    if not states and not facts.lifelines:
        return None
    tones = lifeline_colours(facts)
    down = [one for one in states if WORKING[one.state] is not Colour.GREEN]
    well = states[len(down) :]
    lines = (*(_state(one, facts) for one in down), *_lifelines(facts, tones), *(_state(one, facts) for one in well))
    told = [_not_up(down, len(states))] if states else []
    told += [*_affected(facts, tones)]
    known = [*(WORKING[one.state] for one in states), *(tone for tone in tones.values() if tone is not Colour.GREY)]
    gist = "; ".join(told)
    return Section(
        name="Systems and lifelines",
        gist=gist,
        lines=lines,
        colour=worst(known) if known else None,
        said=sentence(gist),
    )


SYSTEMS = 4
"""Systems that a line names; the others are counted."""


def _not_up(down: Sequence[Report], of: int) -> str:
    """``2 of 3 not fully up: Rptr 4 down and Ada 911 degraded``; a number alone helps nobody."""
    if not down:
        return "1 system, up" if of == 1 else f"all {of} systems up"
    named = [f"{brief(one.name, 40)} {one.state}" for one in down[:SYSTEMS]]
    more = f" and {len(down) - SYSTEMS} more" if len(down) > SYSTEMS else ""
    return f"{len(down)} of {of} not fully up: {', '.join(named)}{more}"


def _state(one: Report, facts: Facts) -> str:
    return f"{WORKING[one.state].upper()} {brief(one.gist)} ({facts.near(one.at)})"


def _affected(facts: Facts, tones: Mapping[Lifeline, Colour]) -> Iterator[str]:
    """The lifelines that are red or yellow; where none is reported so, just that, since others may be unknown."""
    if not facts.lifelines:
        return
    found = [(tone, [one.full for one in tones if tones[one] is tone]) for tone in (Colour.RED, Colour.YELLOW)]
    told = [f"lifelines {tone.value}: {' and '.join(names)}" for tone, names in found if names]
    yield from told or ["no lifeline reported red or yellow"]


WORKING = {"up": Colour.GREEN, "degraded": Colour.YELLOW, "down": Colour.RED}


def lifeline_colours(facts: Facts) -> dict[Lifeline, Colour]:
    """The colour of each of the eight; grey where nobody has reported, or not for long."""
    newest = {one.name.casefold(): one for one in facts.lifelines}
    return {one: colour(_about(one, newest), facts.at) for one in Lifeline}


def _about(one: Lifeline, newest: Mapping[str, Report]) -> Report | None:
    return newest.get(one.value) or newest.get(one.full.casefold())


def _worst_first(states: Iterable[Report]) -> list[Report]:
    order = ("down", "degraded", "up")
    return sorted(states, key=lambda one: (order.index(one.state), one.name.casefold()))


def _lifelines(facts: Facts, tones: Mapping[Lifeline, Colour]) -> Iterator[str]:
    if not facts.lifelines:
        return
    for tone in (Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.BLUE, Colour.GREY):
        if named := "; ".join(one.full for one, own in tones.items() if own is tone):
            yield f"Lifelines {tone.upper()}{' (unknown)' if tone is Colour.GREY else ''}: {named}"


def about_needs(facts: Facts) -> Section | None:
    """How many needs of CAN reports nobody has met, and the first of them; None where all are."""
    if not facts.needs.total:
        return None
    found = items.needs(facts)
    gist = f"{counted(facts.needs.total, 'need')} of CAN reports not met"
    return Section(name="Needs not met", gist=gist, items=found, more=facts.needs.more, said=sentence(gist))


def about_significant(facts: Facts) -> Section | None:
    """The log's entries marked significant since the last report, each cut at 200 characters; None where there are
    none.
    """
    if not facts.significant:
        return None
    lines = tuple(brief(one.words.removeprefix("SIGNIFICANT "), 200) for one in facts.significant)
    return Section(name="Significant entries", gist=f"{len(lines)} {since_words(facts)}", lines=lines)


def about_messages(facts: Facts) -> Section | None:
    """Messages and announcements that are not acknowledged by all; None where none is owed."""
    found = items.messages(facts)
    if not found:
        return None
    told = (
        f"{counted(facts.messages.total, 'message')} not acknowledged" if facts.messages.total else "",
        f"{counted(len(facts.announcements), 'announcement')} not acknowledged by all" if facts.announcements else "",
    )
    gist = ", ".join(filter(None, told))
    return Section(
        name="Messages and announcements", gist=gist, items=found, more=facts.messages.more, said=sentence(gist)
    )


def about_owed(facts: Facts) -> Section | None:
    """Actions and watches: how many are open, late (yellow) or due within twelve hours; None where there are none."""
    found = items.owed(facts)
    if not found:
        return None
    soon = sum(one.due is not None and not one.late and one.due <= facts.at + HORIZON for one in found)
    late = sum(one.late for one in found)
    every = facts.actions.total + facts.watches.total
    told = (f"{every:,} open", f"{late:,} LATE" if late else "", f"{soon:,} due within 12 h" if soon else "")
    return Section(
        name="Actions and watches",
        gist=", ".join(filter(None, told)),
        items=found,
        more=facts.actions.more + facts.watches.more,
        colour=Colour.YELLOW if late else None,
        said=f"Actions and watches: {', '.join(filter(None, told)).lower()}.",
    )


def about_organisation(facts: Facts) -> Section | None:
    """Hand-overs that wait, resources on their way home, reports that positions owe; None where nothing is open."""
    found = items.organisation(facts)
    if not found:
        return None
    told = (
        f"{counted(len(facts.handovers), 'hand-over')} waiting" if facts.handovers else "",
        f"{counted(len(facts.leaving), 'resource')} leaving" if facts.leaving else "",
        f"{counted(len(facts.duties), 'report')} owed" if facts.duties else "",
    )
    return Section(name="Positions and demobilization", gist=", ".join(filter(None, told)), items=found)


def about_unknown(facts: Facts) -> Section | None:
    """What nobody has said. It is named, so that it is not taken for none."""
    found = [
        "type of the incident" if not facts.incident.type else "",
        "operational period" if not (facts.period or facts.coming) else "",
        "objectives" if not facts.objectives else "",
        "PAR (none was called)" if facts.people.agencies and not facts.roll_calls else "",
        "state of systems" if not (facts.systems or facts.psaps) else "",
        "lifelines" if not facts.lifelines else "",
        "findings of the radio plan (its check still runs)" if facts.radio.critical is None else "",
    ]
    words = ", ".join(filter(None, found))
    return Section(name="Unknown", gist=words) if words else None
