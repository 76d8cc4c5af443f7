"""The packet as a document: made in the room, and once more for the folder."""

from dataclasses import replace

from commands.call import Call
from commands.domain.accountability.par import Answer
from commands.domain.errors import Refused
from commands.domain.incidents import MAIN
from commands.domain.messages import Document
from commands.domain.paper.forms_packet import Contents, last_answers, packet
from commands.domain.paper.forms_people import SENSITIVE
from commands.domain.paper.paper import Top
from commands.paper.papers import SIZES, file_name
from commands.paper.papers import top as top_of
from commands.radio.documents import Form as RadioForm
from commands.radio.documents import Paper, Wanted
from commands.radio.documents import documents as radio_documents

MOST_RESOURCES = 10_000
MOST_REQUESTS = 200
CALLS = 3
"""Roll calls that are looked through for the last answer of each resource."""


def document(
    call: Call, number: str, *, groups: tuple[str, ...] = (MAIN,), contacts: bool = False, paper: Paper = Paper.LETTER
) -> Document:
    """The packet as of ``call.at``; ``contacts`` only for those who may read them, where nobody else does."""
    top = replace(
        top_of(call, paper),
        standing=number,
        sensitive=SENSITIVE if contacts else "",
    )
    data = top.sheet("Packet", number, packet(_contents(call, groups, contacts=contacts, top=top), top))
    title = f"Packet {number}, {call.here.shown}, as of {data['as_of']}"
    name = file_name(call, "packet", number)
    return Document(template="packet", filename=name, title=title, data=data | {"title": title})


def _contents(call: Call, groups: tuple[str, ...], *, contacts: bool, top: Top) -> Contents:
    here, store = call.here.id, call.store
    called = store.pars(here, open_only=False, most=CALLS)
    waiting = store.requests(here, groups, most=MOST_REQUESTS)
    return Contents(
        resources=store.roster(here, most=MOST_RESOURCES),
        called=tuple((one, store.par_tally(one.id)) for one in called[:1]),
        lines=last_answers([store.par_owed(one.id, tuple(Answer)) for one in called]),
        radio=_radio(call, top),
        requests=waiting,
        open_requests=store.open_requests(here, groups),
        coming=store.fill_lines([one.id for one in waiting]),
        actions=store.actions(here),
        holdings=store.holders(here),
        contacts=contacts,
    )


def _radio(call: Call, top: Top) -> dict[str, object]:
    """The newest radio plan as ICS 205 has it; empty where there is none."""
    paper = Paper.A4 if top.paper == SIZES[Paper.A4] else Paper.LETTER
    try:
        (made,), _ = radio_documents(call, Wanted(form=RadioForm.ICS_205, paper=paper))
    except Refused:
        return {}
    kept = (
        "columns", "rows", "instructions", "standing", "draft", "changed", "digest", "period", "advisory", "edition",
        "prepared_by",
    )  # fmt: skip
    return {key: made.data[key] for key in kept}
