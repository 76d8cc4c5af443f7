"""The Medical Incident Report on paper: its eight parts, and the words in which they are read on the air.

Source: the National Wildfire Coordinating Group's Medical Incident Report, which is also block 8 of ICS 206 WF. The
plan in the other blocks of ICS 206 (aid stations, transport, hospitals, procedures) is nothing that a record holds.
"""

from commands.domain.accountability.medical import MedicalReport, Severity, on_air
from commands.domain.paper.paper import Top, date_time

SENSITIVE = "RESTRICTED: for those who were told it; it names no patient"

PRIORITIES = (
    (Severity.RED, "RED, priority 1", "Life or limb threatening. Evacuation is immediate."),
    (Severity.YELLOW, "YELLOW, priority 2", "Serious. Evacuation may be delayed if it has to be."),
    (Severity.GREEN, "GREEN, priority 3", "Minor. Transport is no emergency."),
)

FUNCTIONS = ("Command", "Air-to-ground", "Tactical")
COLUMNS_6 = ("Function", "Channel Name/Number", "Receive (RX)", "Tone/NAC", "Transmit (TX)", "Tone/NAC")


def medical_report(one: MedicalReport, top: Top) -> dict[str, object]:
    """Every part; blank is what nobody has said, to be written in by hand."""
    return {
        "id": one.shown,
        "at": date_time(one.at, top.zone),
        "by": one.by_name,
        "contact": one.contact,
        "priorities": [[name, meaning, one.severity is severity] for severity, name, meaning in PRIORITIES],
        "status": [
            ["Nature of injury or illness, mechanism", one.nature],
            ["Number of patients", f"{one.patients:,}"],
            ["Patient location (descriptive, and latitude and longitude)", one.location],
            ["Incident name (place and “Medical”)", one.name],
            ["On-scene incident commander", one.commander],
            ["Patient care (who gives it)", one.provider],
        ],
        "assessment": one.assessment,
        "transport": one.transport,
        "resources": one.resources,
        "columns_6": list(COLUMNS_6),
        "functions": list(FUNCTIONS),
        "frequencies": one.frequencies,
        "contingency": one.contingency,
        "remarks": one.remarks,
        "air": on_air(one).split("\n"),
    }
