"""The Medical Incident Report: eight parts, in the order in which they are read on the air.

Source: the National Wildfire Coordinating Group's form for an incident within an incident.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

GROUP = "medical"
"""The group of rooms in which reports are kept, where an incident has one."""


class Severity(StrEnum):
    """How urgent the transport is: red is immediate, yellow may be delayed, green is minor."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"


URGENCY = {
    Severity.RED: "RED, priority 1: life or limb threatening, evacuation immediate",
    Severity.YELLOW: "YELLOW, priority 2: serious, evacuation may be delayed",
    Severity.GREEN: "GREEN, priority 3: minor, no urgent transport",
}


@dataclass(frozen=True, kw_only=True)
class MedicalReport:
    """One report, MIR-1. It names no patient: age, sex and injury only."""

    id: int = 0
    incident: str
    number: int
    contact: str = ""  # 1 who is contacted, on which channel
    status: str = ""  # 2 nature, location, on-scene IC and care provider, in words
    severity: Severity
    nature: str
    location: str
    name: str = ""  # the incident within the incident, by its place: "Trout Meadow Medical"
    provider: str = ""
    commander: str = ""
    patients: int = 1
    assessment: str = ""  # 3 initial patient assessment
    transport: str = ""  # 4 transport plan
    resources: str = ""  # 5 additional resources, equipment
    frequencies: str = ""  # 6 communications
    contingency: str = ""  # 7 contingency
    remarks: str = ""  # 8 additional information
    at: datetime
    by: str
    by_name: str

    @property
    def shown(self) -> str:
        """The number by which it is named: ``MIR-1``; it names no patient either."""
        return f"MIR-{self.number}"


def parts(report: MedicalReport) -> Iterator[tuple[str, str]]:
    """(title, content) of the form's eight parts in its order (NWCG Medical Incident Report); "not given" where nothing
    was said.
    """
    yield "1 Contact communications", report.contact or "state “medical emergency” on the assigned frequency"
    yield "2 Incident status", ". ".join(_status(report))
    yield "3 Patient assessment", report.assessment or NOT_GIVEN
    yield "4 Transport plan", report.transport or NOT_GIVEN
    yield "5 Additional resources", report.resources or NOT_GIVEN
    yield "6 Communications", report.frequencies or NOT_GIVEN
    yield "7 Contingency", report.contingency or NOT_GIVEN
    yield "8 Additional information", report.remarks or NOT_GIVEN


NOT_GIVEN = "not given"


def _status(report: MedicalReport) -> Iterator[str]:
    yield URGENCY[report.severity]
    yield f"Nature: {report.nature}"
    yield f"Patients: {report.patients}"
    yield f"Location: {report.location}"
    if report.name:
        yield f"Called: {report.name}"
    if report.commander:
        yield f"On-scene commander: {report.commander}"
    if report.provider:
        yield f"Care by: {report.provider}"


def on_air(report: MedicalReport) -> str:
    """The text to read, part by part; nothing that was not given is read."""
    lines = ["Emergency traffic. Medical incident report. Break."]
    lines += [f"{title}: {content}." for title, content in parts(report) if content != NOT_GIVEN]
    return "\n".join([*lines, "End of report. Confirm by reading back."])
