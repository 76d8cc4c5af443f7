"""What the after-action report is made of, and the documents that it becomes."""

from commands.call import Call
from commands.domain.accountability.emergencies import Emergency
from commands.domain.accountability.owed import Action, Addressee, Announcement
from commands.domain.accountability.par import Par
from commands.domain.history import Change, Thing
from commands.domain.incidents import MAIN
from commands.domain.log.logbook import Origin
from commands.domain.log.traffic import GeneralMessage, Traffic
from commands.domain.logistics.requests import Request
from commands.domain.messages import Document
from commands.domain.organisation.periods import Period
from commands.domain.organisation.roles import Holding
from commands.domain.paper import aar_text
from commands.domain.paper.aar import Past
from commands.domain.paper.paper import Top, Window
from commands.domain.radio.interference import Interference
from commands.domain.radio.patches import Patch
from commands.domain.radio.records import Outage
from commands.domain.situation.reports import Report
from commands.domain.situation.sitrep import Sitrep
from commands.paper.papers import SIZES, file_name
from commands.radio.documents import Paper

MOST = 20_000
"""The newest of each kind that are looked at."""


def documents(call: Call, paper: Paper = Paper.LETTER) -> tuple[Document, Document]:
    """The report as PDF and as Markdown."""
    past = gathered(call)
    top = Top(
        incident=call.here,
        at=call.at,
        zone=call.zone,
        window=Window(start=call.here.opened, end=call.here.closed),
        head=past.head,
        standing="DRAFT",
        paper=SIZES[paper],
    )
    content = [
        {
            "title": one.title,
            "lines": list(one.lines),
            "columns": list(one.columns),
            "rows": [list(row) for row in one.rows],
            "by_hand": list(one.by_hand),
            "level": one.level,
        }
        for one in aar_text.sections(past, call.zone)
    ]
    data = top.sheet("AAR", "After-action report, draft", {"sections": content, "draft": aar_text.DRAFT})
    title = f"After-action report, draft, {call.here.shown}"
    text: dict[str, object] = {"text": aar_text.markdown(past, call.zone)}
    return (
        Document(template="aar", filename=file_name(call, "AAR", "draft"), title=title, data=data | {"title": title}),
        Document(template="text", filename=file_name(call, "AAR", "draft", "md"), title=title, data=text),
    )


def gathered(call: Call) -> Past:
    """The record that the report is made of: of what has groups, the main group's."""
    here, store = call.here.id, call.store
    strength = store.strength(here)
    announced = store.every(Announcement, here, most=500)
    return Past(
        incident=call.here,
        at=call.at,
        head=store.log_head(here),
        periods=store.every(Period, here),
        objectives=store.objectives(here),
        holdings=store.every(Holding, here, most=MOST),
        significant=store.log_entries(here, (MAIN,), (Origin.SIGNIFICANT,), most=500),
        requests=tuple(one for one in store.every(Request, here, most=MOST) if one.group == MAIN),
        changes=tuple(
            one for one in store.every(Change, here, most=10 * MOST) if one.group == MAIN and one.thing is Thing.REQUEST
        ),
        reports=tuple(one for one in store.every(Report, here, most=MOST) if one.group == MAIN),
        duties=store.duties(here),
        pars=store.every(Par, here, most=MOST),
        emergencies=store.every(Emergency, here, most=500),
        announcements=announced,
        addressees=tuple(_addressees(call, announced)),
        messages=tuple(one for one in store.every(GeneralMessage, here, most=MOST) if one.group == MAIN),
        actions=store.every(Action, here, most=MOST),
        sitreps=store.every(Sitrep, here, most=MOST),
        outages=store.every(Outage, here, most=500),
        interferences=store.every(Interference, here, most=500),
        patches=tuple(one for one in store.every(Patch, here, most=500) if one.group == MAIN),
        revisions=store.revision_marks(here, 500),
        traffic=tuple(one for one in store.every(Traffic, here, most=MOST) if one.group == MAIN),
        bridged=store.bridged(here),
        strength=f"{strength.resources:,} resources, {strength.persons:,} persons" if strength.resources else "",
    )


def _addressees(call: Call, announced: tuple[Announcement, ...]) -> list[Addressee]:
    return [to for one in announced for to in call.store.addressees(one.id)]
