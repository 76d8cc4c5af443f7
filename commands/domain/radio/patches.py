"""The register of patches: which channels are joined by a gateway or a console, by whom, and until when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commands.domain.moves import Table

SERIES = "PT"


class Joined(StrEnum):
    """Where a patch stands."""

    UP = "up"
    DOWN = "taken down"


PATCH: Table[Joined] = {
    Joined.UP: {"extend": Joined.UP, "end": Joined.DOWN},
    Joined.DOWN: {},
}


@dataclass(frozen=True, kw_only=True)
class Patch:
    """One patch, PT-1. ``sides`` are the channels as they were named, ``keys`` the nets by which they are compared.

    ``via`` is the gateway or console; ``told``: it was announced that its time is over.
    """

    id: int = 0
    incident: str
    group: str
    number: int
    sides: tuple[str, ...]
    keys: tuple[str, ...]
    via: str = ""
    until: datetime | None = None
    told: bool = False
    state: Joined = Joined.UP
    why: str = ""
    at: datetime
    by: str
    by_name: str
    ended: datetime | None = None
    ended_by: str = ""
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which a patch is taken down again: ``PT-1``."""
        return f"{SERIES}-{self.number}"

    @property
    def joins(self) -> str:
        """The channels on its sides as they were named: ``VTAC14 + UTAC42``."""
        return " + ".join(self.sides)


def loops(keys: Collection[str], standing: Iterable[Patch]) -> tuple[Patch, ...]:
    """The patches by which two of these nets are joined already, directly or by way of others, in their order.

    Audio that comes back by a second way goes round: such patches are pointed out before somebody keys up.
    """
    known = [one for one in standing if one.state is Joined.UP]
    found: dict[int, Patch] = {}
    sides = [*dict.fromkeys(keys)]
    for at, side in enumerate(sides):
        for goal in sides[at + 1 :]:
            found |= {one.number: one for one in _way(side, goal, known)}
    return tuple(found[number] for number in sorted(found))


def _way(start: str, goal: str, patches: Collection[Patch]) -> tuple[Patch, ...]:
    """The shortest row of patches from one net to another; empty where there is none."""
    ways: dict[str, tuple[Patch, ...]] = {start: ()}
    reached = [start]
    for net in reached:
        for patch in patches:
            if net not in patch.keys:
                continue
            for other in patch.keys:
                if other not in ways:
                    ways[other] = (*ways[net], patch)
                    reached.append(other)
    return ways.get(goal, ())
