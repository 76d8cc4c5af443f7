"""The word that was probably meant."""

import difflib
from collections.abc import Iterable

SHORTEST = 3
"""Letters that are the beginning of a word rather than a slip."""


def nearest(word: str, among: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of these words that is most like it, or an empty text where none is like it enough (0 to 1).

    Whoever writes the beginning of a single one of them means that: ``req`` is request, however much it is like freq.
    """
    said, words = word[:40].casefold(), [*among]
    begun = [one for one in words if len(said) >= SHORTEST and one.startswith(said)]
    if len({one.rstrip("s") for one in begun}) == 1:
        return min(begun, key=len)
    return next(iter(difflib.get_close_matches(said, words, 1, cutoff)), "")
