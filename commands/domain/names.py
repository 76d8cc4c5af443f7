"""People's names as others read them, and the badge beside a name, which nobody can type.

A name is chosen by whoever bears it; a badge (positions, agency, homeserver, account) is Net Control's own word. It
stands in the one pair of round brackets of a head: ``Ana Ruiz (DIVS A, Ada County)``. So no name has brackets, commas,
bars, middle dots or long dashes, nor what looks like one of them.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from commands.domain.text import LARGEST_NAME

_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}  # controls, format and bidirectional marks, private use, line separators
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that show nothing
_UNSEEN = frozenset("\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f\ufff9\ufffa\ufffb")
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_JOINED_FROM = "\u0590"
"""From Hebrew on: below it no script's letters are joined or held apart by a zero-width joiner."""

_EMOJI = {"So", "Sk"}  # pictures, and the tones of skin behind them
_PICTURE_STYLE = "\ufe0f"

_BRACKETS = {"Ps", "Pe"}
_HYPHENS = frozenset("-\u2010\u2011\u058a\u1806")
_COMMAS = ",\u02bb\u02bd\u060c\u07f8\u1363\u1802\u1808\u201a\u2e32\u2e34\u2e41\u2e49\u2e4c\u3001\ua4f9\ua60d\ua6f5"
_BARS = "|\u2551\u00a6\u01c0\u01c1\u05c0\u0964\u0965\u2016\u2223\u2225\u23aa\u23b8\u23b9\u23d0\u2758\u2759\u275a\u2503"
_DOTS = "\u00b7\u0387\u16eb\u2022\u2027\u2219\u22c5\u2e31\u2e33\u30fb\uff65\u25cf\u25e6\u26ab\u2b24\U00010101"
_LINES = "\u00af\u02c9\u2012\u2013\u2014\u2015\u2043\u2053\u2212\u23af\u23bb\u2500\u2501\u2550\u2796\u30fc\u3161\u4e00"
_MARKS = frozenset("()[]{}\u2502" + _COMMAS + _BARS + _DOTS + _LINES)
_LETTER_LINES = frozenset("\u30fc\u3161\u4e00")  # a long vowel, a vowel, the number one: letters among letters
_CURVES = frozenset(chr(code) for code in range(0x239B, 0x23AE))  # parts of tall brackets
_ENDS = "-\u2010\u2011:;/\\"

_TWINS = str.maketrans(
    "аеорсухіјѕԁһӏкмнтвгιοαρνκτυχβεηζμ0135|",
    "aeopcyxijsdhlkmhtbrioapvktuxbenzuolesl",
)
"""Letters that many typefaces draw alike (from Unicode's confusables, for Cyrillic, Greek and digits)."""


def visible(text: str) -> str:
    """The text in one line, without what is hidden or turns the line around.

    Joiners stay where they shape something: within words of scripts that join their letters, and within emoji.
    """
    text = text.translate(dict.fromkeys(map(ord, _UNSEEN)))
    shown = "".join(_shown(text, place) for place in range(len(text)))
    return " ".join(shown.split())


def _shown(text: str, place: int) -> str:
    letter = text[place]
    if letter.isspace() or letter in _BLANKS:
        return " "
    if letter in (_ZWNJ, _ZWJ):
        return letter if _joins(letter, text[place - 1 : place], text[place + 1 : place + 2]) else ""
    return "" if unicodedata.category(letter) in _HIDDEN else letter


def _joins(joiner: str, before: str, after: str) -> bool:
    if not (before and after):
        return False
    kinds = [unicodedata.category(letter) for letter in (before, after)]
    if all(kind[0] in "LM" and letter >= _JOINED_FROM for kind, letter in zip(kinds, (before, after), strict=True)):
        return before != _PICTURE_STYLE and before not in _BLANKS and after not in _BLANKS
    return joiner == _ZWJ and (before == _PICTURE_STYLE or kinds[0] in _EMOJI) and kinds[1] in _EMOJI


@lru_cache(4096)
def person_name(text: str) -> str:
    """A person's name without the marks of a badge, cut at ``LARGEST_NAME`` characters; empty where nothing is left."""
    text = text[: 8 * LARGEST_NAME]
    plain = "".join(" " if _is_mark(text, place) else text[place] for place in range(len(text)))
    return visible(plain).strip(_ENDS + " ")[:LARGEST_NAME].rstrip(_ENDS + " " + _ZWNJ + _ZWJ)


def _is_mark(text: str, place: int) -> bool:
    letter = text[place]
    if letter in _LETTER_LINES:
        around = (text[place - 1 : place], text[place + 1 : place + 2])
        return not any(one and one > "\u1100" and unicodedata.category(one) == "Lo" for one in around)
    if letter in _MARKS or letter in _CURVES or unicodedata.category(letter) in _BRACKETS:
        return True
    if unicodedata.category(letter) == "Pd" and letter not in _HYPHENS:
        return unicodedata.normalize("NFKC", letter) != "-"
    return any(one in _MARKS or unicodedata.category(one) in _BRACKETS for one in unicodedata.normalize("NFKC", letter))


def headed(name: str, badge: Iterable[str]) -> str:
    """A name with what Net Control knows of its bearer: ``Ana Ruiz (DIVS A, Ada County)``; empty parts are left out."""
    parts = ", ".join(filter(None, map(_part, badge)))
    return f"{name} ({parts})" if parts else name


def _part(text: str) -> str:
    return visible("".join(" " if unicodedata.category(one) in _BRACKETS else one for one in text))


@lru_cache(4096)
def alike(name: str) -> str:
    """The same text for names that people take for one another: case, accents, width, joiners, letters of one shape."""
    bare = unicodedata.normalize("NFKD", person_name(name)).casefold()
    kept = (one for one in bare if unicodedata.category(one) not in ("Mn", "Me", "Cf"))
    return " ".join("".join(kept).translate(_TWINS).replace("l", "i").split())
