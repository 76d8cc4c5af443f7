"""From where it is measured: the ICP and other named places of the incident, an asset, or coordinates."""

from commands.call import Call
from commands.domain.assets.places import SCALE
from commands.domain.errors import Refused
from commands.domain.folding import plain as name_key
from commands.survey import naming, places
from commands.survey.seeing import View

ICP = "icp"
Point = tuple[float, float]


def icp(call: Call) -> Point | None:
    """Where the incident's command post is, in degrees; None where nobody has said."""
    found = call.store.spot(call.here.id, ICP)
    return (found.lat / SCALE, found.lon / SCALE) if found else None


def point(call: Call, seen: View, said: str | None) -> Point | None:
    """The place that is meant, in degrees; the ICP without one. Refused where it is not known."""
    if not said:
        return icp(call)
    if spot := call.store.spot(call.here.id, name_key(said)):
        return spot.lat / SCALE, spot.lon / SCALE
    if name_key(said) == ICP:
        raise Refused(f"Nobody has said where the ICP is: {call.prefix} place ICP 43.80, -115.90")
    try:
        id = naming.read_id(said, call)
    except ValueError:
        return _coordinates(call, said)
    one = naming.asset(call, seen, id)
    if one.lat is None or one.lon is None or not seen.reads(one):
        raise Refused(f"Where {one.shown} is, is not known here. Say of: with coordinates.")
    return one.lat / SCALE, one.lon / SCALE


def _coordinates(call: Call, said: str) -> Point:
    try:
        return places.read(said, west=not places.east(call.zone.key)).degrees
    except ValueError as fault:
        known = ", ".join(one.name for one in call.store.spots(call.here.id)) or "none yet"
        raise Refused(f"of “{said[:60]}”: {fault}. Named places here: {known}. Or write {places.HINT}.") from None
