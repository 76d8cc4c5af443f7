"""What changed between two wordings, short enough for one line."""

from difflib import SequenceMatcher

from commands.domain.text import Text, words

LONGEST = 120
"""Characters of each side of a change that are shown."""


def correction(before: Text, after: Text) -> str:
    """The changed words, ``DP 12 → DP 21``, with the word before them; empty where no word changed.

    Several changes are joined by ``; ``. A side that is too long is cut and ends in an ellipsis.
    """
    old, new = words(before).split(), words(after).split()
    changes = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        lead = old[a - 1 : a] if a else []
        changes.append(f"{_side([*lead, *old[a:b]])} → {_side([*lead, *new[c:d]])}")
    return "; ".join(changes)[: 4 * LONGEST]


def _side(run: list[str]) -> str:
    text = " ".join(run) or "(nothing)"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
