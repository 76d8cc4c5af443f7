"""Short names for radios with few characters: still recognisable, and no two alike."""

import re
from collections.abc import Iterable, Sequence

from commands.domain.cells import guarded

TAIL = re.compile(r"\d[\d.]*[A-Z]?$", re.IGNORECASE)


def short_names(names: Sequence[str], longest: int) -> list[str]:
    """One name for each, at most ``longest`` characters, ASCII, all different whatever their case.

    Names that fit keep themselves; then blanks and marks go; then the end of the word goes, while the number at the end
    (what tells channels apart) stays. Where two would be alike, the later one gets ``-2``, ``-3``, …
    Raises ValueError where fewer than four characters are allowed.
    """
    if longest < 4:
        raise ValueError("a name needs four characters to stay different from others")
    taken = {name.casefold() for name in names if _fits(name, longest)}
    seen: set[str] = set()
    return [_unique(name, longest, taken, seen) for name in names]


def _fits(name: str, longest: int) -> bool:
    return 0 < len(name) <= longest and name.isascii() and name.isprintable() and guarded(name) == name


def _unique(name: str, longest: int, taken: Iterable[str], seen: set[str]) -> str:
    own = _fits(name, longest)
    wanted = name if own else shorten(name, longest)
    number, candidate = 1, wanted
    while candidate.casefold() in seen or (candidate.casefold() in taken and not (own and number == 1)):
        number += 1
        candidate = f"{wanted[: longest - len(f'-{number}')]}-{number}"
    seen.add(candidate.casefold())
    return candidate


def shorten(name: str, longest: int) -> str:
    """``FRS/GMRS 15`` → ``FRSGMR15``, ``NWR 162.550`` → ``N162.550``, ``RIDGE COMMAND`` → ``RIDGECOM``."""
    ascii_only = "".join(c for c in name if c.isascii() and (c.isalnum() or c == ".")) or "CH"
    tail = found[0] if (found := TAIL.search(ascii_only)) and len(found[0]) < longest else ""
    stem = ascii_only[: len(ascii_only) - len(tail)] if tail else ascii_only
    return stem[: longest - len(tail)] + tail
