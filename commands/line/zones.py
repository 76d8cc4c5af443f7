"""Time zones as people name them: the clock of a region, which is put forward in summer where that is the law there."""

from zoneinfo import available_timezones

from commands.call import Call
from commands.line.converters import Converter
from commands.line.nearest import nearest

_REGIONS = {
    "e": "America/New_York",
    "c": "America/Chicago",
    "m": "America/Denver",
    "p": "America/Los_Angeles",
    "ak": "America/Anchorage",
    "h": "Pacific/Honolulu",
    "a": "America/Puerto_Rico",
    "n": "America/St_Johns",
    "ch": "Pacific/Guam",
    "s": "Pacific/Pago_Pago",
}
"""By the letters before ST, DT or T: the region that keeps such a clock."""

_NAMES = {
    "eastern": "e",
    "central": "c",
    "mountain": "m",
    "pacific": "p",
    "alaska": "ak",
    "hawaii": "h",
    "atlantic": "a",
}
_WORDS = frozenset({"time", "standard", "daylight", "us"})
ALWAYS_UTC = frozenset({"utc", "zulu", "gmt", "z"})


def read_zone(text: str, _: Call) -> str:
    """The zone's name in the time zone database. ValueError, with the zone that is probably meant, for any other name;
    also for one that keeps the same offset all year though it is named as a region's clock (EST, MST, HST, EST5EDT).
    """
    said = text.strip().casefold()
    if said in ALWAYS_UTC:
        return "UTC"
    if region := _region(said):
        raise ValueError(_asked(text.strip(), region))
    zones = {zone.casefold(): zone for zone in available_timezones() if not _fixed(zone)}
    if found := zones.get(said.replace(" ", "_")):
        return found
    if city := next((zone for key, zone in zones.items() if key.rpartition("/")[2] == said.replace(" ", "_")), ""):
        raise ValueError(f"it is no time zone; did you mean {city}?")
    meant = nearest(text, zones)
    raise ValueError(f"it is no time zone{f'; did you mean {zones[meant]}?' if meant else ''}")


def _region(said: str) -> str:
    """The region that is meant by ``EST``, ``PDT``, ``MT``, ``EST5EDT`` or ``Pacific time``; empty for other words."""
    words = [word for word in said.replace("_", " ").replace("-", " ").split() if word not in _WORDS]
    if len(words) == 1 and words[0] in _NAMES:
        return _REGIONS[_NAMES[words[0]]]
    letters = said[: next((at for at, c in enumerate(said) if c.isdigit()), len(said))]
    for end in ("st", "dt", "t"):
        if letters.endswith(end) and letters[: -len(end)] in _REGIONS:
            return _REGIONS[letters[: -len(end)]]
    return ""


def _fixed(zone: str) -> bool:
    """Names that are an offset and no place: ``Etc/GMT+5``, ``EST``."""
    return zone.startswith(("Etc/", "posix", "right")) or bool(_region(zone.casefold()))


def _asked(said: str, region: str) -> str:
    others = {
        "America/Denver": " (America/Phoenix where clocks are never put forward, America/Boise in southern Idaho)"
    }
    why = f"“{said}” names an offset or a season, no place"
    return f"{why}: clocks of people change in summer. Did you mean {region}{others.get(region, '')}?"


ZONE = Converter(read=read_zone, hint="a time zone such as America/Boise")
