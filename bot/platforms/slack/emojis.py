"""Slack's short names ↔ Unicode. The table is the emoji package's; Slack's own habits of naming are rules on top."""

import re
from functools import cache
from typing import Any

from emoji import EMOJI_DATA

SKIN = "\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}"
TONES = {f"skin-tone-{number}": chr(ord(SKIN) + number - 2) for number in range(2, 7)}
TONE_NAMES = {tone: name for name, tone in TONES.items()}
PRESENTATION = "\N{VARIATION SELECTOR-16}"
JOINER = "\N{ZERO WIDTH JOINER}"
FLAG_A = ord("\N{REGIONAL INDICATOR SYMBOL LETTER A}")

# Names that Slack spells in a way of its own: they follow from no rule.
OWN_NAMES = {
    "simple_smile": "🙂",
    "slightly_smiling_face": "🙂",
    "hankey": "💩",
    "shipit": "🚢",
    "male-doctor": "👨‍⚕️",
    "female-doctor": "👩‍⚕️",
    "fire_engine": "🚒",
    "knife_fork_plate": "🍽️",
    "phone": "☎️",
    "telephone": "☎️",
    "thunder_cloud_and_rain": "⛈️",
    "rain_cloud": "🌧️",
    "snow_cloud": "🌨️",
    "lightning": "🌩️",
    "lightning_cloud": "🌩️",
    "tornado": "🌪️",
    "tornado_cloud": "🌪️",
    "fog": "🌫️",
    "wind_blowing_face": "🌬️",
    "thermometer": "🌡️",
    "mountain": "⛰️",
    "snow_capped_mountain": "🏔️",
    "world_map": "🗺️",
    "hammer_and_wrench": "🛠️",
    "helmet_with_white_cross": "⛑️",
    "airplane_departure": "🛫",
    "airplane_arriving": "🛬",
    "small_airplane": "🛩️",
    "helicopter": "🚁",
    "rotating_light": "🚨",
    "white_check_mark": "✅",
    "heavy_check_mark": "✔️",
    "x": "❌",
    "+1": "👍",
    "thumbsup": "👍",
    "-1": "👎",
    "thumbsdown": "👎",
    "man-raising-hand": "🙋‍♂️",
    "woman-raising-hand": "🙋‍♀️",
    "raised_hand_with_fingers_splayed": "🖐️",
    "the_horns": "🤘",
    "spock-hand": "🖖",
    "eyes": "👀",
    "heavy_plus_sign": "➕",
    "heavy_minus_sign": "➖",
    "radio": "📻",
    "satellite_antenna": "📡",
    "turkey": "🦃",
    "beetle": "🪲",
    "ladybug": "🐞",
}


def unicode_of(name: str) -> str:
    """The characters of a short name (``wave::skin-tone-3``), "" for a custom emoji or an unknown name."""
    base, *tones = name.split("::")
    found = _by_name().get(base) or _by_rule(base)
    for tone in tones:
        found = _toned(found, TONES.get(tone, "")) if found else ""
    return found


def from_codepoints(codes: str) -> str:
    """Slack's ``1f44b-1f3fc`` as characters; "" for what is none."""
    try:
        return "".join(chr(int(code, 16)) for code in codes.split("-")) if codes else ""
    except (ValueError, OverflowError):
        return ""


def names_of(shown: str) -> list[str]:
    """The short names by which Slack may know an emoji, the likeliest first; a ``:custom:`` one has just its own."""
    custom = re.fullmatch(r":([^:\s]+(?:::skin-tone-[2-6])?):", shown)
    if custom:
        return [custom[1]]
    tones = [TONE_NAMES[char] for char in shown if char in TONE_NAMES]
    bare = "".join(char for char in shown if char not in TONE_NAMES)
    suffix = f"::{tones[0]}" if tones else ""
    return [name + suffix for name in _names().get(_key(bare), ())]


def _toned(found: str, tone: str) -> str:
    """A skin tone stands after the first character and takes the place of its presentation selector."""
    return found[0] + tone + found[1:].removeprefix(PRESENTATION)


def _by_rule(name: str) -> str:
    flag = re.fullmatch(r"flag-([a-z]{2})", name)
    if flag:
        return "".join(chr(FLAG_A + ord(letter) - ord("a")) for letter in flag[1])
    spelled = re.sub(r"^female-", "woman_", re.sub(r"^male-", "man_", name)).replace("-", "_")
    return _by_name().get(spelled, "")


def _flag(shown: str) -> list[str]:
    letters = [chr(ord(char) - FLAG_A + ord("a")) for char in shown if 0 <= ord(char) - FLAG_A < 26]
    return ["flag-" + "".join(letters)] if len(letters) == 2 == len(shown) else []


def _key(shown: str) -> str:
    return shown.replace(PRESENTATION, "")


@cache
def _plain() -> dict[str, dict[str, Any]]:
    """The fully qualified emoji without skin tones, which are spelled apart."""
    return {
        shown: data for shown, data in EMOJI_DATA.items() if data["status"] <= 2 and not set(shown) & set(TONE_NAMES)
    }


@cache
def _by_name() -> dict[str, str]:
    aliases = {name.strip(":").lower(): shown for shown, data in _plain().items() for name in data.get("alias", ())}
    standard = {data["en"].strip(":").lower(): shown for shown, data in _plain().items()}
    return standard | aliases | OWN_NAMES


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Presentation-free characters → names: Slack's own first, then aliases, then the standard's name."""
    table: dict[str, dict[str, None]] = {}
    for name, shown in OWN_NAMES.items():
        table.setdefault(_key(shown), {})[name] = None
    for shown, data in _plain().items():
        known = table.setdefault(_key(shown), {})
        for name in (*_flag(shown), *_gendered(shown, data["en"].strip(":")), *data.get("alias", ()), data["en"]):
            known[name.strip(":").lower()] = None
    return {shown: tuple(name for name in known if name.isascii()) for shown, known in table.items()}


def _gendered(shown: str, name: str) -> list[str]:
    """Slack's ``female-firefighter`` (a person joined to a thing) and ``woman-running`` (a person with a sign)."""
    found = re.fullmatch(r"(man|woman)_(.+)", name)
    if JOINER not in shown or not found:
        return []
    word = {"man": "male", "woman": "female"}[found[1]] if shown[0] in "👨👩" else found[1]
    return [f"{word}-{found[2].replace('_', '-')}"]
