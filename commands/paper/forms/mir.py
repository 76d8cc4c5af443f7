"""The Medical Incident Report: told to few, so printed for few."""

import re
from dataclasses import replace

from commands.call import Call
from commands.domain.accountability.medical import GROUP, MedicalReport
from commands.domain.errors import Refused
from commands.domain.messages import Document
from commands.domain.paper import forms_medical
from commands.paper.papers import Asked, number_of
from commands.paper.sheets import Each, Print, document, sheet, top_of
from commands.shared.medical_readers import readable_report


def may_read_report(call: Call, of: str) -> None:
    """What few were told is posted among them, or where nobody else reads along."""
    found = re.fullmatch(r"(?:mir\s*-?\s*)?(\d{1,9})", of.strip(), re.IGNORECASE)
    one = readable_report(call, int(found[1])) if found else None
    if one and not (call.direct or call.group == GROUP):
        raise Refused(
            f"{one.shown} was told to few, so it is not posted in this room. Say “form MIR {one.shown}” to me in a "
            f"direct message; “{call.prefix} medical show {one.shown}” shows it to you privately here."
        )


def _restricted(one: MedicalReport) -> Print:
    return Print(of=one.shown, group=GROUP)


@sheet(
    "mir",
    "Medical Incident Report",
    shown="MIR",
    template="icsmir",
    of="MIR-1",
    may_read=may_read_report,
    private="(the Medical Incident Report) there or in the medical group",
    export=Each(MedicalReport, _restricted),
)
def medical_report(call: Call, asked: Asked) -> Document:
    """One report, which names no patient."""
    top = top_of(call, asked)
    number = number_of(asked, "MIR", "form MIR MIR-1")
    one = call.store.numbered(MedicalReport, call.here.id, number)
    if one is None:
        raise Refused(f"There is no MIR-{number} here.")
    top = replace(top, sensitive=forms_medical.SENSITIVE)
    return document(call, asked, top, forms_medical.medical_report(one, top), str(one.number))
