"""What changed between two wordings, short enough for one line."""

from difflib import SequenceMatcher

from commands.domain.text import Text, words

LONGEST = 120
"""Characters of each side of a change that are shown."""

COMPARED = 100
"""Words between the first and the last change that are compared one by one: the time grows faster than their number."""


def correction(before: Text, after: Text) -> str:
    """The changed words, ``DP 12 → DP 21``, with the word before them; empty where no word changed.

    Several changes are joined by ``; ``, unless they are far apart: then all between them is one change. A side that is
    too long is cut and ends in an ellipsis.
    """
    old, new = words(before).split(), words(after).split()
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    changes = []
    for a, b, c, d in _changes(left, right):
        lead = old[start + a - 1 : start + a] if start + a else []
        changes.append(f"{_side([*lead, *left[a:b]])} → {_side([*lead, *right[c:d]])}")
    return "; ".join(changes)[: 4 * LONGEST]


def _changes(left: list[str], right: list[str]) -> list[tuple[int, int, int, int]]:
    """Which runs of the one became which of the other."""
    if not left and not right:
        return []
    if max(len(left), len(right)) > COMPARED:
        return [(0, len(left), 0, len(right))]
    found = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return [(a, b, c, d) for what, a, b, c, d in found if what != "equal"]


def _same(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _side(run: list[str]) -> str:
    text = " ".join(run) or "(nothing)"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
