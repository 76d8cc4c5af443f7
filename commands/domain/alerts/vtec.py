"""The Valid Time Event Code of weather alerts (NWS Directive 10-1703): which event one continues, ends or upgrades."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

_CODE = re.compile(
    r"/?(?P<product>[OTEX])\.(?P<action>[A-Z]{3})\.(?P<office>[A-Z0-9]{4})\.(?P<what>[A-Z]{2})\.(?P<level>[A-Z])\."
    r"(?P<number>\d{4})\.(?P<begin>\d{6}T\d{4}Z)-(?P<end>\d{6}T\d{4}Z)/?"
)


class Action(StrEnum):
    """What a message does with the event in the zones that it names."""

    GOES_ON = "goes on"
    ENDS = "ends"
    UPGRADES = "is replaced by a higher one"


_ACTIONS = {"CAN": Action.ENDS, "EXP": Action.ENDS, "UPG": Action.UPGRADES}
"""All others (NEW, CON, EXT, EXA, EXB, COR, ROU) go on."""


@dataclass(frozen=True)
class Vtec:
    """One code. ``key`` names the event: office, phenomenon, significance, number and year."""

    key: str
    action: Action
    test: bool
    end: datetime | None


def read(text: str, sent: datetime) -> Vtec | None:
    """One code; None for what is none. The year of an event without a beginning is that of the message."""
    found = _CODE.fullmatch(text.strip())
    if not found:
        return None
    begin, end = _moment(found["begin"]), _moment(found["end"])
    key = f"{found['office']}.{found['what']}.{found['level']}.{found['number']}.{(begin or sent).year}"
    return Vtec(key, _ACTIONS.get(found["action"], Action.GOES_ON), found["product"] == "T", end)


def _moment(text: str) -> datetime | None:
    if text.startswith("000000"):
        return None
    try:
        return datetime.strptime(text, "%y%m%dT%H%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None
