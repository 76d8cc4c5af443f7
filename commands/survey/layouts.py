"""The tables in which a region's survey comes and goes: file by file their columns, and what each is kept as."""

from collections.abc import Mapping
from dataclasses import dataclass

from commands.domain.assets.consent import Scope
from commands.domain.assets.inventory import Kind

AGENCIES = "agencies"
PROGRAMMED = "programmed"

AGENCY_COLUMNS = ("agency", "short", "discipline", "level", "county", "address", "poc", "phone_24h", "email")
PROGRAMMED_COLUMNS = ("agency", "channel", "share", "zone", "position", "verified_on")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One table: ``name`` and ``owner`` are the columns that tell its rows apart, ``more`` what is kept as written.

    ``needs_owner``: a row without an owner is refused. ``scope`` is what a row has that says nothing.
    """

    kind: Kind
    columns: tuple[str, ...]
    name: str = "name"
    owner: str = "owner"
    needs_owner: bool = False
    scope: Scope = Scope.REGION

    @property
    def more(self) -> tuple[str, ...]:
        """The columns that have no field of their own."""
        return tuple(one for one in self.columns if one not in FIELDS and one not in (self.name, self.owner))


FIELDS: Mapping[str, str] = {
    "place": "place",
    "ports": "ports",
    "activation_min": "activation",
    "state": "state",
    "scope": "scope",
    "poc": "poc",
    "phone_24h": "phone",
    "phone_10": "phone",
    "phone": "phone",
    "rules": "rules",
}
"""Columns that are fields of every asset."""


def _of(kind: Kind, columns: str, **more: object) -> Layout:
    return Layout(kind=kind, columns=tuple(columns.split(",")), **more)  # type: ignore[arg-type]


_SHARED = "activation_min,state,scope,poc,phone_24h"

LAYOUTS: dict[str, Layout] = {
    "systems": _of(
        Kind.SYSTEM,
        "system,owner,kind,technology,band,system_id,wacn,encryption,host,participants,callsigns,patchable",
        name="system",
    ),
    "channels": _of(
        Kind.CHANNEL,
        "channel_name,owner,band,rx_mhz,tx_mhz,rx_tone,tx_tone,width,mode,system,talkgroup,encrypted,usage,permission,"
        "coverage",
        name="channel_name",
    ),
    "sites": _of(Kind.SITE, "site,owner,place,asr,height_m,ground_m,power,backhaul,tenants", name="site"),
    "gateways": _of(
        Kind.GATEWAY,
        f"name,owner,place,form,ports,patches,reach_mi,{_SHARED},rules,verified_on",
        needs_owner=True,
        scope=Scope.PRIVATE,
    ),
    "caches": _of(
        Kind.CACHE,
        f"name,owner,place,count,model,bands,load,{_SHARED},rules,verified_on",
        needs_owner=True,
        scope=Scope.PRIVATE,
    ),
    "vehicles": _of(
        Kind.VEHICLE,
        f"name,owner,place,nims_type,contents,speed_mph,{_SHARED}",
        needs_owner=True,
        scope=Scope.PRIVATE,
    ),
    "psaps": _of(Kind.PSAP, "psap_id,name,county,class,place,phone_10,console,backup,ng911", owner=""),
    "agreements": _of(Kind.AGREEMENT, "title,kind,parties,channels,from,until", name="title", owner=""),
    "people": _of(
        Kind.PERSON, "name,agency,positions,status,qualified_on,expires_on,phone,email,place", owner="agency"
    ),
}
"""Every table of assets by the name of its file, in the order in which they are read."""

ORDER = (AGENCIES, "systems", "channels", PROGRAMMED, *(one for one in LAYOUTS if one not in ("systems", "channels")))
"""The files in the order in which they are read: what is named stands before what names it."""

ALIASES: Mapping[str, str] = {
    "agency_name": "agency",
    "short_name": "short",
    "phone": "phone_24h",
    "24h": "phone_24h",
    "24_h": "phone_24h",
    "channel": "channel_name",
    "rx": "rx_mhz",
    "tx": "tx_mhz",
    "rx_freq": "rx_mhz",
    "tx_freq": "tx_mhz",
    "location": "place",
    "coordinates": "place",
    "activation": "activation_min",
    "minutes": "activation_min",
    "reach": "reach_mi",
    "verified": "verified_on",
    "sharing": "scope",
    "status": "state",
}
"""Further words for a column, where the table has the column and not the word."""


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a file, by its name without the ending."""
    if table == AGENCIES:
        return AGENCY_COLUMNS
    return PROGRAMMED_COLUMNS if table == PROGRAMMED else LAYOUTS[table].columns


def heading(table: str, header: list[str]) -> list[str]:
    """The columns that a header names, by their own names; empty for one that the table does not have."""
    known = columns_of(table)
    said = ["_".join(one.strip().strip("\ufeff").casefold().replace("-", " ").split()) for one in header]
    words = {**ALIASES, "name": known[0]}
    free = {word: column for word, column in words.items() if column in known and column not in said}
    return [one if one in known else free.get(one, "") for one in said]
