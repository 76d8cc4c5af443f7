"""What a configuration must obey beyond the form of each value: `env:` names, and rules that join several keys.

These rules read the file as it is, before its values are checked one by one, so that all faults can be told at once;
where a value has the wrong form they look away, since that is reported elsewhere.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.config import carriers, feeds
from bot.config.faults import Fault, nearest, path_of
from bot.platforms import registry

RECORDS = ("incident", "region")
"""The sections of the file that have rooms: what ends, and what stands."""

Location = tuple[str | int, ...]
Table = Mapping[str, Any]

NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
ADDRESS = re.compile(r"(?P<platform>[a-z]+)\.(?P<account>[^/\s]+)/(?P<id>\S+)")


def from_environment(raw: Table, environ: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
    """A copy of `raw` in which every `env:NAME` is the variable's value; one that is unset or empty is a fault."""

    def value(item: Any, at: Location) -> Any:
        if isinstance(item, Mapping):
            return {key: value(each, (*at, key)) for key, each in item.items()}
        if isinstance(item, list):
            return [value(each, (*at, index)) for index, each in enumerate(item)]
        if not isinstance(item, str) or not item.startswith("env:"):
            return item
        name = item.removeprefix("env:")
        if not environ.get(name):
            faults.append(Fault(path_of(at), f"the environment variable {name or '(no name)'} is not set"))
        return environ.get(name, "")

    return {key: value(item, (key,)) for key, item in raw.items()}


def across_keys(raw: Table) -> Iterator[Fault]:
    """Every fault that lies between keys rather than in one."""
    yield from _names(raw)
    yield from _accounts(raw)
    yield from _says(raw)
    yield from _regions(raw)
    yield from _addresses(raw)
    yield from _loops(raw)
    yield from (Fault(path, text) for path, text in carriers.faults(raw))
    yield from feeds.faults(raw, NAME)


def tables(raw: Table, *path: str) -> dict[str, Table]:
    """The named tables below `path`: `tables(raw, "incident")` is what the file has under `[incident.…]`."""
    here: Any = raw
    for part in path:
        here = here.get(part, {}) if isinstance(here, Mapping) else {}
    return {key: each for key, each in here.items() if isinstance(each, Mapping)} if isinstance(here, Mapping) else {}


def _names(raw: Table) -> Iterator[Fault]:
    named = [(kind, name) for kind in (*registry.names(), *RECORDS) for name in tables(raw, kind)]
    groups = [
        (kind, name, "group", group)
        for kind in RECORDS
        for name in tables(raw, kind)
        for group in tables(raw, kind, name, "group")
    ]
    for path in (*named, *groups):
        if not NAME.fullmatch(path[-1]):
            yield Fault(path_of(path), "a name here is made of a to z, 0 to 9 and - between them")
    for path in groups:
        if path[-1] == "main":
            yield Fault(path_of(path), "main is the incident's own group; give this one another name")


def _accounts(raw: Table) -> Iterator[Fault]:
    """What the platforms' own rules find."""
    for platform, kind in registry.kinds().items():
        for name, account in tables(raw, platform).items():
            for key, text in kind.faults(account):
                yield Fault(path_of((platform, name, key) if key else (platform, name)), text)
        yield from _same(raw, platform, kind.identity)


def _same(raw: Table, platform: str, key: str) -> Iterator[Fault]:
    """Two accounts that are one bot would hear each message twice."""
    seen: dict[str, str] = {}
    for name, account in tables(raw, platform).items():
        value = account.get(key)
        if not isinstance(value, str) or not value:
            continue
        if value in seen:
            yield Fault(
                f"{platform}.{name}.{key}", f"is the same as in {platform}.{seen[value]}; one account is enough"
            )
        seen.setdefault(value, name)


def _says(raw: Table) -> Iterator[Fault]:
    for kind, name, incident in _records(raw):
        says = incident.get("say", [])
        for index, say in enumerate(says if isinstance(says, list) else []):
            if isinstance(say, Mapping) and ("cron" in say) == ("every" in say):
                yield Fault(path_of((kind, name, "say", index)), "needs one of cron and every")


def _records(raw: Table) -> Iterator[tuple[str, str, Table]]:
    """Every incident and region: (kind, name, its table)."""
    yield from ((kind, name, table) for kind in RECORDS for name, table in tables(raw, kind).items())


def _regions(raw: Table) -> Iterator[Fault]:
    """An incident uses regions that there are; a region and an incident have no name in common."""
    there = tables(raw, "region")
    for name, incident in tables(raw, "incident").items():
        if name in there:
            yield Fault(path_of(("region", name)), "there is an incident of this name; give the region another")
        for at, region in _texts(incident, ("incident", name), "regions"):
            if region not in there:
                yield Fault(path_of(at), f"there is no [region.{region}] in this file{nearest(region, there)}")


def _rooms(raw: Table) -> Iterator[tuple[Location, str]]:
    for kind, name, incident in _records(raw):
        yield from _texts(incident, (kind, name), "rooms")
        for group, table in tables(incident, "group").items():
            yield from _texts(table, (kind, name, "group", group), "rooms")


def _texts(table: Table, at: Location, key: str) -> Iterator[tuple[Location, str]]:
    items = table.get(key, [])
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, str) and item:
            yield (*at, key, index), item


def _addresses(raw: Table) -> Iterator[Fault]:
    people = [each for kind, name, table in _records(raw) for each in _texts(table, (kind, name), "admins")]
    bot = raw.get("bot")
    people += _texts(bot, ("bot",), "openers") if isinstance(bot, Mapping) else ()
    accounts = [f"{platform}.{name}" for platform in registry.names() for name in tables(raw, platform)]
    for kind, named in (("room", list(_rooms(raw))), ("person", people)):
        for at, address in named:
            text = _address_fault(address, kind, accounts)
            if text:
                yield Fault(path_of(at), text)


def _address_fault(address: str, kind: str, accounts: list[str]) -> str:
    found = ADDRESS.fullmatch(address)
    if not found:
        example = next(iter(registry.shown().values())).example
        return f'"{address}" is not of the form platform.account/id, as in {example}'
    account = f"{found['platform']}.{found['account']}"
    if account not in accounts:
        return f"there is no account [{account}] in this file{nearest(account, accounts)}"
    platform = registry.kinds()[found["platform"]]
    form = platform.room if kind == "room" else platform.person
    return "" if re.fullmatch(form.pattern, found["id"]) else form.words


def _loops(raw: Table) -> Iterator[Fault]:
    """A room that is heard twice would hear itself."""
    seen: dict[tuple[str, str, str], tuple[Location, str]] = {}
    for at, address in _rooms(raw):
        found = ADDRESS.fullmatch(address)
        if not found:
            continue
        key = (found["platform"], _realm(raw, found["platform"], found["account"]), found["id"])
        if key not in seen:
            seen[key] = (at, address)
            continue
        first, other = seen[key]
        how = "is named" if address == other else f"is named through another account ({other})"
        yield Fault(path_of(at), f"this room {how} at {path_of(first)} already; it would hear itself")


def _realm(raw: Table, platform: str, account: str) -> str:
    """Within which a room's id means one room; of an unknown platform, which is a fault of its own, everywhere."""
    kind = registry.kinds().get(platform)
    return kind.realm(tables(raw, platform).get(account, {})) if kind else ""
