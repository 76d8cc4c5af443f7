"""An exported record read back into an empty store, and proved equal: the same bytes come out again.

First every file is compared with its digest in the manifest; then all is put back in one transaction, which is undone
where anything is not as it was.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.archive.attachments import FOLDER as ATTACHMENTS
from bot.archive.export import MANIFEST, RECORDS, lines
from bot.runtime.private_files import private_folder
from commands.domain.errors import Refused
from commands.domain.incidents import Incident
from commands.domain.log.proof import Proof
from commands.domain.log.seals import Why
from commands.domain.log.searching import Findable, Source
from commands.domain.text import words
from storage import search
from storage.migrate import migrate
from storage.sealing.adopt import adopt
from storage.sealing.rows import NOWHERE
from storage.store import Database, Work
from storage.whole import FORMAT, KINDS, Message, adapter, put, read

CHUNK = 1 << 20


def bring_in(database: Database, folder: Path, say: Callable[[str], None], *, keep: Path | None = None) -> None:
    """Read the record back. Raises Refused, with what is wrong; the store is then as it was.

    ``keep`` is where attachments are kept, each under its digest: a later export takes them from there.
    """
    manifest = _manifest(folder)
    _compare(folder, manifest)
    migrate(database)
    incident = str(manifest["incident"])
    with database.work() as work:
        if others := work.record.every_incident():
            names = ", ".join(one.id for one in others)
            raise Refused(f"The store is not empty (there is {names}): a record is read back into an empty one.")
        counts = {name: put(work.connection, incident, name, _records(folder, name)) for name in KINDS}
        for chain in (NOWHERE, incident):
            adopt(work.sealing, work.connection, chain, Why.IMPORTED)
        _find_again(work, incident)
        _equal(work, incident, manifest)
        head = _proved(work, incident)
        kept = _keep(folder, manifest, keep) if keep else 0
    say(f"{manifest['name']}: {sum(counts.values()):,} records read back, equal byte for byte. {head}")
    if there := manifest.get("attachments"):
        say(f"{kept:,} attachments kept; of {sum(not one['path'] for one in there):,} the bytes are not in the export.")


def compare(database: Database, folder: Path, say: Callable[[str], None]) -> None:
    """Prove that the folder is as it was exported and that the store holds the same record. Raises Refused."""
    manifest = _manifest(folder)
    _compare(folder, manifest)
    incident = str(manifest["incident"])
    with database.snapshot() as work:
        if work.record.get(Incident, incident) is None:
            raise Refused(f"The folder is as it was exported. The store has no incident {incident}.")
        _equal(work, incident, manifest, "the store has gone on, or is another")
        head = _proved(work, incident)
    held = sum(bool(one["path"]) for one in manifest.get("attachments", ()))
    say(f"{manifest['name']}: {len(manifest['files']):,} files as exported, {held:,} attachments among them;")
    say(f"the store holds the same record, byte for byte. {head}")


def _keep(folder: Path, manifest: dict[str, Any], keep: Path) -> int:
    """Copy the attachments, whole or not at all; returns how many there are now."""
    digests = {str(one["sha256"]) for one in manifest.get("attachments", ()) if one["path"]}
    for digest in digests:
        private_folder(keep)
        if not (keep / digest).is_file():
            shutil.copyfile(folder / ATTACHMENTS / digest, keep / f".{digest}")
            (keep / f".{digest}").chmod(0o600)
            (keep / f".{digest}").replace(keep / digest)
    return len(digests)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        known, named = int(manifest["format"]), manifest["incident"] and manifest["files"] is not None
    except FileNotFoundError:
        raise Refused(f"{folder} holds no {MANIFEST}: it is no folder that netcontrol export made.") from None
    except (ValueError, KeyError, TypeError):
        raise Refused(f"{folder / MANIFEST} cannot be read: it is not as it was written.") from None
    if known != FORMAT or not named:
        raise Refused(f"The record has format {known}; this program reads format {FORMAT}.")
    return manifest


def _compare(folder: Path, manifest: dict[str, Any]) -> None:
    """Every file is there and is what it was."""
    for one in manifest["files"]:
        path = folder / one["path"]
        if not path.resolve().is_relative_to(folder.resolve()):
            raise Refused(f"{one['path']} lies outside the folder: nothing was read.")
        if not path.is_file():
            raise Refused(f"{one['path']} is missing: nothing was read.")
        if _digest(path) != one["sha256"]:
            raise Refused(f"{one['path']} is not what was exported (its SHA-256 differs): nothing was read.")
    known = {one["path"]: one["sha256"] for one in manifest["files"]}
    for one in manifest.get("attachments", ()):
        if one["path"] and (known.get(one["path"]), one["path"]) != (one["sha256"], f"{ATTACHMENTS}/{one['sha256']}"):
            raise Refused(f"The attachment {one['name']} is not named by its digest: nothing was read.")


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            found.update(piece)
    return found.hexdigest()


def _records(folder: Path, name: str) -> Iterator[Any]:
    path = folder / RECORDS / f"{name}.jsonl"
    if not path.is_file():
        return  # a kind that the program which wrote it did not have
    made = adapter(KINDS[name][0])
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield made.validate_json(line)
            except ValidationError as fault:
                first = fault.errors()[0]
                raise Refused(f"{RECORDS}/{name}.jsonl, line {number}: {first['msg']} ({first['loc']}).") from None


def _find_again(work: Work, incident: str) -> None:
    """What can be searched by its words is put into the index, which is no part of a record."""
    for name in ("log_entry", "traffic", "general_message", "request", "report"):
        for one in read(work.connection, incident, name):
            search.note(work.connection, one)
    for said in read(work.connection, incident, "said"):
        if said.removed_at is None:
            search.put(work.connection, _findable(said, incident), words(said.text))


def _findable(one: Message, incident: str) -> Findable:
    return Findable(
        incident=incident,
        group=one.group_name,
        source=Source.TALK,
        number=one.id,
        at=one.at,
        who=one.who_name or one.who,
        words=words(one.text),
        room=one.room,
        native=one.native,
    )


def _equal(work: Work, incident: str, manifest: dict[str, Any], why: str = "nothing was kept") -> None:
    expected = {one["path"]: one["sha256"] for one in manifest["files"]}
    for name in KINDS:
        found = hashlib.sha256()
        for line in lines(work, incident, name):
            found.update(line)
        path = f"{RECORDS}/{name}.jsonl"
        if path in expected and found.hexdigest() != expected[path]:
            raise Refused(f"{path} does not come out of the store as it went in: {why}.")


def _proved(work: Work, incident: str) -> str:
    """The log's chain, from its first entry to its head."""
    proof = Proof()
    proof.read(read(work.connection, incident, "log_entry"))
    if broken := proof.end(work.record.log_count(incident)):
        raise Refused(f"The log is broken at {broken.shown}: nothing was kept.")
    return f"Log unbroken, {proof.number:,} entries, head {proof.head.shown}." if proof.number else "The log is empty."
