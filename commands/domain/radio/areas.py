"""Where rows of a plan are used. Areas are names; nobody guesses how two names lie to each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from commands.domain.folding import channel_key

EVERYWHERE = "whole incident"


class Overlap(StrEnum):
    """Whether two rows can be heard in one place; unknown, where nobody has said, is never clear (RF-007)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Areas:
    """Which areas are known to lie apart, and which touch; touching counts as overlap. Pairs of name keys."""

    apart: frozenset[frozenset[str]] = frozenset()
    touching: frozenset[frozenset[str]] = frozenset()

    @classmethod
    def of(cls, apart: Iterable[tuple[str, str]] = (), touching: Iterable[tuple[str, str]] = ()) -> "Areas":
        """From pairs of names as people write them."""
        return cls(frozenset(_pair(*each) for each in apart), frozenset(_pair(*each) for each in touching))

    def overlap(self, one: str, other: str) -> Overlap:
        """``YES`` for one name, for the whole incident and for what touches; ``UNKNOWN`` where nobody has said."""
        if not one or not other:
            return Overlap.UNKNOWN
        keys = _pair(one, other)
        if len(keys) == 1 or channel_key(EVERYWHERE) in keys or keys in self.touching:
            return Overlap.YES
        return Overlap.NO if keys in self.apart else Overlap.UNKNOWN


def _pair(one: str, other: str) -> frozenset[str]:
    return frozenset((channel_key(one), channel_key(other)))
