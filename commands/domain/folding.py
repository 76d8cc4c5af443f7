"""The one folding of names: what people write in several ways and mean as one, for every list, count, form and search.

Each ``…_key`` is the same text for whatever is one thing, and is folded once more into itself; so “have the same key”
is an equivalence, and a key may be kept and compared wherever names are. Source: the designations of ICS (divisions are
letters, said by the words of the NATO alphabet) and of resource typing (kind and number).
"""

import re

SHORT_DIV = 3
"""Up to so many characters are the letter or number of a division; more is the name of a group or a branch."""

MOST_WORDS = 20
"""Words of an agency's name: more is none that has a short form."""
LONGEST = 200
"""Characters of a name: more is no place that has spellings."""

_KINDS = {
    "e": ("e", "eng", "engine"),
    "truck": ("trk", "truck"),
    "ladder": ("ladder", "lad", "ldr"),
    "m": ("m", "med", "medic"),
    "ambulance": ("amb", "ambulance"),
    "bc": ("bc", "bat", "batt", "battalion", "battalion chief"),
    "rescue": ("res", "rescue"),
    "squad": ("sq", "sqd", "squad"),
    "st": ("st", "strike", "strike team"),
    "tf": ("tf", "task force", "taskforce"),
    "wt": ("wt", "tender", "water tender", "watertender"),
    "brush": ("br", "brush", "brush truck"),
    "dozer": ("dz", "dozer", "bulldozer"),
    "helicopter": ("helo", "heli", "helicopter", "copter"),
    "handcrew": ("hc", "handcrew", "hand crew"),
    "crew": ("crew",),
    "team": ("tm", "team"),
    "patrol": ("pat", "patrol"),
    "unit": ("unit",),
}
"""Kinds of resources by the word that stands for all of its spellings: only those that mean one thing everywhere."""

_KIND = {word.replace(" ", ""): kind for kind, words in _KINDS.items() for word in words}
_UNIT = re.compile(r"([^\W\d_]+)(\d\w*)")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")

_NATO = {
    "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e", "foxtrot": "f", "golf": "g",
    "hotel": "h", "india": "i", "juliet": "j", "juliett": "j", "kilo": "k", "lima": "l", "mike": "m", "november": "n",
    "oscar": "o", "papa": "p", "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t", "uniform": "u", "victor": "v",
    "whiskey": "w", "whisky": "w", "xray": "x", "yankee": "y", "zulu": "z",
}  # fmt: skip
_DIV = r"div(?:s|ision|isions|ision/group)?\b\.?"
_BEFORE = re.compile(rf"{_DIV}[\s./:#-]*(?P<place>\S.*)", re.IGNORECASE)
_BEHIND = re.compile(rf"(?P<place>\S.*?)[\s./:-]+{_DIV}", re.IGNORECASE)
_JOINED = re.compile(r"divs?[-.=/]?(?P<place>([a-z])\2?|\d{1,2})", re.IGNORECASE)
_GROUP = {"grp": "group", "gp": "group", "grps": "group", "groups": "group", "br": "branch", "brn": "branch"}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}

_AGENCY_WORDS = {
    "f": "fire", "department": "dept", "dpt": "dept", "district": "dist", "county": "co", "cnty": "co",
    "protection": "prot", "saint": "st", "and": "", "the": "", "of": "", "service": "svc", "services": "svc",
    "emergency": "emer", "medical": "med", "national": "natl", "university": "univ", "division": "div",
}  # fmt: skip
_AGENCIES = (
    (("fire", "dept"), "fd"),
    (("fire", "prot", "dist"), "fpd"),
    (("fire", "dist"), "fd"),
    (("fire", "rescue"), "fr"),
    (("police", "dept"), "pd"),
    (("police",), "pd"),
    (("sheriffs", "office"), "so"),
    (("sheriffs", "dept"), "so"),
    (("sheriff", "office"), "so"),
    (("sheriff", "dept"), "so"),
    (("sheriffs",), "so"),
    (("sheriff",), "so"),
    (("emer", "med", "svc"), "ems"),
    (("search", "rescue"), "sar"),
    (("public", "works"), "pw"),
)
"""Common long forms, the longest first."""


def plain(text: str) -> str:
    """Letters and digits alone, without case and marks; a text that has none stays itself, without case."""
    folded = text.casefold()
    return "".join(c for c in folded if c.isalnum()) or "".join(folded.split())


def unit_key(name: str) -> str:
    """``Engine 12``, ``E12``, ``E-12``, ``e 12`` and ``E012`` are one; ``Team 104`` and ``104`` are alike, but two."""
    key = _ZEROS.sub("", plain(name))
    found = _UNIT.fullmatch(key)
    return f"{_KIND.get(found[1], found[1])}{found[2]}" if found else key


def alike(one: str, other: str) -> bool:
    """Two units that may be one, since one of them has no word for its kind: ``Team 104`` and ``104``."""
    (kind, number), (other_kind, other_number) = _parts(one), _parts(other)
    return bool(number) and number == other_number and kind != other_kind and not (kind and other_kind)


def _parts(name: str) -> tuple[str, str]:
    """Kind and number; a “unit” is of no kind, and what has no number has neither."""
    key = unit_key(name)
    if key[:1].isdigit():
        return "", key
    found = _UNIT.fullmatch(key)
    return ("" if found[1] == "unit" else found[1], found[2]) if found else ("", "")


def place(div: str) -> str:
    """A division or group as it is kept: ``A`` for ``div A``, ``DIVS A``, ``Division Alpha``, ``DIVA`` and ``A Div``;
    names of groups and branches stay as they are written, in one line.
    """
    said = " ".join(div.split())
    if len(said) > LONGEST:
        return said
    if found := _JOINED.fullmatch(said) or _BEFORE.fullmatch(said) or _BEHIND.fullmatch(said):
        return place(found["place"])
    letter = _NATO.get(plain(said), "")
    if letter:
        return letter.upper()
    return said.upper() if len(said) <= SHORT_DIV else said


def place_key(div: str) -> str:
    """The same for every spelling of a division or group: ``a``; ``structuregroup`` for ``Structure Grp.``"""
    words = re.findall(r"[^\W_]+", place(div).casefold())
    words = [_GROUP.get(word, word) for word in words]
    if len(words) == 2 and words[0] in {"group", "branch"}:
        words = [words[1], words[0]]
    if len(words) == 2 and words[1] in {"group", "branch"}:
        words[0] = _NATO.get(words[0], _ROMAN.get(words[0], words[0]) if words[1] == "branch" else words[0])
    return "".join(words) or plain(div)


def agency_key(agency: str) -> str:
    """``Crescent FD``, ``CRESCENT F.D.`` and ``Crescent Fire Department`` are one."""
    said = re.sub(r"\b([^\W\d_])\.(?=[^\W\d_]\b)", r"\1", agency.casefold()).replace("'", "").replace("’", "")
    words = [_AGENCY_WORDS.get(word, word) for word in re.findall(r"[^\W_]+", said)]
    words = [word for word in words if word]
    if len(words) > MOST_WORDS:
        return "".join(words)
    for long, short in _AGENCIES:
        for at in range(len(words) - len(long) + 1):
            if tuple(words[at : at + len(long)]) == long:
                words = [*words[:at], short, *words[at + len(long) :]]
                break
    return "".join(words) or plain(agency)


def channel_key(name: str) -> str:
    """``VTAC14``, ``vtac 14`` and ``VTAC-14`` are one channel or net."""
    return plain(name)
