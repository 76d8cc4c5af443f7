"""The channels of a region: rows of its own, and those of the nationwide library where they are first named."""

from collections.abc import Collection

from commands.call import Call
from commands.domain.assets.consent import Scope
from commands.domain.assets.inventory import SERIES, Asset, Kind
from commands.domain.errors import Refused
from commands.domain.folding import plain as name_key
from commands.domain.radio.frequencies import Kind as Pairing
from commands.domain.radio.library import Limit
from commands.line.nearest import nearest
from commands.radio.library import library

BANDS = ("VHF low", "VHF", "UHF", "700", "800", "900", "LTE", "P25")


def of(call: Call, regions: Collection[str]) -> tuple[Asset, ...]:
    """All channels of these regions."""
    return call.store.assets(regions, kinds=(Kind.CHANNEL,), most=20_000)


def required(call: Call, said: str) -> Asset:
    """The region's channel of this name; one of the library is taken in. Refused with the nearest name."""
    key = name_key(said)
    known = {one.name_key: one for one in of(call, (call.here.id,))}
    if key in known:
        return known[key]
    if row := library().named(said):
        return call.store.add(_from_library(call, row.name, facts_of_library(said)))
    meant = nearest(key, known)
    near = ", ".join(filter(None, (known[meant].name if meant else "", *library().near(said)[:3])))
    raise Refused(
        f"There is no channel “{said[:40]}” in the region or in the library; nothing was changed. "
        f"{f'Nearest: {near}.' if near else ''} {call.prefix} asset add channel makes one."
    )


def _from_library(call: Call, name: str, more: dict[str, str]) -> Asset:
    return Asset(
        incident=call.here.id,
        kind=Kind.CHANNEL,
        number=call.store.next_number(call.here.id, SERIES[Kind.CHANNEL]),
        name=name,
        name_key=name_key(name),
        scope=Scope.REGION,
        more=more,
        source="library",
        at=call.at,
        by=call.who.key,
    )


def facts_of_library(name: str) -> dict[str, str]:
    """What the nationwide library says of a channel, by the names of the tables; empty where it has none."""
    row = library().named(name)
    if row is None:
        return {}
    channel = row.channel
    barred = row.limits & {Limit.RECEIVE_ONLY, Limit.NO_VOICE, Limit.NOT_AUTHORISED, Limit.FEDERAL}
    found = {
        "band": band(row.band),
        "rx_mhz": f"{channel.rx / 1_000_000:.5f}" if channel.rx else "",
        "tx_mhz": f"{channel.tx / 1_000_000:.5f}" if channel.tx else "",
        "mode": channel.mode.value,
        "width": channel.width.value if channel.width else "",
        "usage": "calling" if row.calling else "tactical",
        "permission": "national",
        "direct": "yes" if channel.kind is Pairing.SIMPLEX else "no",
        "barred": ", ".join(sorted(one.value for one in barred)),
    }
    return {key: value for key, value in found.items() if value}


def band(text: str) -> str:
    """``VHF high`` is VHF: the word that a port has for a band. Empty for what is none."""
    said = text.casefold().replace("mhz", "").replace("high", "").strip()
    known = {one.casefold(): one for one in BANDS} | {"low": "VHF low", "700/800": "800", "uhf t-band": "UHF"}
    return known.get(said) or next((one for key, one in known.items() if said.startswith(key)), "")
