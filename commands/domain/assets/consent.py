"""Who sees how much of an asset: the one table of consent.

An owner's stewards decide; what they have not shared is not there for others. Source: the principle of the CASM survey
that each region, and in it each agency, is the only authority over access to its own data.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """How far an asset is shared, from the narrowest on."""

    PRIVATE = "private"
    CONTACT = "contact"
    REGION = "region"
    GRANTED = "granted"


NARROWNESS = (Scope.PRIVATE, Scope.CONTACT, Scope.GRANTED, Scope.REGION)
"""From the narrowest to the widest: who may only narrow goes to the left."""


class Viewer(StrEnum):
    """Who asks, as far as one owner's assets are concerned."""

    STEWARD = "steward"  # of the owner, in whatever room
    REGION = "region"  # anybody else of the region
    INCIDENT = "incident"  # somebody of an incident that uses the region
    NAMED = "named"  # there: Communications Unit, LSC, IC, OSC, or who administers it
    GRANTED = "granted"  # somebody of the incident to which this asset is granted
    NAMED_GRANTED = "named granted"  # there: one of those named


class Seen(StrEnum):
    """How much is seen."""

    NOTHING = "nothing"
    CONTACT = "contact"  # kind, owner, 24-hour contact
    FACTS = "facts"  # all but contacts of persons and site access
    ALL = "all"


_N, _C, _F, _A = Seen.NOTHING, Seen.CONTACT, Seen.FACTS, Seen.ALL

SEES: dict[Scope, dict[Viewer, Seen]] = {
    Scope.PRIVATE: dict(zip(Viewer, (_A, _N, _N, _N, _N, _N), strict=True)),
    Scope.CONTACT: dict(zip(Viewer, (_A, _C, _C, _C, _C, _C), strict=True)),
    Scope.REGION: dict(zip(Viewer, (_A, _F, _F, _A, _F, _A), strict=True)),
    Scope.GRANTED: dict(zip(Viewer, (_A, _C, _C, _C, _F, _A), strict=True)),
}
"""Scope × who asks → how much of the asset is seen."""

NAMED = frozenset({"IC", "OSC", "LSC", "COML", "COMT", "INCM", "INTD", "RADO", "AUXC", "ITSL"})
"""The positions of an incident that see all of what is shared with it."""


def effective(scope: Scope, ends: Iterable[datetime | None], at: datetime) -> Scope:
    """What a scope is worth at ``at``: *granted* while a grant stands (its ends, None for open), afterwards private."""
    if scope is Scope.GRANTED and not any(end is None or end > at for end in ends):
        return Scope.PRIVATE
    return scope


def narrower(new: Scope, old: Scope) -> bool:
    """True where going from the old scope to the new one shares no more than before."""
    return NARROWNESS.index(new) <= NARROWNESS.index(old)
