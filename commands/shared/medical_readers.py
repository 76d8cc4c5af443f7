"""Who may read a Medical Incident Report: those who were told it, its group, and who made it."""

from commands.call import Call
from commands.domain.accountability.medical import GROUP, MedicalReport
from commands.domain.errors import Refused
from commands.shared import rights

READERS = ("IC", "OSC", "SOFR", "MEDL", "INCM", "COML")
"""Who gets a report directly, and may ask for it."""


def readable_report(call: Call, number: int) -> MedicalReport:
    """The medical report for somebody who may read it; Refused to anybody else, and where there is none."""
    one = call.store.numbered(MedicalReport, call.here.id, number)
    if one is None:
        raise Refused(f"There is no MIR-{number} here.")
    mine = one.by in call.store.same_person(call.who.key)
    if not (mine or call.group == GROUP or rights.has(frozenset(READERS), call)):
        raise Refused(f"{one.shown} is {rights.whose(READERS, call)}")
    return one
