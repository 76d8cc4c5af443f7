"""The files of a message: those whose bytes are Slack's, and what is read by its address alone."""

from collections.abc import Iterator
from typing import Any

from bot.platforms.filenames import clean_filename
from bot.platforms.slack.names import unescape
from commands.domain.messages import File
from commands.domain.text import Inline, Link, Paragraph, Span

Json = dict[str, Any]

ELSEWHERE = {
    "external": "file",
    "quip": "canvas",
    "canvas": "canvas",
    "list": "list",
    "space": "post",
    "docs": "post",
}
"""Modes of what has no bytes to fetch: it is kept elsewhere, or drawn by Slack alone; and what people call it."""


def files_of(said: Json) -> tuple[File, ...]:
    """The files of a message whose bytes are Slack's, without those that were deleted."""
    return tuple(file_of(file) for file in shown(said) if not is_elsewhere(file))


def shown(said: Json) -> list[Json]:
    """The files of a message that are not deleted, as Slack tells of them."""
    return [file for file in said.get("files") or [] if file.get("mode") != "tombstone"]


def is_elsewhere(file: Json) -> bool:
    """Is there an address to read it at, and no bytes to fetch: a canvas, a list, a file of another service?"""
    return file.get("mode") in ELSEWHERE or file.get("filetype") in ("quip", "canvas", "list")


def called(file: Json) -> str:
    """What people call such a thing: ``canvas``."""
    return ELSEWHERE.get(str(file.get("mode")), "") or ELSEWHERE.get(str(file.get("filetype")), "file")


def links(said: Json) -> Iterator[Paragraph]:
    """A line for each thing of a message that is read by its address."""
    for file in filter(is_elsewhere, shown(said)):
        outside = file.get("mode") == "external"
        address = (file.get("url_private") if outside else file.get("permalink")) or file.get("url_private")
        name = unescape(str(file.get("title") or file.get("name") or called(file)))
        label: Inline = Link(str(address), name) if address else Span(name)
        yield Paragraph((label,) if outside else (Span(f"[{called(file)}] "), label))


def file_of(file: Json) -> File:
    """A file as an event or files.info tells of it."""
    url = file.get("url_private_download") or file.get("url_private")
    mimetype = str(file.get("mimetype") or "application/octet-stream")
    name = str(file.get("name") or file.get("title") or "")
    return File(
        id=str(file["id"]),
        name=clean_filename(name, mimetype) if name else clean_filename(str(file["id"]), mimetype),
        mimetype=mimetype,
        size=file.get("size"),
        details={"url": url} if url else {},
    )
