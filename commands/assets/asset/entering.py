"""Assets are entered and confirmed by the stewards of their owner."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated

from commands.call import Call
from commands.domain.assets.consent import Scope
from commands.domain.assets.inventory import BRIDGES, SERIES, STATES, Asset, State
from commands.domain.assets.places import MILE, Place
from commands.domain.errors import Refused
from commands.domain.folding import plain as name_key
from commands.domain.messages import Audience, Reply
from commands.domain.moments import shown
from commands.domain.moves import step
from commands.domain.organisation.roles import SWIC
from commands.line.converters import Count, Long, Name
from commands.line.signature import Hint
from commands.registry import IN_REGION, command
from commands.shared import rights
from commands.survey import naming, places, seeing
from commands.survey.words import Day, Miles, Minutes, Ports


class Sharing(StrEnum):
    """How far a new asset is shared at once."""

    PRIVATE = "private"
    CONTACT = "contact"
    REGION = "region"


class Into(StrEnum):
    """The words for a state."""

    AVAILABLE = "available"
    COMMITTED = "committed"
    OUT = "out"
    RETIRED = "retired"


@command(needs="asset edit", where=IN_REGION, creates=True)
def add(
    call: Call,
    kind: naming.KindWord,
    name: Name,
    *,
    owner: naming.AgencyName,
    at: Annotated[places.Where | None, Hint("coordinates or a grid, in quotes")] = None,
    ports: Annotated[Ports | None, Hint("of a gateway or console: bands, systems or channels")] = None,
    activation: Annotated[Minutes | None, Hint("until it can be used, the road included")] = None,
    reach: Annotated[Miles | None, Hint("how far its radios are heard")] = None,
    count: Annotated[Count | None, Hint("of a cache: how many radios")] = None,
    model: str = "",
    bands: Annotated[str, Hint("of a cache: its bands")] = "",
    load: Annotated[str, Hint("of a cache: the channels in its radios")] = "",
    band: Annotated[str, Hint("of a channel or a system")] = "",
    usage: Annotated[str, Hint("of a channel: tactical, command, dispatch, calling")] = "",
    coverage: Annotated[str, Hint("of a channel: region, or where it is heard")] = "",
    permission: Annotated[str, Hint("of a channel: licence, MOU, national")] = "",
    phone: Annotated[str, Hint("the 24-hour desk")] = "",
    rules: Annotated[str, Hint("who may ask, who approves, how it is activated and let go")] = "",
    share: Annotated[Sharing, Hint("private until you say otherwise")] = Sharing.PRIVATE,
    say: Annotated[bool, Hint("everybody in this room may read what is in the line")] = False,
) -> Reply:
    """Enter an asset of an agency; it is private until its steward shares it. Places and numbers: not in a room.

    asset add gateway "SO van" owner:ACSO at:"11T NJ 64367 29422" ports:"VHF; 800" activation:50m
    """
    if at is not None or phone:
        seeing.not_overheard(call, say=say, what="A place or a telephone number")
    seen = seeing.view(call)
    agency = naming.agency(call, seen.agencies.values(), owner)
    seeing.require_steward(call, seen, agency.id, f"What {agency.called} owns")
    key = name_key(name)
    if same := call.store.asset_named(call.here.id, kind, agency.id, key):
        raise Refused(
            f"{agency.called} has {same.titled} already; nothing was recorded. {call.prefix} asset set changes it."
        )
    if kind in BRIDGES and not ports:
        raise Refused(
            f'A {kind.value} joins nets by its ports, and none is named; nothing was recorded. Add ports:"VHF; 800".'
        )
    more = {
        "reach_mi": f"{reach / MILE:g}" if reach else "",
        "count": str(count or ""),
        "model": model,
        "bands": bands,
        "load": load,
        "band": band,
        "usage": usage,
        "coverage": coverage,
        "permission": permission,
    }
    kept = call.store.add(
        Asset(
            incident=call.here.id,
            kind=kind,
            number=call.store.next_number(call.here.id, SERIES[kind]),
            name=name,
            name_key=key,
            owner=agency.id,
            **_located(at),  # type: ignore[arg-type]
            scope=Scope(share.value),
            phone=phone,
            rules=rules,
            activation=activation,
            ports=ports or (),
            more={name: value for name, value in more.items() if value},
            source="typed",
            confirmed=call.at,
            confirmed_by=call.who.name,
            at=call.at,
            by=call.who.key,
        )
    )
    return _told(call, f"{kept.titled} of {agency.called}: {_understood(kept)}", f"{kept.shown} entered")


def _located(at: Place | None) -> dict[str, object]:
    if at is None:
        return {}
    return {
        "lat": at.lat, "lon": at.lon, "place": at.text, "notation": at.notation.value, "precision": at.precision,
    }  # fmt: skip


def _understood(one: Asset) -> str:
    parts = (
        one.kind.value,
        places.three(one.lat, one.lon),
        f"ports {'; '.join(one.ports)}" if one.ports else "",
        f"{one.activation} min" if one.activation is not None else "",
        ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in one.more.items()),
        f"24 h {one.phone}" if one.phone else "",
        "private: nobody else sees it until it is shared"
        if one.scope is Scope.PRIVATE
        else f"shared: {one.scope.value}",
    )
    return ", ".join(filter(None, parts))


def _told(call: Call, text: str, log: str) -> Reply:
    """To the steward alone; the log says that it changed, not what."""
    return Reply(text=f"{text}.", audience=Audience.PRIVATE, log=f"{log} by {call.who.name}")


@command(verb="set", also=("change",), needs="asset edit", where=IN_REGION)
def set_(
    call: Call,
    id: naming.Id,
    *,
    at: places.Where | None = None,
    ports: Ports | None = None,
    activation: Minutes | None = None,
    phone: str | None = None,
    rules: str | None = None,
    notes: str | None = None,
    load: Annotated[str | None, Hint("of a cache: the channels in its radios")] = None,
    say: Annotated[bool, Hint("everybody in this room may read what is in the line")] = False,
) -> Reply:
    """Change what is written of an asset.

    asset set GW-1 activation:40m
    """
    if at is not None or phone:
        seeing.not_overheard(call, say=say, what="A place or a telephone number")
    seen = seeing.view(call)
    one = naming.asset(call, seen, id)
    seeing.require_steward(call, seen, one.owner, f"What is written of {one.shown}")
    told = {"ports": ports, "activation": activation, "phone": phone, "rules": rules, "notes": notes}
    changes: dict[str, object] = {key: value for key, value in told.items() if value is not None} | _located(at)
    if load is not None:
        changes["more"] = {**one.more, "load": load}
    if not changes:
        raise Refused(f"What of {one.shown} is to be changed? {call.prefix} asset set {one.shown} activation:40m")
    kept = call.store.save(replace(one, **changes, confirmed=call.at, confirmed_by=call.who.name))  # type: ignore[arg-type]
    return _told(call, f"{kept.titled} is now: {_understood(kept)}", f"{kept.shown} changed")


@command(needs="asset edit", where=IN_REGION)
def status(call: Call, id: naming.Id, state: Into, *, until: Day | None = None) -> Reply:
    """Say what an asset can do now: available, committed, out of service, retired.

    asset status GW-4 out until:Friday
    """
    seen = seeing.view(call)
    one = naming.asset(call, seen, id)
    if not (state is Into.RETIRED and SWIC in rights.positions(call)):
        seeing.require_steward(call, seen, one.owner, f"The state of {one.shown}")
    after = step(STATES, one.state, state.value, one.shown)
    kept = call.store.save(replace(one, state=after, until=until if after is not State.AVAILABLE else None))
    end = f" until {shown(kept.until, call.zone)}" if kept.until else ""
    return _told(call, f"{kept.titled} is {after.value}{end}", f"{kept.shown} is {after.value}{end}")


@command(needs="asset edit", where=IN_REGION)
def confirm(call: Call, id: naming.Id, note: Long = "") -> Reply:
    """Confirm that an asset is as it is written; after a year without that it is shown as old.

    asset confirm GW-1
    """
    seen = seeing.view(call)
    one = naming.asset(call, seen, id)
    seeing.require_steward(call, seen, one.owner, f"Confirming {one.shown}")
    kept = call.store.save(replace(one, confirmed=call.at, confirmed_by=call.who.name, notes=note or one.notes))
    return _told(
        call,
        f"{kept.titled} is confirmed by {call.who.name}, {shown(call.at, call.zone)}",
        f"{kept.shown} confirmed",
    )
