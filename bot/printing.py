"""Forms without a chat room: the same documents that commands post, made from the store and written to files."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.forms.render import render
from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.incidents import Incident
from commands.domain.messages import Document, Person, Room
from commands.radio_documents import Wanted, documents
from storage.store import Database, Work

SELF = Person("netcontrol", "netcontrol form")
NOWHERE = Room("none", "none", "none")


def write(
    database: Database, incident: str, wanted: Wanted, output: Path | None, *, at: datetime, zone: str
) -> list[Path]:
    """Write what is wanted; returns the files. Raises Refused, with words for whoever asked."""
    with database.work() as work:
        made, _ = documents(_call(work, incident, at, zone), wanted)
    paths = [_path(document, output, alone=len(made) == 1) for document in made]
    for document, path in zip(made, paths, strict=True):
        path.write_bytes(render(document).content)
    return paths


def _call(work: Work, id: str, at: datetime, zone: str) -> Call:
    found = work.record.get(Incident, id)
    if found is None:
        known = ", ".join(one.id for one in work.record.incidents()) or "none yet"
        raise Refused(f"There is no incident {id}. There is: {known}.")
    here = ZoneInfo(found.timezone or zone)
    return Call(who=SELF, room=NOWHERE, at=at, store=work.record, zone=here, incident=found)


def _path(document: Document, output: Path | None, *, alone: bool) -> Path:
    """``output`` is a file, or a folder where it is one already or several files are made."""
    if output is None:
        return Path(document.filename)
    return output if alone and not output.is_dir() else output / document.filename
