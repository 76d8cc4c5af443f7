"""Finding what is checked in by the words that people use for it. Of several the person is asked; none is picked."""

from typing import Annotated

from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.errors import Refused
from commands.domain.folding import agency_key, alike, unit_key
from commands.line.converters import Converter, read_text
from commands.line.nearest import nearest

LONGEST_NAME = 5
"""Words in a name that is understood without quotes, where it is the name of something checked in."""


def found(call: Call, name: str) -> tuple[Resource, ...]:
    """What is checked in under a name, a radio identifier, or an agency and a name ("BOI E12")."""
    store, here, key = call.store, call.here.id, unit_key(name)
    if direct := store.checked_in(here, key) or store.by_call(here, key):
        return direct
    words = name.split()
    for at in range(1, len(words)):
        agency = agency_key(" ".join(words[:at]))
        named = store.checked_in(here, unit_key(" ".join(words[at:])))
        if mine := [one for one in named if agency_key(one.agency).startswith(agency)]:
            return tuple(mine)
    return ()


def present(call: Call, name: str, agency: str | None = None) -> Resource | None:
    """The one that is meant, None where nothing is checked in under that name; Refused where several are.

    Where several agencies have one of that name, the speaker's own comes first.
    """
    several = found(call, name)
    if agency is not None:
        own = [one for one in several if agency_key(one.agency) == agency_key(agency)]
        several = tuple(own or [one for one in several if not one.agency])
    elif len(several) > 1:
        own = [one for one in several if ours(call, one)]
        several = tuple(own) if len(own) == 1 else several
    if len(several) > 1:
        raise Refused(which(name, [(one.agency, one.name) for one in several]))
    return several[0] if several else None


def ours(call: Call, one: Resource) -> bool:
    """Is it of the speaker's own agency?"""
    return bool(one.agency and call.who.label) and agency_key(one.agency) == agency_key(call.who.label)


def alike_to(call: Call, name: str) -> tuple[str, ...]:
    """The names of what is checked in and may be the same under another spelling: ``Team 104`` for ``104``."""
    if not any(map(str.isdigit, name)):
        return ()
    return tuple(dict.fromkeys(one for one in call.store.names(call.here.id) if alike(one, name)))


def told_apart(call: Call, one: Resource) -> str:
    """Its name, with its agency where something else has the same: ``BOI E12``."""
    several = len(call.store.checked_in(call.here.id, one.name_key)) > 1
    return f"{one.agency} {one.name}".strip() if several else one.name


def which(name: str, several: list[tuple[str, str]]) -> str:
    """The question where a name is that of several: (agency, name) of each."""
    shown = " or ".join(f"{agency} {one}".strip() for agency, one in several)
    keys = " or ".join(f'agency:"{agency}"' for agency, _ in several)
    return f"{len(several)} are checked in as {name}: {shown}? Write it so, or add {keys}."


def spelled(call: Call, text: str) -> bool:
    """Is this, blanks and all, how something is called? ``E1 4`` is not E14, but E1 and a number; ``E 14`` is."""
    said = text.casefold()
    if may_be_one(text) and call.store.checked_in(call.here.id, unit_key(text)):
        return True
    return any(
        said in (one.name.casefold(), one.call.casefold()) or said.endswith(f" {one.name.casefold()}")
        for one in found(call, text)
    )


def may_be_one(text: str) -> bool:
    """May the words be one name that is written with blanks? Not where a number stands before the last of them."""
    return not any(map(str.isdigit, text.rpartition(" ")[0]))


def required(call: Call, name: str, agency: str | None = None) -> Resource:
    """The one that is meant; Refused, with the nearest name, where nothing is checked in under that name."""
    one = present(call, name, agency)
    if one is None and agency and (others := found(call, name)):
        there = " or ".join(f"{other.agency} {other.name}".strip() for other in others[:4])
        raise Refused(f"{name} of {agency} is not checked in; nothing was changed. Did you mean {there}?")
    if one is None:
        raise Refused(not_here(call, name))
    return one


def not_here(call: Call, name: str) -> str:
    """That nothing of this name is checked in, and what may have been meant."""
    if others := alike_to(call, name):
        return f"{name} is not checked in; nothing was changed. Did you mean {' or '.join(others[:4])}?"
    same = (one for one in call.store.names(call.here.id) if one[:1].casefold() == name[:1].casefold())
    names = {one.casefold(): one for one in same}
    meant = nearest(name, names)
    hint = f" Did you mean {names[meant]}?" if meant else f" {call.prefix} roster lists who is."
    return f"{name} is not checked in; nothing was changed.{hint}"


def _read(text: str, call: Call) -> str:
    """One word is taken as it is; several are, where together they are the name of something checked in."""
    name = read_text(text, call)
    if not any(c.isalnum() for c in name):
        raise ValueError("a name has letters or digits")
    if " " in name and not spelled(call, name):
        raise ValueError(f"nothing is checked in as {name}")
    return name


Known = Annotated[
    str, Converter(read=_read, hint="the name of something that is checked in, such as E12", most=LONGEST_NAME)
]
