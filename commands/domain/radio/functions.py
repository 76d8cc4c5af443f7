"""What a net is for, read from the words that people give it."""

import re

from commands.domain.accountability.checkins import division

FUNCTIONS = (
    (r"ground[\s-]+to[\s-]+air|air[\s-]+to[\s-]+ground|\ba/?g\b", "Ground-to-Air"),
    (r"air[\s-]+to[\s-]+air|\ba/?a\b", "Air-to-Air"),
    (r"air[\s-]?guard", "Air Guard"),
    (r"\bcommand\b|\bcmd\b", "Command"),
    (r"\btac(tical)?\b", "Tactical"),
    (r"\bdispatch\b", "Dispatch"),
    (r"\blogistics\b", "Logistics"),
    (r"\bmedical\b|\bmedevac\b|\bems\b", "Medical"),
    (r"\bsafety\b|\bemergency\b", "Safety"),
    (r"\bcalling\b|\bhailing\b", "Calling"),
    (r"\btravel\b", "Travel"),
    (r"\bweather\b", "Weather"),
    (r"\bsupport\b", "Support"),
)
"""Patterns and the word of ICS 205's Function column; the first that fits."""

_UNIT = re.compile(
    r"\b(?P<kind>div(?:ision)?|branch)\s+(?P<name>[a-z]{1,3}|\d{1,3})\b|\b(?P<group>[a-z]+)\s+group\b", re.IGNORECASE
)


def function_of(net: str) -> str:
    """``Div A tactical`` → ``Tactical``; empty where the words do not say."""
    return next((name for pattern, name in FUNCTIONS if re.search(pattern, net, re.IGNORECASE)), "")


def units_of(net: str) -> tuple[str, ...]:
    """``Div A tactical`` → ``Div A``; ``structure group`` → ``Structure Group``."""
    return tuple(dict.fromkeys(_unit(found) for found in _UNIT.finditer(net)))


def _unit(found: re.Match[str]) -> str:
    if found["group"]:
        return f"{found['group'].capitalize()} Group"
    name = found["name"].upper()
    return f"Branch {name}" if found["kind"].casefold() == "branch" else division(name)
