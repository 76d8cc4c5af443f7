"""What people write about radios becomes whole hertz and squelch settings; nothing is rounded in silence.

Every reader raises ValueError with words for the person: what was wrong, and the nearest thing that would have worked.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from commands.domain.radio.bands import B700, HIGHEST, LOWEST, band_of
from commands.domain.radio.frequencies import Emission, Mode, Width, mhz
from commands.domain.radio.tones import (
    CARRIER,
    COLOUR_LARGEST,
    CTCSS,
    DCS,
    NAC_LARGEST,
    Tone,
    colour,
    ctcss,
    ctcss_shown,
    dcs,
    nac,
)

FREQUENCY_HINT = "a frequency such as 155.7525, 155752.5k or 769.24375"
LONGEST = 40
"""Characters of what names a frequency, a tone or an emission."""
LEAST_BARE_HERTZ = 25_000_000
"""Digits alone are hertz from here on; fewer are megahertz that lost their point."""
LEAST_SURE_HERTZ = 100_000_000
"""Nine digits are hertz for certain; eight may be megahertz with five decimals that lost their point."""
TONE_HINT = "156.7 (CTCSS), D023N or D023I (DCS), $293 (P25 NAC), CC1 (DMR colour code) or CSQ"
MOST_TONES = 8
_UNITS = {"": 6, "m": 6, "mhz": 6, "k": 3, "khz": 3, "hz": 0, "g": 9, "ghz": 9}
_NUMBER = re.compile(r"(\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})\s*([a-z]*)", re.IGNORECASE)
_EMISSION = re.compile(r"(?=.{4}[A-Z])(\d{1,3})([HKMG])(\d{0,2})([A-Z])([0-9X])([A-Z])(?:[A-Z]{2})?")
_CSQ = frozenset({"csq", "carrier", "none", "cs", "off"})
_THREE = re.compile(r"[0-9a-f]{3}", re.IGNORECASE)
_CTCSS = re.compile(
    r"(?:(?:ctcss|tsql|tpl|pl|tone)[\s:]*)?(\d{2,3}\.\d+)\s*(?:hz)?\s*(?:ctcss|tsql|tpl|pl|tone)?", re.IGNORECASE
)
_CTCSS_WHOLE = re.compile(
    r"(?:ctcss|tsql|tpl|pl)[\s:]*(\d{2,3})(?:\s*hz)?|(\d{2,3})\s*(?:hz|ctcss|tsql|tpl|pl)", re.IGNORECASE
)
_INVERTED = re.compile(r"\s*\b(?:inverted|inv)\b\.?", re.IGNORECASE)
_DCS = re.compile(
    r"(?:dcs|dtcs|dpl|cdcss|d)[\s:]*(?P<code>\d{1,3})\s*(?P<polarity>[nir]?)"
    r"|(?P<bare>\d{3})\s*(?P<way>[nir])(?:\s*(?:dcs|dtcs|dpl|cdcss))?"
    r"|(?P<named>\d{1,3})\s*(?:dcs|dtcs|dpl|cdcss)\s*(?P<turn>[nir]?)",
    re.IGNORECASE,
)
_NAC = re.compile(r"(nac[\s:]*\$?|\$|0x|n)([0-9a-f]+)|([0-9a-f]{3})|\$?([0-9a-f]{1,3})\s*nac", re.IGNORECASE)
_COLOUR = re.compile(
    r"(?:dmr\s*)?(?:cc|colou?r(?:\s*code)?)[\s:]*(\d{1,3})|(\d{1,3})\s*(?:cc|colou?r(?:\s*code)?)", re.IGNORECASE
)
_SLOT = re.compile(r"(ts|slot|tg|talkgroup|sl)[\s:]*(?:\d{1,8}|\*)", re.IGNORECASE)


def hertz(text: str) -> int:
    """``155.7525``, ``155752.5k``, ``155.7525MHz`` or a whole number of hertz; 700 MHz wants all five decimals."""
    written = text.strip()
    found = _NUMBER.fullmatch(written) if len(written) <= LONGEST else None
    if not found or found[2].lower() not in _UNITS:
        raise ValueError(_not_a_frequency(written))
    number, unit = Decimal(found[1]), found[2].lower()
    bare = not unit and "." not in found[1]
    if bare and number.scaleb(6) > HIGHEST and number < LEAST_BARE_HERTZ:
        raise ValueError(_without_point(found[1]))
    if (
        bare
        and LEAST_BARE_HERTZ <= number < LEAST_SURE_HERTZ
        and (points := _points(found[1])) not in ([], [int(number)])
    ):
        raise ValueError(f"{found[1]} has no decimal point: did you mean {_either(map(mhz, points))}?")
    exponent = 0 if bare and number >= LEAST_BARE_HERTZ else _UNITS[unit]
    exact = number.scaleb(exponent)
    if exact != int(exact):
        raise ValueError(f"{written} is not a whole number of hertz, and nothing is rounded here")
    if not LOWEST <= exact <= HIGHEST:
        raise ValueError(f"{written} is {mhz(int(exact))} MHz; a plan names {mhz(LOWEST)} to {mhz(HIGHEST)} MHz")
    return _all_decimals(int(exact), number, exponent)


def beginning(text: str) -> tuple[int, int] | None:
    """The hertz that begin with the digits written: ``155.16`` is 155.160000 to 155.169999 MHz; None for words."""
    found = re.fullmatch(r"(\d{2,4})(?:\.(\d{0,6}))?\s*(?:mhz)?", text.strip(), re.IGNORECASE)
    if not found:
        return None
    low = Decimal(f"{found[1]}.{found[2] or 0}").scaleb(6)
    size = 10 ** (6 - len(found[2] or ""))
    return int(low), int(low) + size - 1


def _all_decimals(value: int, number: Decimal, exponent: int) -> int:
    """Refuse a 700 MHz centre that lost its fifth decimal: it would be another channel, or none."""
    decimals = max(0, -int(number.as_tuple().exponent))
    if B700.holds(value) and exponent == 6 and decimals < 5 and not B700.on_raster(value):
        low, high = B700.neighbours(value)
        near = low if value - low <= high - value else high
        raise ValueError(f"{number} lacks the fifth decimal that 700 MHz needs: did you mean {mhz(near)}?")
    return value


def _not_a_frequency(written: str) -> str:
    if len(written) > LONGEST:
        return f"it has {len(written):,} characters, which is not {FREQUENCY_HINT}"
    if re.fullmatch(r"\d{2,3},\d{1,6}", written):
        return f"it has a comma: did you mean {written.replace(',', '.')}?"
    if re.fullmatch(r"[\d.oOlI]+", written) and re.search(r"[oOlI]", written):
        digits = re.sub("[lI]", "1", re.sub("[oO]", "0", written))
        return f"it has a letter where a digit belongs: did you mean {digits}?"
    return f"it is not {FREQUENCY_HINT}"


def _without_point(digits: str) -> str:
    """``1557525`` is most likely 155.7525: suggest the points that lead into a band on its raster."""
    if points := _points(digits):
        return f"{digits} has no decimal point: did you mean {mhz(points[0])}?"
    return f"{digits} has no decimal point: write megahertz, such as 155.7525"


def _points(digits: str) -> list[int]:
    """The frequencies, in hertz, of bands known here that these digits are when they get a point, on their raster."""
    values = [int(Decimal(f"{digits[:at]}.{digits[at:]}0").scaleb(6)) for at in (3, 2) if len(digits) > at]
    return [value for value in values if (band := band_of(value)) and band.on_raster(value)]


def tone(text: str, mode: Mode | None = None) -> Tone:
    """One squelch setting. A bare ``293`` is a NAC, except on an analog row, where it is asked for."""
    written = text.strip()
    if len(written) > LONGEST:
        raise ValueError(f"it has {len(written):,} characters, which is not {TONE_HINT}")
    if written.lower() in _CSQ:
        return CARRIER
    if found := _COLOUR.fullmatch(written):
        return _colour(written, int(found[1] or found[2]), mode)
    if found := _CTCSS.fullmatch(written) or _CTCSS_WHOLE.fullmatch(written):
        return _ctcss(next(filter(None, found.groups())))
    turned = bool(_INVERTED.search(written))
    plain = _INVERTED.sub("", written).strip()
    if (found := _DCS.fullmatch(plain)) and not _THREE.fullmatch(plain):  # D12 is a NAC, as DCS is written D012
        return _dcs(written, found, turned)
    if found := _NAC.fullmatch(written):
        return _nac(written, found, mode)
    raise ValueError(_near_tone(written))


def _colour(written: str, number: int, mode: Mode | None) -> Tone:
    if number > COLOUR_LARGEST:
        raise ValueError(f"{written} is no DMR colour code: they go from 0 to {COLOUR_LARGEST}")
    if mode is Mode.ANALOG:
        raise ValueError(f"{written} is a DMR colour code, but the row is analog: did you mean mode:D?")
    return colour(number)


def _ctcss(digits: str) -> Tone:
    tenths = Decimal(digits) * 10
    if tenths == int(tenths) and int(tenths) in CTCSS:
        return ctcss(int(tenths))
    near = sorted(CTCSS, key=lambda each: abs(each - tenths))[:2]
    raise ValueError(f"{digits} is none of the 50 CTCSS tones: did you mean {_either(ctcss_shown(t) for t in near)}?")


def _dcs(written: str, found: re.Match[str], turned: bool) -> Tone:
    code = found["code"] or found["bare"] or found["named"]
    polarity = (found["polarity"] or found["way"] or found["turn"] or ("I" if turned else "N")).upper()
    if code in DCS:
        return dcs(code, inverted=polarity != "N")
    near = sorted(DCS, key=lambda each: (abs(int(each, 8) - _octal(code)), each))[:2]
    guess = _either(f"D{each}{polarity}" for each in near)
    raise ValueError(f"{written} is none of the 104 DCS codes: did you mean {guess}?")


def _octal(code: str) -> int:
    return int("".join(min(digit, "7") for digit in code), 8)


def _nac(written: str, found: re.Match[str], mode: Mode | None) -> Tone:
    digits = found[2] or found[3] or found[4]
    if found[3] and mode is Mode.ANALOG:
        raise ValueError(f"a bare {written} is a P25 NAC, but the row is analog: {_analog_guess(written)}")
    if len(digits) != 3:
        guess = f"did you mean ${int(digits, 16):03X}?" if int(digits, 16) <= NAC_LARGEST else _near_tone(digits)
        raise ValueError(f"a NAC has three hexadecimal digits, {written} has {len(digits)}: {guess}")
    return nac(int(digits, 16))


def _analog_guess(written: str) -> str:
    guesses = [ctcss_shown(t) for t in _ctcss_by_digits(written)] + [f"D{written}N"] * (written in DCS)
    return f"did you mean {_either(guesses)}?" if guesses else f"write {TONE_HINT}"


def _ctcss_by_digits(digits: str) -> list[int]:
    """The tones whose digits these are, or begin with these: 1567 → 156.7; 88 → 88.5."""
    if not digits.isdecimal():
        return []
    exact = [t for t in CTCSS if digits in {str(t), str(t // 10)}]
    return exact or [t for t in CTCSS if str(t).startswith(digits)]


def _near_tone(written: str) -> str:
    if by_digits := _ctcss_by_digits(written):
        return f"did you mean {_either(ctcss_shown(t) for t in by_digits[:3])}?"
    if written.isdecimal() and NAC_LARGEST >= int(written) > 999:
        return f"did you mean the NAC ${int(written):03X} (decimal {written})?"
    if re.fullmatch(r"\d{2,3},\d", written):
        return f"did you mean {written.replace(',', '.')}?"
    return f"it is not {TONE_HINT}"


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)


def tones(text: str, mode: Mode | None = None) -> tuple[Tone, ...]:
    """What may stand in one cell of a plan: nothing, one setting, or several with ``/`` between."""
    parts = [part for part in text.split("/") if part.strip()]
    if len(parts) > MOST_TONES:
        raise ValueError(f"it has {len(parts):,} settings, a cell has at most {MOST_TONES}")
    if slots := [part.strip() for part in parts if _SLOT.fullmatch(part.strip())]:
        raise ValueError(f'{" ".join(slots)} opens no squelch: write talkgroup:"{" ".join(slots)}"')
    return tuple(tone(part, mode) for part in parts)


def tones_of_column(text: str, mode: Mode) -> tuple[tuple[Tone, ...], str]:
    """What stands in a column of tones of a table: the settings, and the time slot and talkgroup that stood with them.

    A spreadsheet takes the ``.0`` off a tone, so digits alone are a CTCSS tone on an analog row where one has them.
    """
    parts = [part.strip() for part in re.split(r"[/|]", text) if part.strip(" *")]
    if len(parts) > MOST_TONES:
        raise ValueError(f"it has {len(parts):,} settings, a cell has at most {MOST_TONES}")
    slots = [part for part in parts if _SLOT.fullmatch(part)]
    read = [tone(part if mode is Mode.DIGITAL else whole_tone(part), mode) for part in parts if part not in slots]
    return tuple(read), " ".join(part.replace(" ", "").upper() for part in slots if "*" not in part)


def whole_tone(digits: str) -> str:
    """``100`` of a column of CTCSS tones is ``100.0``, where there is such a tone; everything else stays."""
    lost = re.fullmatch(r"[1-9]\d{1,2}", digits) and int(digits) * 10 in CTCSS
    return f"{digits}.0" if lost else digits


def emission(text: str) -> Emission:
    """An emission designator such as ``11K2F3E``: four characters of bandwidth, then three to five of modulation."""
    written = text.strip().upper()
    found = _EMISSION.fullmatch(written)
    if not found:
        said = text.strip()[:LONGEST]
        raise ValueError(f"{said} is no emission designator such as 11K2F3E (11.2 kHz, FM, analog, voice)")
    units = {"H": 0, "K": 3, "M": 6, "G": 9}
    width = Decimal(f"{found[1]}.{found[3] or 0}").scaleb(units[found[2]])
    if width != int(width):
        raise ValueError(f"{text.strip()} does not name a whole number of hertz")
    return Emission(written, int(width), found[4], found[5], found[6])


_WIDTHS = (
    dict.fromkeys(("n", "narrow", "nfm", "6.25", "11.25", "12.5"), Width.NARROW)
    | dict.fromkeys(("w", "wide", "fm", "20", "25"), Width.WIDE)
    | {"am": Width.AM}
)
_MODES = (
    dict.fromkeys(("a", "analog", "analogue", "fm"), Mode.ANALOG)
    | dict.fromkeys(("d", "digital", "p25"), Mode.DIGITAL)
    | dict.fromkeys(("m", "mixed", "a/d"), Mode.MIXED)
)


def width(text: str) -> Width:
    """``N``, ``W``, ``AM``, or the channel's kilohertz: ``12.5k``, ``25``."""
    written = text.strip().lower().removesuffix("hz").removesuffix("k").strip()
    if written in _WIDTHS:
        return _WIDTHS[written]
    raise ValueError("it is neither N (12.5 kHz), W (25 kHz) nor AM")


def mode(text: str) -> Mode:
    """``A``, ``D``, ``M`` (mixed), or the words; ``A/D`` is mixed."""
    if (written := text.strip().lower()) in _MODES:
        return _MODES[written]
    raise ValueError("it is neither A (analog), D (digital) nor M (mixed)")
