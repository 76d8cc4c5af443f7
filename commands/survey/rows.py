"""A row of a table becomes an asset's fields, or is refused with what is wrong in it."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from commands.call import Call
from commands.domain.assets.consent import Scope
from commands.domain.assets.inventory import State
from commands.line.nearest import nearest
from commands.survey import places, words
from commands.survey.layouts import FIELDS, Layout

LONGEST = 2_000
"""Characters of a cell."""

_NUMBERS = ("reach_mi", "speed_mph", "height_m", "ground_m")
_COUNTS = ("count", "patches")
_FREQUENCIES = ("rx_mhz", "tx_mhz")
_ONE_OF = {"width": ("N", "W", "AM"), "mode": ("A", "D", "M")}
_STATES = {one.value: one for one in State} | {"out": State.OUT, "out of order": State.OUT, "": State.AVAILABLE}
_SCOPES = {one.value: one for one in Scope if one is not Scope.GRANTED}

Row = Mapping[str, str]


def fields(layout: Layout, row: Row, call: Call) -> dict[str, object]:
    """What a row says, as fields of an asset. ValueError says what is wrong, and in which column."""
    if long := next((name for name, value in row.items() if len(value) > LONGEST), ""):
        raise ValueError(f"{long} has more than {LONGEST:,} characters")
    found: dict[str, object] = {"scope": layout.scope}
    for column in layout.columns:
        if column in FIELDS:
            found |= _field(column, row.get(column, "").strip(), layout, call)
    found["more"] = {name: value for name in layout.more if (value := _checked(name, row.get(name, "").strip()))}
    return found


def _field(column: str, value: str, layout: Layout, call: Call) -> dict[str, object]:
    try:
        if column == "place":
            return _place(value, call)
        if column == "ports":
            return {"ports": words.read_ports(value, call) if value else ()}
        if column == "activation_min":
            return {
                "activation": int(value) if value.isdecimal() else words.read_minutes(value, call) if value else None
            }
        if column == "state":
            return {"state": _state(value)}
        if column == "scope":
            return {"scope": _scope(value, layout)}
    except ValueError as fault:
        raise ValueError(f"{column} “{value[:60]}”: {fault}") from None
    return {FIELDS[column]: value}


def _place(value: str, call: Call) -> dict[str, object]:
    if not value:
        return {}
    at = places.read(value, west=not places.east(call.zone.key))
    return {
        "lat": at.lat, "lon": at.lon, "place": at.text, "notation": at.notation.value, "precision": at.precision,
    }  # fmt: skip


def _state(value: str) -> State:
    said = value.casefold()
    if said in _STATES:
        return _STATES[said]
    if said.startswith("committed"):
        return State.COMMITTED
    if said.startswith("out of service"):
        return State.OUT
    raise ValueError(f"it is none of {', '.join(State)}")


def _scope(value: str, layout: Layout) -> Scope:
    said = value.casefold()
    if not said:
        return layout.scope
    if said not in _SCOPES:
        meant = nearest(said, _SCOPES)
        raise ValueError(f"it is none of {', '.join(_SCOPES)}{f'; did you mean {meant}?' if meant else ''}")
    return _SCOPES[said]


def _checked(name: str, value: str) -> str:
    if not value:
        return ""
    wrong = ""
    if name in _FREQUENCIES:
        try:
            hertz = Decimal(value) * 1_000_000
        except InvalidOperation:
            hertz = Decimal(-1)
        if not 0 < hertz < 7_000_000_000 or hertz != hertz.to_integral_value():
            wrong = "it is no frequency in MHz"
    elif name in _NUMBERS and not re.fullmatch(r"-?\d{1,6}(\.\d{1,3})?", value):
        wrong = "it is no number"
    elif name in _COUNTS and not re.fullmatch(r"\d{1,6}", value):
        wrong = "it is no whole number"
    elif name in _ONE_OF and value.upper() not in _ONE_OF[name]:
        wrong = f"it is none of {', '.join(_ONE_OF[name])}"
    if wrong:
        raise ValueError(f"{name} “{value[:60]}”: {wrong}")
    return value.upper() if name in _ONE_OF else value
