"""What the speaker sees of the assets of a region: the consent of their owners, and what is left out is counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from commands.call import Call
from commands.domain.assets.agencies import Agency
from commands.domain.assets.consent import NAMED, SEES, Scope, Seen, Viewer, effective
from commands.domain.assets.inventory import Asset
from commands.domain.errors import Refused
from commands.domain.organisation.roles import Rank
from commands.line.who import STEWARD
from commands.shared import rights


@dataclass(frozen=True, kw_only=True)
class View:
    """The regions that may be asked where something was said, and who asks.

    ``stewarded`` are the ids of the agencies for which the speaker decides, ``granted`` those of assets granted to the
    incident, ``ends`` when the grants of each asset end.
    """

    regions: tuple[str, ...]
    agencies: dict[int, Agency]
    at: datetime
    standing: bool
    named: bool = False
    stewarded: frozenset[int] = frozenset()
    granted: frozenset[int] = frozenset()
    ends: dict[int, tuple[datetime | None, ...]] = field(default_factory=dict)

    def scope(self, one: Asset) -> Scope:
        """How far it is shared now: a grant that is over is none."""
        return effective(one.scope, self.ends.get(one.id, ()), self.at)

    def viewer(self, one: Asset) -> Viewer:
        """Who the speaker is to the owner of an asset."""
        if one.owner in self.stewarded:
            return Viewer.STEWARD
        if self.standing:
            return Viewer.REGION
        if one.id in self.granted:
            return Viewer.NAMED_GRANTED if self.named else Viewer.GRANTED
        return Viewer.NAMED if self.named else Viewer.INCIDENT

    def sees(self, one: Asset) -> Seen:
        """How much the speaker sees of it."""
        return SEES[self.scope(one)][self.viewer(one)]

    def reads(self, one: Asset) -> bool:
        """Does the speaker see what it can do, not only whom to call?"""
        return self.sees(one) in (Seen.FACTS, Seen.ALL)

    def withheld(self, among: Iterable[Asset]) -> int:
        """How many of these the speaker sees nothing of, as far as their owners let them be counted."""
        hidden = (one for one in among if self.sees(one) is Seen.NOTHING)
        return sum(one.owner in self.agencies and self.agencies[one.owner].counted for one in hidden)

    def owner(self, one: Asset) -> str:
        """How the owner is called."""
        agency = self.agencies.get(one.owner)
        return agency.called if agency else "nobody's"


def view(call: Call) -> View:
    """What may be asked here. Refused in an incident that uses no region."""
    here = call.here
    regions = (here.id,) if here.standing else tuple(one.region for one in call.store.uses(here.id))
    if not regions:
        raise Refused(
            f"{here.shown} uses no region, so there are no assets to ask about. The SWIC gives a code in the region "
            f"({call.everywhere} region code); here it is taken: {call.prefix} region use <code>"
        )
    agencies = {one.id: one for one in call.store.agencies_of(regions)}
    standing = call.store.grants(regions, call.at)
    ends: dict[int, tuple[datetime | None, ...]] = {}
    for grant in standing:
        ends[grant.asset] = (*ends.get(grant.asset, ()), grant.until)
    return View(
        regions=regions,
        agencies=agencies,
        at=call.at,
        standing=here.standing,
        named=not here.standing and (call.admin or bool(rights.positions(call) & NAMED)),
        stewarded=frozenset(_stewarded(call, regions, agencies)),
        granted=frozenset(one.asset for one in standing if one.to == here.id),
        ends=ends,
    )


def _stewarded(call: Call, regions: Iterable[str], agencies: dict[int, Agency]) -> Iterable[int]:
    """The agencies for which the speaker decides: as their steward, in the region as its administrator for all."""
    if call.by_clock:
        return ()
    if call.here.standing and call.admin:
        return (*agencies, 0)
    mine = call.store.same_person(call.who.key)
    held = {
        (region, one.place.casefold())
        for region in regions
        for one in call.store.held_by(region, mine)
        if one.position == STEWARD and one.rank is not Rank.TRAINEE
    }
    return (id for id, one in agencies.items() if (one.incident, one.short_key) in held)


def require_steward(call: Call, seen: View, owner: int, what: str) -> None:
    """Raise Refused where the speaker does not decide for the owner."""
    if owner in seen.stewarded:
        return
    agency = seen.agencies.get(owner)
    name = agency.called if agency else "its owner"
    held = call.store.holders(call.here.id, (STEWARD,))
    stewards = ", ".join(one.name for one in held if agency and one.place.casefold() == agency.short_key)
    raise Refused(
        f"{what} is for the stewards of {name} ({stewards or 'nobody yet'}). Nothing was changed. "
        f"The SWIC names one: {call.prefix} role give STEW {agency.short or name if agency else name} @name"
    )


def not_overheard(call: Call, *, say: bool, what: str) -> None:
    """Coordinates and telephone numbers are taken where nobody else reads along, or where the steward lets them be."""
    if call.overheard and not say:
        raise Refused(
            f"{what} is not taken in a room: nothing was recorded, but others here have seen it; delete your message. "
            "Use the form or a direct message to me, or add say:yes where everybody here may read it."
        )
