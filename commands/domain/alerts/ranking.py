"""How loudly an alert is told: the class of each, by what its sender says of it.

Never by severity alone: a Cancel is Minor and Past. Unknown is never taken for harmless: it counts as one class more.
"""

from enum import IntEnum

from commands.domain.alerts.area import Level
from commands.domain.alerts.cap import CapAlert, Certainty, Info, Severity, Urgency
from commands.domain.alerts.zones import vtecs

WAKING = frozenset({"TOR", "EVI", "SPW", "CDW", "EWW", "TSW", "HMW", "RHW", "FRW"})
"""Events for which people are woken, by their SAME code."""

WAKING_NAMES = ("tornado warning", "evacuat", "shelter in place", "tsunami warning", "extreme wind warning")
"""The same where a sender gives words and no code."""

TESTS = frozenset({"RWT", "RMT", "DMO", "NPT"})

TELLING_NAMES = ("watch", "red flag", "fire weather")


class Class(IntEnum):
    """The classes, the loudest highest."""

    LIST = 1
    TELL = 2
    WAKE = 3

    @property
    def word(self) -> str:
        """As people read it."""
        return self.name.lower()


def class_of(alert: CapAlert, level: Level, *, exercise: bool = False) -> Class:
    """The class of an alert that touches the incident; what was not evaluated wakes nobody, and is told.

    In an exercise (``exercise``) an alert of status Exercise counts as a real one does elsewhere.
    """
    found = max((_of(info) for info in alert.infos), default=Class.TELL)
    if is_test(alert) and not (exercise and alert.status == "Exercise"):
        return Class.LIST
    if level is Level.UNTOLD:
        return Class.TELL
    return found


def is_test(alert: CapAlert) -> bool:
    """Is it a test or an exercise by its status, its VTEC or its code? Such a one never rings."""
    codes = vtecs(alert)
    same = {value for info in alert.infos for kind, value in info.codes if kind.casefold() == "same"}
    return alert.status != "Actual" or bool(same & TESTS) or (bool(codes) and all(one.test for one in codes))


def _of(info: Info) -> Class:
    same = {value.upper() for kind, value in info.codes if kind.casefold() == "same"}
    event = info.event.casefold()
    if same & WAKING or any(name in event for name in WAKING_NAMES) or _wakes(info):
        return Class.WAKE
    grave = info.severity in (Severity.EXTREME, Severity.SEVERE)
    if grave and info.urgency is not Urgency.PAST:
        return Class.TELL
    if any(name in event for name in TELLING_NAMES):
        return Class.TELL
    if info.severity is Severity.UNKNOWN and info.urgency is not Urgency.PAST:
        return Class.TELL
    if event == "earthquake" and info.severity is not Severity.MINOR:
        return Class.TELL
    return Class.LIST


def _wakes(info: Info) -> bool:
    threat = {value.casefold() for value in info.all_of("flashFloodDamageThreat")}
    if threat & {"considerable", "catastrophic"}:
        return True
    if any("broadcast_immediately" in key.casefold() and value.casefold() == "yes" for key, value in info.parameters):
        return True
    return (
        info.severity in (Severity.EXTREME, Severity.SEVERE)
        and info.urgency is Urgency.IMMEDIATE
        and info.certainty in (Certainty.OBSERVED, Certainty.LIKELY)
    )


def worst(alert: CapAlert) -> Info:
    """The block whose words rank: the one of the highest class, in the order of the source."""
    return max(alert.infos, key=_of, default=Info())
