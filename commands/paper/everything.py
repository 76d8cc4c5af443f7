"""Every form of an incident: what an export holds. A restricted group's things are on forms of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from commands.call import Call
from commands.domain.accountability.demobs import Demob
from commands.domain.accountability.medical import GROUP as RESTRICTED
from commands.domain.accountability.medical import MedicalReport
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN
from commands.domain.log.traffic import GeneralMessage
from commands.domain.logistics.requests import Request
from commands.domain.messages import Document
from commands.domain.organisation.roles import Holding
from commands.paper.papers import EVERYTHING, Asked, Sheet, documents
from commands.radio.documents import Paper

_ONCE = (
    Sheet.ICS_201, Sheet.ICS_204, Sheet.ICS_205, Sheet.ICS_205A, Sheet.ICS_209, Sheet.ICS_211, Sheet.ICS_217A,
    Sheet.ICS_309,
)  # fmt: skip

FORM_EACH = ("request", "general_message", "demob", "holding", "medical_report")
"""The kinds of the record of which about each has a form of its own."""


def all_forms(call: Call, groups: Iterable[str], paper: Paper) -> Iterator[tuple[str, Document]]:
    """(group, form) of everything that there is to print, of the whole incident."""
    for asked in _everything(call, paper):
        yield from ((MAIN, one) for one in _made(call, asked))
    wanted = (one.group for one in call.store.every(Request, call.here.id))
    sent = (one.group for one in call.store.every(GeneralMessage, call.here.id))
    for group in dict.fromkeys((*groups, *wanted, *sent)):
        if group != MAIN:
            only = (replace(asked, groups=(group,)) for asked in _of_group(call, group, paper))
            yield from ((group, one) for asked in only for one in _made(call, asked))
    for report in call.store.every(MedicalReport, call.here.id):
        asked = Asked(sheet=Sheet.MEDICAL, of=report.shown, period=EVERYTHING, paper=paper)
        yield from ((RESTRICTED, one) for one in _made(call, asked))


def _made(call: Call, asked: Asked) -> tuple[Document, ...]:
    """Nothing, where the record has nothing to print."""
    try:
        return documents(call, asked)[0]
    except Refused:
        return ()


def _everything(call: Call, paper: Paper) -> Iterator[Asked]:
    for sheet in _ONCE:
        yield Asked(sheet=sheet, period=EVERYTHING, paper=paper)
    for period in call.store.periods(call.here.id, 500):  # of everything only the newest rows fit on one form
        yield Asked(sheet=Sheet.ICS_309, period=str(period.number), paper=paper)
    yield from _of_group(call, MAIN, paper)
    for demob in call.store.every(Demob, call.here.id):
        yield Asked(sheet=Sheet.ICS_221, of=demob.shown, period=EVERYTHING, paper=paper)
    for seat in dict.fromkeys(one.seat for one in call.store.every(Holding, call.here.id)):
        yield Asked(sheet=Sheet.ICS_214, seat=seat, period=EVERYTHING, paper=paper)


def _of_group(call: Call, group: str, paper: Paper) -> Iterator[Asked]:
    here, store = call.here.id, call.store
    for message in store.every(GeneralMessage, here):
        if message.group == group:
            yield Asked(sheet=Sheet.ICS_213, of=message.shown, period=EVERYTHING, paper=paper)
    for request in store.every(Request, here):
        if request.group == group:
            yield Asked(sheet=Sheet.ICS_213RR, of=request.shown, period=EVERYTHING, paper=paper)
    if group != MAIN:
        yield Asked(sheet=Sheet.ICS_309, period=EVERYTHING, paper=paper)
