"""A Document becomes a file: Typst sets the templates beside this module, everything else is plain text.

Text is handed over as data and never as markup, so that nothing which people write can break a form.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

import typst

from commands.domain.messages import Document

PPI = 240
"""Dots per inch of pictures: sharp on a phone, and well below a megabyte."""

PLAIN = "text"
"""The template of a document that is its text."""

_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "csv": "text/csv",
    "json": "application/json",
    "xml": "application/xml",
}


class NotRendered(Exception):
    """The document cannot be made; the words are fit for a person."""


@dataclass(frozen=True)
class Rendered:
    """A file ready to be posted or written."""

    name: str
    mimetype: str
    content: bytes


def mimetype(document: Document) -> str:
    """The media type of the file that a document becomes, by its name's ending; plain text for an unknown one."""
    return _TYPES.get(_ending(document), "text/plain")


def render(document: Document) -> Rendered:
    """Make the file. Takes tens of milliseconds: not on the event loop. Raises NotRendered."""
    return Rendered(document.filename, mimetype(document), _content(document))


def pages(document: Document, *, ppi: float = 100) -> list[bytes]:
    """Each page as a PNG picture, to be looked at."""
    return _compiled(document, "png", ppi)


def templates() -> tuple[str, ...]:
    """The names of the templates."""
    found = (Path(one.name) for one in files(__package__).iterdir())
    return tuple(sorted(path.stem for path in found if path.suffix == ".typ" and not path.stem.startswith("_")))


def _ending(document: Document) -> str:
    return document.filename.rpartition(".")[2].casefold()


def _content(document: Document) -> bytes:
    if document.template == PLAIN:
        return str(document.data["text"]).encode()
    if _ending(document) == "png":
        (only,) = pages(document, ppi=PPI)
        return only
    return _compiled(document, "pdf")[0]


def _compiled(document: Document, kind: Literal["pdf", "png"], ppi: float | None = None) -> list[bytes]:
    if document.template not in templates():
        raise NotRendered(f"there is no template {document.template}")
    with as_file(files(__package__)) as folder:
        try:
            made: Any = typst.compile(
                folder / f"{document.template}.typ",
                root=folder,
                font_paths=_fonts(),
                format=kind,
                ppi=ppi,
                sys_inputs={"data": json.dumps(document.data)},
            )
        except typst.TypstError as fault:
            raise NotRendered(f"the form {document.template} could not be set: {fault.message}") from fault
    return made if isinstance(made, list) else [made]


@cache
def _fonts() -> typst.Fonts:
    """The fonts within the wheel first; the system's own for letters which those lack."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)
