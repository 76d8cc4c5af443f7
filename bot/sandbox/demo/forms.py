"""A Slack modal as a simple form of the page."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.slack import View

from .shown import Field, Form
from .slack_html import Names, parts

Json = Mapping[str, Any]


def form(view: View, names: Names) -> Form:
    """The form that a person has open. Fields go by block id."""
    blocks = view.body["blocks"]
    return Form(
        id=view.id,
        by=view.user,
        title=_words(view.body.get("title")),
        submit=_words(view.body.get("submit")) or "Send",
        close=_words(view.body.get("close")) or "Cancel",
        fields=tuple(_fields(blocks)),
        notes=tuple(part.html for part in parts(blocks, names) if part.html),
    )


def _fields(blocks: list[Json]) -> Iterator[Field]:
    for number, block in enumerate(blocks):
        if block.get("type") != "input":
            continue
        element = block["element"]
        yield Field(
            key=block.get("block_id", f"b{number}"),
            label=_words(block.get("label")),
            required=not block.get("optional"),
            value=str(element.get("initial_value") or (element.get("initial_option") or {}).get("value") or ""),
            hint=_words(block.get("hint")),
            options=tuple((str(one["value"]), _words(one["text"])) for one in element.get("options", ())),
            long=bool(element.get("multiline")),
        )


def _words(text: Json | None) -> str:
    return str(text.get("text", "")) if text else ""
