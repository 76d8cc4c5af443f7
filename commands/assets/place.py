"""Named places of an incident: from where it is measured."""

from dataclasses import replace
from typing import Annotated

from commands.call import Call
from commands.domain.assets.inventory import Spot
from commands.domain.errors import Refused
from commands.domain.folding import plain as name_key
from commands.domain.messages import Audience, Reply
from commands.line.converters import Converter, Long, read_name
from commands.line.signature import Rest
from commands.registry import command
from commands.shared import rights
from commands.survey import places

PlaceName = Annotated[str, Converter(read=read_name, hint="its name, such as ICP")]


@command(also=("places",))
def place(call: Call, name: PlaceName | None = None, where: Annotated[Long, Rest()] = "") -> Reply:
    """Name a place of the incident, from which is measured; alone it lists them.

    place ICP 43.80, -115.90. place ICP 11T NJ 88488 50247. Then: asset find gateway within:60mi of:ICP
    """
    if name is None:
        return list_(call)
    if not where:
        return _one(call, name)
    rights.require("place", call, "Naming a place")
    try:
        at = places.read(where, west=not places.east(call.zone.key))
    except ValueError as fault:
        raise Refused(f"where “{where[:60]}”: {fault}. Expected {places.HINT}. Nothing was recorded.") from None
    spelled = name.upper() if name_key(name) == "icp" else name
    told = {
        "lat": at.lat, "lon": at.lon, "place": at.text, "notation": at.notation.value, "precision": at.precision,
    }  # fmt: skip
    before = call.store.spot(call.here.id, name_key(name))
    if before:
        call.store.save(replace(before, **told, at=call.at, by=call.who.key))  # type: ignore[arg-type]
    else:
        call.store.add(
            Spot(
                incident=call.here.id,
                name=spelled,
                name_key=name_key(name),
                at=call.at,
                by=call.who.key,
                **told,  # type: ignore[arg-type]
            )
        )
    moved = f" It was {places.three(before.lat, before.lon)}." if before else ""
    return Reply(
        text=f"{spelled} is at {places.three(at.lat, at.lon)} (as typed: {at.text}, to {at.precision:,} m), "
        f"by {call.who.name}.{moved}",
        audience=Audience.MAIN,
    )


@command(verb="list")
def list_(call: Call) -> Reply:
    """List the named places; only you see the answer."""
    found = call.store.spots(call.here.id)
    if not found:
        return Reply(text=f"No place is named here yet: {call.prefix} place ICP 43.80, -115.90")
    return Reply(text="\n".join(f"{one.name}: {places.three(one.lat, one.lon)}" for one in found))


def _one(call: Call, name: str) -> Reply:
    found = call.store.spot(call.here.id, name_key(name))
    if found is None:
        raise Refused(f"Where is {name}? {call.prefix} place {name} 43.80, -115.90")
    return Reply(text=f"{found.name}: {places.three(found.lat, found.lon)} (as typed: {found.place})")
