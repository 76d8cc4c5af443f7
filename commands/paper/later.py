"""Long lists are read beside the conversation: a command promises the document, and it is made when it is posted.

What is promised is decided at once: which form, of which period, for whose eyes. What stands in it is the record as of
the moment in which it is made, which the paper says; with thousands of resources no transaction waits for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.incidents import Incident
from commands.domain.messages import Document, Person, Room
from commands.domain.store import Store
from commands.paper import after, papers, roster_file
from commands.paper import packet as papers_packet
from commands.paper.papers import EVERYTHING, Asked
from commands.paper.sheets import document, documents, sheets, top_of
from commands.radio.documents import Paper

LATER = "later"
"""Instead of a document's data: what is promised."""

NOBODY = Person("netcontrol", "netcontrol")
NOWHERE = Room("none", "none", "none")


def form(call: Call, asked: Asked) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """The form, made or promised, and what has to be said beside it. Refused as ``sheets.documents``.

    Promised is what lists everything; other forms are about one thing or one person.
    """
    if not sheets()[asked.sheet].long:
        return documents(call, asked)
    top = top_of(call, asked)
    words = {
        "sheet": asked.sheet,
        "period": top.window.label or EVERYTHING,
        "person": asked.person,
        "net": asked.net,
        "groups": list(asked.groups),
    }
    return (_promise(call, document(call, asked, top, {}), "form", asked.paper, words),), ()


def packet(call: Call, number: str, *, groups: tuple[str, ...], contacts: bool, paper: Paper) -> Document:
    """A packet, promised."""
    title = f"Packet {number}, {call.here.shown}"
    blank = Document(template="packet", filename=papers.file_name(call, "packet", number), title=title, data={})
    return _promise(call, blank, "packet", paper, {"number": number, "groups": list(groups), "contacts": contacts})


def after_action(call: Call, paper: Paper) -> tuple[Document, Document]:
    """The after-action report, promised as PDF and as Markdown."""
    title = f"After-action report, draft, {call.here.shown}"
    names = (papers.file_name(call, "AAR", "draft", ending) for ending in ("pdf", "md"))
    pdf, markdown = (
        _promise(call, Document(template=kind, filename=name, title=title, data={}), f"aar {at}", paper, {})
        for at, (kind, name) in enumerate(zip(("aar", "text"), names, strict=True))
    )
    return pdf, markdown


def roster(call: Call, agencies: tuple[str, ...] | None, div: str) -> Document:
    """The roster as a file for a spreadsheet, promised: of these agencies (None: of all), of one div."""
    name = f"roster-{call.here.id}-{call.at:%Y%m%d-%H%M}Z.csv"
    blank = Document(template="text", filename=name, title=f"{call.here.shown}: roster", data={})
    return _promise(call, blank, "roster", Paper.LETTER, {"agencies": agencies and [*agencies], "div": div})


def _promise(call: Call, blank: Document, what: str, paper: Paper, words: Mapping[str, object]) -> Document:
    known = {"what": what, "incident": call.here.id, "zone": call.zone.key, "prefix": call.prefix, "paper": paper.value}
    known["asked"] = call.at.isoformat()  # one asking, one paper: all rooms get the same
    return replace(blank, data={LATER: {**known, **words}})


def fulfilled(document: Document, store: Store, at: datetime) -> Document:
    """The document as of ``at``, under the name that was promised. Refused where there is nothing to print any more."""
    promise: Any = document.data.get(LATER)
    if promise is None:
        return document
    incident = store.get(Incident, promise["incident"])
    if incident is None:
        raise Refused(f"There is no incident {promise['incident']} any more.")
    zone, prefix = ZoneInfo(promise["zone"]), promise["prefix"]
    call = Call(who=NOBODY, room=NOWHERE, at=at, store=store, zone=zone, incident=incident, prefix=prefix)
    return replace(_MAKERS[promise["what"]](call, promise), filename=document.filename)


def _form(call: Call, promise: Any) -> Document:
    asked = Asked(
        sheet=promise["sheet"],
        period=promise["period"],
        person=promise["person"],
        net=promise["net"],
        paper=Paper(promise["paper"]),
        groups=tuple(promise["groups"]),
    )
    (made,), _ = documents(call, asked)
    return made


def _packet(call: Call, promise: Any) -> Document:
    return papers_packet.document(
        call,
        promise["number"],
        groups=tuple(promise["groups"]),
        contacts=promise["contacts"],
        paper=Paper(promise["paper"]),
    )


def _roster(call: Call, promise: Any) -> Document:
    lines = call.store.roster(call.here.id, agencies=promise["agencies"], div=promise["div"])
    text = roster_file.csv(lines)
    return Document(template="text", filename="", title=f"{call.here.shown}: roster", data={"text": text})


_MAKERS: dict[str, Callable[[Call, Any], Document]] = {
    "form": _form,
    "packet": _packet,
    "roster": _roster,
    "aar 0": lambda call, promise: after.documents(call, Paper(promise["paper"]))[0],
    "aar 1": lambda call, promise: after.documents(call, Paper(promise["paper"]))[1],
}
