"""Forms without a chat room: the same documents that commands post, made from the store and written to files."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.documents.forms.render import render
from bot.runtime import private_files
from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.incidents import Incident
from commands.domain.messages import Document, Person, Room
from commands.radio import documents as radio_documents
from storage.store import Database, Work

SELF = Person("netcontrol", "netcontrol")
NOWHERE = Room("none", "none", "none")

Maker = Callable[[Call], tuple[tuple[Document, ...], tuple[str, ...]]]


def write(
    database: Database,
    incident: str,
    wanted: radio_documents.Wanted | Maker,
    output: Path | None,
    *,
    at: datetime,
    zone: str,
) -> list[Path]:
    """Write what is wanted; returns the files. Raises Refused, with words for whoever asked."""
    with database.work() as work:
        call = call_for(work, incident, at, zone)
        made, _ = wanted(call) if callable(wanted) else radio_documents.documents(call, wanted)
    paths = [_path(document, output, alone=len(made) == 1) for document in made]
    for document, path in zip(made, paths, strict=True):
        private_files.write(path, render(document).content)
    return paths


def call_for(work: Work, id: str, at: datetime, zone: str) -> Call:
    """What is asked from the shell, in an incident. Raises Refused where there is none of that name."""
    found = work.record.get(Incident, id)
    if found is None:
        known = ", ".join(one.id for one in work.record.every_incident()) or "none yet"
        raise Refused(f"There is no incident {id}. There is: {known}.")
    here = ZoneInfo(found.timezone or zone)
    return Call(who=SELF, room=NOWHERE, at=at, store=work.record, zone=here, incident=found)


def _path(document: Document, output: Path | None, *, alone: bool) -> Path:
    """``output`` is a file, or a folder where it is one already or several files are made."""
    if output is None:
        return Path(document.filename)
    if alone and not output.is_dir():
        return output
    if not output.is_dir() and output.suffix and output.suffix == Path(document.filename).suffix:
        raise Refused(f"This makes several files: name a folder, such as {output.with_suffix('')}.")
    private_files.private_folder(output)
    return private_files.within(output, document.filename)
