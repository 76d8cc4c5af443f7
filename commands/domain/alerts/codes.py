"""Codes of places and of events: SAME (47 CFR 11.31), the UGC of the National Weather Service, states by both."""

import re

_STATES = (
    "AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22 ME23 MD24 MA25 "
    "MI26 MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42 RI44 SC45 SD46 TN47 TX48 "
    "UT49 VT50 VA51 WA53 WV54 WI55 WY56 AS60 GU66 MP69 PR72 VI78"
)
FIPS = {one[2:]: one[:2] for one in _STATES.split()}
"""State by its number."""

STATES = {state: number for number, state in FIPS.items()}

MARINE = frozenset({"AM", "AN", "GM", "LC", "LE", "LH", "LM", "LO", "LS", "PH", "PK", "PM", "PS", "PZ", "SL"})
"""The first letters of zones at sea."""

_CIVIL = "ADR AVA AVW BLU CAE CDW CEM EQW EVI FRW HMW LAE LEW MEP NUW RHW SPW TOE VOW EAN NIC NPT RMT RWT NMN DMO"
_WEATHER = (
    "BZW CFA CFW DSW EWW FFA FFS FFW FLA FLS FLW HLS HUA HUW HWA HWW SMW SPS SQW SSA SSW SVA SVR SVS TOA TOR TRA TRW "
    "TSA TSW WSA WSW"
)
EVENTS = frozenset(f"{_CIVIL} {_WEATHER}".split())
"""Event codes of 47 CFR 11.31; an unknown one is shown when it is read, and warned of when it is drafted."""

NAMES = {
    "ADR": "Administrative Message", "AVW": "Avalanche Warning", "BLU": "Blue Alert",
    "CAE": "Child Abduction Emergency", "CDW": "Civil Danger Warning", "CEM": "Civil Emergency Message",
    "DMO": "Practice/Demo Warning",
    "EQW": "Earthquake Warning", "EVI": "Evacuation Immediate", "FFW": "Flash Flood Warning", "FLW": "Flood Warning",
    "FRW": "Fire Warning", "HMW": "Hazardous Materials Warning", "LAE": "Local Area Emergency",
    "LEW": "Law Enforcement Warning", "MEP": "Missing and Endangered Persons", "NUW": "Nuclear Power Plant Warning",
    "RHW": "Radiological Hazard Warning", "RMT": "Required Monthly Test", "RWT": "Required Weekly Test",
    "SPW": "Shelter in Place Warning", "SVR": "Severe Thunderstorm Warning", "TOE": "911 Telephone Outage Emergency",
    "TOR": "Tornado Warning", "VOW": "Volcano Warning",
}  # fmt: skip
"""What people call the events that an incident drafts."""

SEAS = frozenset({"57", "58", "59", "61", "65", "73", "75", "77", "91", "92", "93", "94", "96", "97", "98"})
"""The numbers that SAME has for waters in place of a state."""

_SAME = re.compile(r"[0-9]{6}")
_UGC = re.compile(r"([A-Z]{2})([CZ])([0-9]{3}|ALL)")


def zone_of(kind: str, value: str) -> str:
    """A code in one way of writing, so that equal places are equal: ``IDC015`` for the county 016015 and for itself.

    ``ID`` is the whole state, ``same:073350`` what belongs to no state. Empty for what is no code of a place.
    """
    value = value.strip().upper()
    if kind.casefold() in {"same", "fips6"} and _SAME.fullmatch(value):
        state = FIPS.get(value[1:3])
        if state is None:
            return f"same:{value}"
        return state if value[3:] == "000" else f"{state}C{value[3:]}"
    if kind.casefold() == "ugc" and (found := _UGC.fullmatch(value)):
        return found[1] if found[3] in {"000", "ALL"} else value
    return ""


def same_fault(value: str) -> str:
    """What is wrong with a SAME code; empty where it can be one."""
    if not _SAME.fullmatch(value):
        return f"“{value[:20]}” is no SAME code: six digits, as in 016015 (part of the county, state, county)"
    return "" if value[1:3] in FIPS or value[1:3] in SEAS else f"there is no state {value[1:3]} in SAME code {value}"


def zone_fault(value: str) -> str:
    """What is wrong with a code of the weather service; empty where it can be one."""
    found = _UGC.fullmatch(value.upper())
    if not found:
        return f"“{value[:20]}” is no zone: two letters, Z or C, three digits, as in IDZ401 or IDC015"
    return "" if found[1] in STATES or found[1] in MARINE else f"there is no state {found[1]} in zone {value.upper()}"
