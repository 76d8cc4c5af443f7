"""An incident's record as a folder: forms, JSON by a published schema, CSV, the conversation, the log, a manifest.

Everything is read from one snapshot, while the program runs on. The folder holds all groups and all contact details:
it is made for the account's own eyes.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from bot.archive.attachments import FOLDER, NOT_ASKED, Fetched, Got
from bot.documents.forms.many import in_files
from bot.documents.from_record import call_for
from bot.runtime.private_files import private_file, private_folder, within
from commands.call import Call
from commands.domain.cells import guarded
from commands.domain.errors import Refused
from commands.domain.file_names import slug
from commands.domain.incidents import MAIN
from commands.domain.log.logbook import FIRST, Entry
from commands.domain.messages import File
from commands.domain.names import headed, person_name
from commands.domain.paper.paper import date_time
from commands.domain.text import named, nameless, words
from commands.paper.everything import all_forms, one_each
from commands.radio.documents import Paper
from storage.store import Database, Work
from storage.whole import FORMAT, KINDS, Attached, Message, adapter, attached, read, schema

MANIFEST = "manifest.json"
RECORDS = "records"
SCHEMA = "record.schema.json"

Bring = Callable[[Sequence[Attached], Path], Fetched]
"""Brings files into a folder, each under its digest."""


@dataclass
class Folder:
    """Where it is written, who is told, and what was written so far: the path and (size, SHA-256) of each file."""

    root: Path
    say: Callable[[str], None] = lambda _: None
    files: dict[str, tuple[int, str]] = field(default_factory=dict)

    def write(self, path: str, pieces: Iterator[bytes] | bytes) -> None:
        """A file for the account's own eyes, and its digest."""
        digest, size = hashlib.sha256(), 0
        with private_file(within(self.root, path)) as file:
            for piece in [pieces] if isinstance(pieces, bytes) else pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        self.files[path] = (size, digest.hexdigest())


def export(
    database: Database,
    incident: str,
    output: Path,
    *,
    at: datetime,
    zone: str,
    paper: Paper = Paper.LETTER,
    forms: bool = True,
    fetch: Bring | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write the incident's record into an empty or new folder; returns it. Raises Refused.

    ``fetch`` brings what people have attached; what it reads for the first time has its digest noted in the record.
    """
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise Refused(f"{output} is there already, and not an empty folder: nothing was written.")
    folder = Folder(output, say)
    with database.work() as work:
        call_for(work, incident, at, zone)
    private_folder(output)
    got = _fetched(database, incident, output / FOLDER, fetch) if fetch else {}
    with database.snapshot() as work:
        call = call_for(work, incident, at, zone)
        counts = {name: _records(folder, work, incident, name) for name in KINDS}
        for name in KINDS:
            if counts[name]:
                folder.write(f"csv/{name}.csv", _csv(work, incident, name))
        folder.write("conversation.txt", _conversation(work, call))
        folder.write("log.txt", _log(work, call))
        if forms:
            wanted = all_forms(call, call.store.groups(incident), paper)
            about = sum(counts[name] for name, (kind, _) in KINDS.items() if kind in one_each())
            for group, made in in_files(wanted, about, say):
                folder.write(f"forms/{made.name if group == MAIN else f'{slug(group)}/{made.name}'}", made.content)
        head = work.record.log_head(incident)
        files = [_attachment(folder, one, got) for one in attached(work.connection, incident)]
    folder.write(SCHEMA, _json(schema()))
    manifest = {
        "format": FORMAT,
        "program": _program(),
        "incident": incident,
        "name": call.here.name,
        "exercise": call.here.exercise,
        "as_of": at.isoformat(),
        "log_head": {"number": head.number, "digest": head.digest} if head else None,
        "records": counts,
        "attachments": files,
        "files": [{"path": path, "size": size, "sha256": sha} for path, (size, sha) in sorted(folder.files.items())],
    }
    folder.write(MANIFEST, _json(manifest))
    return output


def _fetched(database: Database, incident: str, folder: Path, fetch: Bring) -> Fetched:
    with database.work() as work:
        wanted = attached(work.connection, incident)
    if not wanted:
        return {}
    got = fetch(wanted, folder)
    fresh = [one for one in wanted if not one.file.sha256 and got[(one.said, one.number)].sha256]
    with database.work() as work:
        for one in fresh:
            found = got[(one.said, one.number)]
            work.talk.read_through(one.said, one.number, size=found.size or 0, sha256=found.sha256)
    return got


def _attachment(folder: Folder, one: Attached, got: Fetched) -> dict[str, object]:
    """What is known of a file, and where its bytes are or why they are not there."""
    found = got.get((one.said, one.number), Got(why=NOT_ASKED))
    digest = one.file.sha256 or found.sha256
    path = f"{FOLDER}/{digest}" if digest and not found.why else ""
    if path:
        folder.files[path] = ((folder.root / path).stat().st_size, digest)
    return {
        "message": one.said,
        "number": one.number,
        "room": str(one.room),
        "name": one.file.name,
        "mimetype": one.file.mimetype,
        "size": one.file.size,
        "sha256": digest,
        "path": path,
        "missing": found.why,
    }


def _program() -> str:
    try:
        return f"netcontrol {installed('net-control')}"
    except PackageNotFoundError:
        return "netcontrol, run from its sources"


def lines(work: Work, incident: str, name: str) -> Iterator[bytes]:
    """Every record of a kind as a line of JSON: the same record gives the same bytes on any database."""
    made = adapter(KINDS[name][0])
    for one in read(work.connection, incident, name):
        values = made.dump_python(one, mode="json")
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _records(folder: Folder, work: Work, incident: str, name: str) -> int:
    count = 0

    def counted() -> Iterator[bytes]:
        nonlocal count
        for line in lines(work, incident, name):
            count += 1
            yield line

    folder.write(f"{RECORDS}/{name}.jsonl", counted())
    return count


class _Line:
    """A file for csv.writer that keeps the line written last."""

    def __init__(self) -> None:
        self.last = ""

    def write(self, text: str) -> None:
        self.last = text


def _csv(work: Work, incident: str, name: str) -> Iterator[bytes]:
    """Lists and objects within a cell are JSON; what a spreadsheet would take for a formula is kept a text."""
    out = _Line()
    writer = csv.writer(out)
    first = True
    for line in lines(work, incident, name):
        values: dict[str, Any] = json.loads(line)
        if first:
            first = False
            writer.writerow(values)
            yield out.last.encode()
        writer.writerow([_cell(value) for value in values.values()])
        yield out.last.encode()


def _cell(value: object) -> object:
    if isinstance(value, str):
        return guarded(value)
    return guarded(json.dumps(value, ensure_ascii=False)) if isinstance(value, list | dict) else value


def _conversation(work: Work, call: Call) -> Iterator[bytes]:
    """What was said, in one order, with times, rooms and authors; what was removed or reworded says so."""
    rooms = {
        one.room: f"{one.name or one.room} [{one.group_name}]" for one in read(work.connection, call.here.id, "room")
    }
    names = {one.key: one.name for one in read(work.connection, call.here.id, "person_name")}
    yield f"{call.here.shown}: conversation, times {call.zone.key}\n\n".encode()
    talk = sorted(read(work.connection, call.here.id, "said"), key=lambda said: (said.sort, said.id))
    names |= work.people.names(set[str]().union(*(nameless(one.text) for one in talk)))
    for one in talk:
        yield f"{_said(one, rooms, names, call)}\n".encode()


def _said(one: Message, rooms: dict[str, str], names: dict[str, str], call: Call) -> str:
    who = one.who_name or names.get(one.who) or one.who
    author = headed(person_name(who), [one.who_label])
    marks = [
        f"reworded {date_time(one.edited_at, call.zone)}" if one.edited_at else "",
        f"REMOVED {date_time(one.removed_at, call.zone)}" if one.removed_at else "",
        *(f"file {file.name} ({_bytes(file)})" for file in one.files),
    ]
    noted = f" [{'; '.join(mark for mark in marks if mark)}]" if any(marks) else ""
    told = words(named(one.text, names))
    return f"{date_time(one.at, call.zone)} | {rooms.get(one.room, one.room)} | {author}: {told}{noted}"


def _bytes(file: File) -> str:
    size = f"{file.size} bytes" if file.size is not None else "size unknown"
    return f"{size}, SHA-256 {file.sha256}" if file.sha256 else f"{size}, digest unknown"


def _log(work: Work, call: Call) -> Iterator[bytes]:
    """The log as people read it, each entry with its digest; records/log_entry.jsonl holds what is sealed."""
    yield f"{call.here.shown}: log, times {call.zone.key}\nthe first entry follows {FIRST}\n\n".encode()
    for one in read(work.connection, call.here.id, "log_entry"):
        entry: Entry = one
        group = f" [{entry.group}]" if entry.group != MAIN else ""
        who = f"{entry.author_name}{f' (added by {entry.by_name})' if entry.by else ''}"
        told = f"{entry.shown} {date_time(entry.said, call.zone)}{group} {entry.origin.value} {who}: {entry.words}"
        yield f"{told}\n    {entry.digest}\n".encode()


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"
