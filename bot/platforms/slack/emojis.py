"""Slack's short names ↔ Unicode, both ways, with skin tones: ``wave::skin-tone-3`` is 👋🏼."""

import re

from bot.platforms.emojis import TONES, named, recognised

TONE = r"::skin-tone-[2-6](?:-[2-6])?"
FIRST_TONE = 2  # Slack counts its five tones from 2, as the Fitzpatrick scale names them
ALSO = {"simple_smile": "slightly_smiling_face"}  # Slack's own, drawn by Slack alone

_CUSTOM = re.compile(rf":([^:\s]+(?:{TONE})?):")
_TONED = re.compile(rf"(.+?)((?:{TONE})*)", re.DOTALL)


def unicode_of(name: str) -> str:
    """The characters of a short name (``wave::skin-tone-3``), "" for a custom emoji or an unknown name."""
    found = _TONED.fullmatch(name)
    face = named(ALSO.get(found[1], found[1])) if found else None
    if not found or not face:
        return ""
    tones = [TONES[int(digit) - FIRST_TONE] for digit in re.findall(r"-([2-6])", found[2])]
    return face.with_tones(tones) if tones else face.shown


def from_codepoints(codes: str) -> str:
    """Slack's ``1f44b-1f3fc`` as characters; "" for what is none."""
    try:
        return "".join(chr(int(code, 16)) for code in codes.split("-")) if codes else ""
    except (ValueError, OverflowError):
        return ""


def names_of(shown: str) -> list[str]:
    """The short names by which Slack may know an emoji, the likeliest first; a ``:custom:`` one has just its own.

    A skin tone that Slack has no name for is left out: 🔥🏼 is fire.
    """
    custom = _CUSTOM.fullmatch(shown)
    if custom:
        return [custom[1]]
    found = recognised(shown) or recognised("".join(char for char in shown if char not in TONES))
    if not found:
        return []
    return [name + tone for tone in _suffixes(found.tones) for name in found.face.names]


def _suffixes(tones: tuple[str, ...]) -> list[str]:
    digits = [str(TONES.index(tone) + FIRST_TONE) for tone in tones]
    alike = [digits[:1]] if len(digits) > 1 and len(set(digits)) == 1 else []  # two people of one tone
    return [f"::skin-tone-{'-'.join(each)}" if each else "" for each in (digits, *alike)]
