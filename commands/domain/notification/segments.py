"""How many parts a text message has, and how it is written with letters that cost least.

Source: 3GPP TS 23.038 (the GSM 7 bit default alphabet and its extension), TS 23.040 (parts of a long message).
"""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€\f")
"""Letters of the extension: two septets each, which are never parted."""

_PLAIN = str.maketrans(
    {
        "’": "'", "‘": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...",
        "\u00a0": " ", "\u202f": " ", "\t": " ", "•": "-", "·": "-",
    }
)  # fmt: skip

MOST = 3
"""Parts that a text may have; more is refused, since each of them may be late or lost by itself."""

_ROOM = {True: (160, 153), False: (70, 67)}
"""Units in a message of one part, and in each of several: of the GSM alphabet, of UCS-2."""


def plain(text: str) -> str:
    """The text with typographic quotes, dashes and dots as the GSM alphabet has them; names keep their letters."""
    return text.translate(_PLAIN)


def is_gsm(text: str) -> bool:
    """Is every letter in the GSM alphabet? One that is not makes all of the text UCS-2."""
    return all(letter in _BASIC or letter in _DOUBLE for letter in text)


def parts(text: str) -> tuple[str, ...]:
    """The text as it is cut into the parts of a message; a text without letters is one part."""
    gsm = is_gsm(text)
    alone, each = _ROOM[gsm]
    costs = [_cost(letter, gsm=gsm) for letter in text]
    if sum(costs) <= alone:
        return (text,)
    found, start, used = [], 0, 0
    for place, cost in enumerate(costs):
        if used + cost > each:
            found.append(text[start:place])
            start, used = place, 0
        used += cost
    return (*found, text[start:])


def count(text: str) -> int:
    """How many parts the text has."""
    return len(parts(text))


def _cost(letter: str, *, gsm: bool) -> int:
    if gsm:
        return 2 if letter in _DOUBLE else 1
    return 2 if ord(letter) > 0xFFFF else 1
