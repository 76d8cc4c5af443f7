"""Agencies and assets by the words that people have for them."""

import re
from collections.abc import Iterable
from typing import Annotated

from commands.call import Call
from commands.domain.assets.agencies import Agency
from commands.domain.assets.consent import Seen
from commands.domain.assets.inventory import OF_SERIES, SERIES, Asset, Kind
from commands.domain.errors import Refused
from commands.domain.folding import agency_key
from commands.line.converters import Converter, read_text
from commands.line.nearest import nearest
from commands.survey.seeing import View

_ID = re.compile(r"([a-z]{2})\s*[-#]?\s*(\d{1,9})", re.IGNORECASE)
_PLURALS = {f"{kind.value}s": kind for kind in Kind} | {"caches": Kind.CACHE, "agreements": Kind.AGREEMENT}
_WORDS = (
    {kind.value: kind for kind in Kind} | _PLURALS | {series.casefold(): kind for series, kind in OF_SERIES.items()}
)

AssetId = tuple[Kind, int]
"""Of which kind, and which number."""


def read_id(text: str, _: Call) -> AssetId:
    """``GW-4``, ``gw4``. ValueError for all else."""
    found = _ID.fullmatch(text.strip().rstrip(".,:;"))
    kind = OF_SERIES.get(found[1].upper()) if found else None
    if found is None or kind is None or not int(found[2]):
        raise ValueError("it is no number of an asset")
    return kind, int(found[2])


def _read_kind(text: str, _: Call) -> Kind:
    said = text.casefold().strip()
    if said in _WORDS:
        return _WORDS[said]
    meant = nearest(said, _WORDS)
    raise ValueError(f"there is no such kind{f'; did you mean {_WORDS[meant].value}?' if meant else ''}")


Id = Annotated[AssetId, Converter(read=read_id, hint="its number, such as GW-1", most=2)]
KindWord = Annotated[Kind, Converter(read=_read_kind, hint=f"one of {', '.join(Kind)}")]
AgencyName = Annotated[str, Converter(read=read_text, hint='an agency: CRFD or "Crescent FD"', blanks=True)]


def agency(call: Call, among: Iterable[Agency], said: str) -> Agency:
    """The agency by its short name, its name, its number or the words that only it has. Refused with the nearest."""
    known = tuple(among)
    found = _of_name(known, said)
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        named = " or ".join(f"{one.shown} {one.name} ({one.short or 'no short name'})" for one in found[:4])
        raise Refused(f"“{said[:60]}” could be {named}. Name it by its number or its short name; nothing was changed.")
    words = {word.casefold(): one for one in known for word in (one.short, one.name) if word}
    meant = nearest(said, words)
    near = f"Did you mean {words[meant].called} ({words[meant].name})?" if meant else _there(call, known)
    raise Refused(f"There is no agency “{said[:60]}” here. {near}")


def _there(call: Call, known: tuple[Agency, ...]) -> str:
    if not known:
        return f"There is none yet: {call.prefix} agency add, in the region."
    more = " …" if len(known) > 12 else ""
    return f"There is: {', '.join(one.called for one in known[:12])}{more}."


def _of_name(known: tuple[Agency, ...], said: str) -> list[Agency]:
    key, folded = agency_key(said), " ".join(said.casefold().split())
    for matches in (
        [one for one in known if one.short_key == folded or one.shown.casefold() == folded],
        [one for one in known if one.name_key == key],
        [one for one in known if {*folded.split()} <= {*one.name.casefold().split(), one.short_key}],
        [one for one in known if _begins(folded.split(), one.name.casefold().split())],
    ):
        if matches:
            return matches
    return []


def _begins(said: list[str], name: list[str]) -> bool:
    """``Ada SO`` is Ada County Sheriff's Office: each word begins one of the name's, in order, or its initials."""
    rest = name
    for word in said:
        initials = "".join(one[0] for one in rest)
        at = next((n for n, one in enumerate(rest) if one.startswith(word)), None)
        if at is None:
            return bool(len(word) > 1 and initials.endswith(word)) and word == said[-1]
        rest = rest[at + 1 :]
    return bool(said)


def agencies(call: Call, seen: View, said: Iterable[str]) -> tuple[Agency, ...]:
    """Several agencies, each once, in their order."""
    found = [agency(call, seen.agencies.values(), one) for one in said]
    return tuple({one.id: one for one in found}.values())


def asset(call: Call, seen: View, id: AssetId) -> Asset:
    """The asset of a number of which the speaker sees something; else Refused, as if it were not there."""
    kind, number = id
    found = [one for one in call.store.asset(seen.regions, kind, number) if seen.sees(one) is not Seen.NOTHING]
    if len(found) > 1:
        raise Refused(f"{SERIES[kind]}-{number} is in {' and in '.join(one.incident for one in found)}; say it there.")
    if not found:
        raise Refused(
            f"There is no {SERIES[kind]}-{number} here, or it is not shared with you. "
            f"{call.prefix} asset list {kind.value} shows what there is."
        )
    return found[0]
