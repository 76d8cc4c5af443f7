"""Documents on their way into rooms: a copy holds the document, the lane has it made into a file and posts it.

What is committed is the document's data, not its bytes: a form is made from it in milliseconds, the same each time.
"""

from collections.abc import AsyncIterator
from typing import Any

from bot.documents.forms.render import NotRendered, mimetype
from bot.documents.printer import Printer
from bot.platforms import Draft, Rejected
from commands.domain.messages import Document, File
from storage.packed import pack_document, unpack_document

KEY = "document"
CHUNK = 65_536
ALT = 1_000
"""Characters of the words that stand for a picture; Slack takes no more."""


def payload(document: Document, thread: str | None, to: str = "") -> dict[str, object]:
    """What the copy of verb "file" holds; ``to`` is the key of the one person who gets it, by direct message."""
    return {KEY: pack_document(document), "alone": True, **({"to": to} if to else {"thread": thread})}


def held(payload: dict[str, Any]) -> Document | None:
    """The document that a copy holds, or None where it carries somebody's file."""
    return unpack_document(payload[KEY]) if KEY in payload else None


def draft(document: Document, thread: str | None) -> Draft:
    """The copy as it is rendered: the bot's own, with just this file."""
    return Draft(text=(), thread=thread, files=(File(id="", name=document.filename, mimetype=mimetype(document)),))


async def made(document: Document, press: Printer) -> tuple[File, AsyncIterator[bytes]]:
    """The file and its bytes, made off the event loop. Raises Rejected where the form cannot be set."""
    try:
        done = await press.printed(document)
    except NotRendered as fault:
        raise Rejected(str(fault)) from fault
    words = str(document.data.get("alt") or "")[:ALT]
    details: dict[str, object] = {"alt": words} if words else {}
    file = File(id=done.name, name=done.name, mimetype=done.mimetype, size=len(done.content), details=details)
    return file, _chunks(done.content)


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]
