"""Values of commands.domain ↔ JSON, by pydantic: what the bridge stores of a message and of an answer."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from commands.domain.messages import Document, File, Reply
from commands.domain.text import Text


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def pack_text(text: Text) -> list[Any]:
    """A text as JSON, a list of blocks, its defaults written out."""
    packed: list[Any] = _adapter(Text).dump_python(text, mode="json", exclude_defaults=False)
    return packed


def unpack_text(raw: list[Any]) -> Text:
    """What ``pack_text`` wrote. Raises pydantic's ValidationError for anything else."""
    text: Text = _adapter(Text).validate_python(raw)
    return text


def pack_files(files: tuple[File, ...]) -> list[Any]:
    """The files of a message as JSON, in their order; no content, only how their platform names them."""
    packed: list[Any] = _adapter(tuple[File, ...]).dump_python(files, mode="json")
    return packed


def unpack_files(raw: list[Any]) -> tuple[File, ...]:
    """What ``pack_files`` wrote. Raises pydantic's ValidationError for anything else."""
    files: tuple[File, ...] = _adapter(tuple[File, ...]).validate_python(raw)
    return files


def pack_reply(reply: Reply) -> dict[str, Any]:
    """An answer as JSON, with its card, form or document, for a copy's payload."""
    packed: dict[str, Any] = _adapter(Reply).dump_python(reply, mode="json")
    return packed


def unpack_reply(raw: dict[str, Any]) -> Reply:
    """What ``pack_reply`` wrote. Raises pydantic's ValidationError for anything else."""
    reply: Reply = _adapter(Reply).validate_python(raw)
    return reply


def pack_document(document: Document) -> dict[str, Any]:
    """A form's name and data as JSON, for the copy whose post it is rendered for."""
    packed: dict[str, Any] = _adapter(Document).dump_python(document, mode="json")
    return packed


def unpack_document(raw: dict[str, Any]) -> Document:
    """What ``pack_document`` wrote. Raises pydantic's ValidationError for anything else."""
    document: Document = _adapter(Document).validate_python(raw)
    return document
