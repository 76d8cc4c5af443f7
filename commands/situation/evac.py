"""Evacuations by zone: how far each is, and since when."""

from datetime import datetime
from typing import Annotated

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.messages import Reply
from commands.domain.moments import shown
from commands.domain.situation.reports import Evacuation, Subject
from commands.line.converters import Converter, Long, read_name
from commands.line.past import Past
from commands.line.signature import Hint, Rest
from commands.registry import command
from commands.shared.belonging import told
from commands.situation.report.standing import kept, stand

_LEVELS = {
    "3": Evacuation.ORDER,
    "go": Evacuation.ORDER,
    "mandatory": Evacuation.ORDER,
    "2": Evacuation.WARNING,
    "set": Evacuation.WARNING,
    "1": Evacuation.READY,
    "ready": Evacuation.READY,
    "shelter-in-place": Evacuation.SHELTER,
    "over": Evacuation.LIFTED,
    "clear": Evacuation.LIFTED,
}
"""Other words for the levels: Ready, Set, Go and their numbers."""


def _level(text: str, _: Call) -> Evacuation:
    """``order``, ``level 3``, ``go``. ValueError for all else."""
    said = text.casefold().strip().removeprefix("level").strip()
    if said in _LEVELS:
        return _LEVELS[said]
    if said in {*Evacuation}:
        return Evacuation(said)
    raise ValueError(f"it is none of {', '.join(Evacuation)}, nor level 1, 2 or 3")


def _zone(text: str, call: Call) -> str:
    """A zone's name up to the word that says its level."""
    words = text.casefold().split()
    if len(words) > 1 and ({*Evacuation, *_LEVELS} - {"1", "2", "3"} | {"level"}) & {*words}:
        raise ValueError("the word for its level is no part of a zone's name")
    return read_name(text, call)[:120]


Zone = Annotated[str, Converter(read=_zone, hint="the zone, such as BOI-12; in quotes if it has blanks", most=5)]
Level = Annotated[Evacuation, Converter(read=_level, hint="order, warning, ready, shelter or lifted", most=2)]


@command(creates=True)
def evac(
    call: Call,
    zone: Zone | None = None,
    level: Level | None = None,
    words: Annotated[Long, Rest(), Hint("routes, the shelter, who is told")] = "",
    *,
    since: Annotated[Past | None, Hint("since when, where it is not now")] = None,
) -> Reply | tuple[Reply, ...]:
    """Tell how far the evacuation of a zone is: order, warning, ready, shelter, lifted. Alone, show what stands.

    evac BOI-12 order by Hill Road to the high school since:0510. evac BOI-12 lifted.
    """
    if zone is None:
        return stand(call, Subject.EVAC)
    if level is None:
        raise Refused(
            f"How far is it? {call.prefix} evac {zone} order (or warning, ready, shelter, lifted; level 1, 2 or 3). "
            "Nothing was recorded."
        )
    when: datetime = since or call.at
    more = f"; {words}" if words else ""
    one = kept(call, Subject.EVAC, zone, state=level.value, words=f"since {shown(when, call.zone)}{more}")
    return told(call, one, f"{one.shown} Evacuation {one.gist}", loud=level is not Evacuation.READY)
