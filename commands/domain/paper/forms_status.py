"""A worksheet for ICS 209: what the record knows, block by block, and which blocks somebody has to write by hand.

Nothing is estimated: what the record does not hold stays blank. Figures of the dead, hurt and missing are never in it;
they are cleared with the Incident Commander.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from commands.domain.accountability.checkins import Resource, Strength
from commands.domain.accountability.owed import Action
from commands.domain.alerts.alerts import Alert
from commands.domain.log.logbook import Entry
from commands.domain.logistics.requests import Request
from commands.domain.messages import Colour
from commands.domain.organisation.periods import Objective
from commands.domain.organisation.roles import Holding
from commands.domain.paper.forms_brief import counted_by
from commands.domain.paper.paper import Top, date_time, joined, short
from commands.domain.situation.reports import MEANING, Figure, Lifeline, Report, Subject, colour

BLOCKS = (
    (1, "Incident Name", True), (2, "Incident Number", False),
    (3, "Report Version (Initial/Update/Final, Report #)", True),
    (4, "Incident Commander(s) & Agency or Organization", True), (5, "Incident Management Organization", False),
    (6, "Incident Start Date/Time/Time Zone", True), (7, "Current Incident Size or Area Involved", False),
    (8, "Percent (%) Contained or Completed", False), (9, "Incident Definition", True),
    (10, "Incident Complexity Level", False), (11, "For Time Period (From/To)", True), (12, "Prepared By", True),
    (13, "Date/Time Submitted, Time Zone", True), (14, "Approved By", True),
    (15, "Primary Location, Organization, or Agency Sent To", True), (16, "State", True),
    (17, "County/Parish/Borough", True), (18, "City", True), (19, "Unit or Other", False),
    (20, "Incident Jurisdiction", True), (21, "Incident Location Ownership", False),
    (22, "Longitude, Latitude, Format", False), (23, "US National Grid Reference", False),
    (24, "Legal Description", False), (25, "Short Location or Area Description", True), (26, "UTM Coordinates", False),
    (27, "Geospatial Data Included or Attached", False), (28, "Significant Events for the Time Period Reported", True),
    (29, "Primary Materials or Hazards Involved", False), (30, "Damage Assessment Information", False),
    (31, "Public Status Summary", True), (32, "Responder Status Summary", True),
    (33, "Life, Safety, and Health Status/Threat Remarks", False),
    (34, "Life, Safety, and Health Threat Management", True), (35, "Weather Concerns", False),
    (36, "Projected Incident Activity, Potential, Movement, Escalation, or Spread", False),
    (37, "Strategic Objectives", False), (38, "Current Incident Threat Summary and Risk Information", False),
    (39, "Critical Resource Needs", False), (40, "Strategic Discussion", False),
    (41, "Planned Actions for Next Operational Period", False), (42, "Projected Final Incident Size/Area", False),
    (43, "Anticipated Incident Management Completion Date", False),
    (44, "Projected Significant Resource Demobilization Start Date", False),
    (45, "Estimated Incident Costs to Date", False),
    (46, "Projected Final Incident Cost Estimate", False), (47, "Remarks", False),
    (48, "Agency or Organization", False),
    (49, "Resources (number and personnel by kind and type)", False),
    (50, "Additional Personnel not assigned to a resource", False), (51, "Total Personnel", False),
    (52, "Total Resources", False), (53, "Additional Cooperating and Assisting Organizations Not Listed Above", False),
)  # fmt: skip
"""(number, name, required when it applies) of every block."""


@dataclass(frozen=True, kw_only=True)
class Status:
    """What the worksheet is made of."""

    report: int = 0  # situation reports made so far
    commanders: tuple[Holding, ...] = ()
    organisation: tuple[Holding, ...] = ()
    significant: tuple[Entry, ...] = ()
    objectives: tuple[Objective, ...] = ()
    needs: tuple[Request, ...] = ()
    actions: tuple[Action, ...] = ()
    lifelines: tuple[Report, ...] = ()
    alerts: tuple[Alert, ...] = ()
    standing: tuple[Report, ...] = ()  # figures, weather, hazards, evacuations
    agencies: Mapping[str, Strength] = field(default_factory=dict)
    resources: tuple[Resource, ...] = ()


def ics_209(found: Status, top: Top) -> dict[str, object]:
    """ICS 209, Incident Status Summary (source: FEMA 502-2): every block with what the record knows of it, the
    required ones of which it knows nothing, and resources and persons by agency and kind.
    """
    known = _known(found, top)
    return {
        "blocks": [
            {"number": number, "name": name, "required": required, "lines": [*known.get(number, ())]}
            for number, name, required in BLOCKS
        ],
        "unknown": [number for number, _, required in BLOCKS if required and not known.get(number)],
        "resources": [
            [agency, what, f"{number:,}", f"{persons:,}"]
            for (agency, what), (number, persons) in sorted(counted_by(found.resources).items())
        ],
    }


def _known(found: Status, top: Top) -> dict[int, tuple[str, ...]]:
    here, zone, window = top.incident, top.zone, top.window
    people, many = sum(one.persons for one in found.resources), len(found.resources)
    version = "Final" if here.closed else "Update" if found.report > 1 else "Initial"
    period = joined(date_time(window.start, zone), date_time(window.end, zone), by=" to ")
    lines = {
        1: (here.shown,),
        2: (here.number,),
        3: (f"{version}; situation reports so far: {found.report}",),
        4: tuple(one.who for one in found.commanders),
        5: (joined(f"Type {here.type} incident" if here.type else "", _staffed(found.organisation)),),
        6: (joined(date_time(here.opened, zone), zone.key, by=", "),),
        7: _figure(found, Figure.SIZE),
        8: _figure(found, Figure.CONTAINED),
        29: _told(found, Subject.HAZARD, top),
        30: _figure(found, Figure.STRUCTURES),
        34: (*_told(found, Subject.EVAC, top), *_figure(found, Figure.EVACUATED)),
        35: (*(_alert(one, top) for one in found.alerts), *_told(found, Subject.WEATHER, top)),
        10: (f"Type {here.type}" if here.type else "",),
        11: (period,),
        13: (joined(date_time(top.at, zone), zone.key, by=", "),),
        28: tuple(f"{short(one.said, zone)} {one.words}" for one in found.significant),
        33: tuple(_lifelines(found.lifelines, top)),
        37: tuple(f"O-{one.number}: {one.words}" for one in found.objectives if one.struck is None),
        39: tuple(_need(one, top) for one in found.needs),
        41: tuple(_action(one, top) for one in found.actions),
        48: tuple(found.agencies),
        51: (f"{people:,}" if many else "",),
        52: (f"{many:,}" if many else "",),
    }
    return {number: tuple(line for line in said if line) for number, said in lines.items()}


def _alert(one: Alert, top: Top) -> str:
    until = f", until {short(one.until, top.zone)}" if one.until else ""
    return f"{one.shown} {one.event} ({one.severity}), {one.sender}{until}"


def _figure(found: Status, figure: Figure) -> tuple[str, ...]:
    words = (one.words for one in found.standing if one.subject is Subject.FIGURES and one.name_key == figure.value)
    label = "Evacuated: " if figure is Figure.EVACUATED else ""
    return tuple(f"{label}{one}" for one in words)


def _told(found: Status, subject: Subject, top: Top) -> tuple[str, ...]:
    return tuple(f"{one.gist} ({short(one.at, top.zone)})" for one in found.standing if one.subject is subject)


def _staffed(holdings: Iterable[Holding]) -> str:
    return ", ".join(f"{one.seat.shown} {one.who}" for one in holdings)


def _lifelines(reports: Iterable[Report], top: Top) -> Iterable[str]:
    for one in reports:
        stands = colour(one, top.at)
        known = "unknown, last said " if stands is Colour.GREY and one.state != Colour.GREY.value else ""
        name = Lifeline(one.name_key).full if one.name_key in {*Lifeline} else one.name
        said = Colour(one.state)
        words = f": {one.words}" if one.words else ""
        yield f"{name}: {known}{said.value} ({MEANING[said]}), {short(one.at, top.zone)}{words}"


def _need(one: Request, top: Top) -> str:
    needed = f", needed {short(one.needed, top.zone)}" if one.needed else ""
    return f"{one.shown} {one.quantity - one.arrived:,} of {one.item} ({one.priority.value}, {one.state.value}{needed})"


def _action(one: Action, top: Top) -> str:
    due = f", due {short(one.due, top.zone)}" if one.due else ""
    return f"{one.shown} {one.words}{f' ({one.owner_name})' if one.owner_name else ''}{due}"
