"""Whole numbers as people write them: in digits, thousands parted, or in words. What could be two things is asked."""

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_WORDS = {word: at for at, word in enumerate(_ONES.split())}
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[,'’][0-9]{3}){1,2}")
_HARD_BLANKS = "\u00a0\u202f\u2009\u2007"
_BLANKS = re.compile(rf"[0-9]{{1,3}}(?:[ {_HARD_BLANKS}][0-9]{{3}}){{1,2}}")
_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){1,2}")

MOST_PARTS = 3
"""Words in a number whose thousands are parted by blanks."""


def whole(text: str) -> int:
    """``20``, ``1,000``, ``four``, ``twenty-one``, and ``1 000``, which nobody says of one thing called 000.

    ValueError asks where it may be two things (``1.000``, ``4 200``) and for whatever is no whole number.
    """
    said = text.strip()
    if re.fullmatch(r"[0-9]{1,7}", said):
        return int(said)
    if _THOUSANDS.fullmatch(said):
        return int(re.sub(r"[^0-9]", "", said))
    if _BLANKS.fullmatch(said):
        return _parted(said)
    if _POINTS.fullmatch(said):
        digits = said.replace(".", "")
        raise ValueError(f"it is not clear: did you mean {int(digits):,} or {said.partition('.')[0]}? Write {digits}")
    if (number := _in_words(said.casefold())) is not None:
        return number
    raise ValueError("it is not a whole number")


def is_parted(text: str) -> bool:
    """Could this be one number whose thousands are parted by blanks?"""
    return bool(_BLANKS.fullmatch(text.strip()))


def _parted(said: str) -> int:
    first, *rest = re.split(rf"[ {_HARD_BLANKS}]", said)
    digits = first + "".join(rest)
    if any(blank in said for blank in _HARD_BLANKS) or all(part.startswith("0") for part in rest):
        return int(digits)
    raise ValueError(
        f"it is not clear: did you mean {int(digits):,}, or {first} of what is called “{' '.join(rest)} …”? "
        f'Write {digits}, or put the words in quotes: {first} "{" ".join(rest)} …"'
    )


def _in_words(said: str) -> int | None:
    words = re.split(r"[\s-]+", said)
    if len(words) == 1:
        return _WORDS.get(words[0], _TENS.get(words[0]))
    if len(words) == 2 and words[0] in _TENS and 0 < _WORDS.get(words[1], 0) < 10:
        return _TENS[words[0]] + _WORDS[words[1]]
    return 12 if words == ["a", "dozen"] else None
