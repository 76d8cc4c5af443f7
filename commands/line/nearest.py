"""The word that was probably meant."""

import difflib
from collections.abc import Iterable


def nearest(word: str, among: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of these words that is most like it, or an empty text where none is like it enough (0 to 1)."""
    return next(iter(difflib.get_close_matches(word[:40].casefold(), [*among], 1, cutoff)), "")
