"""What Slack's editor makes of typed lines: rich text with lists, quotes and code blocks, and the same as mrkdwn."""

import html
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from bot.sandbox.slack import rich_text

Json = dict[str, Any]

_BULLET, _NUMBER = re.compile(r"(?:•|-|\*) +(?=\S)"), re.compile(r"\d+\. +(?=\S)")
_FENCE = re.compile(r"(?:^|\n)```\n?(.*?)\n?```(?:\n|$)", re.DOTALL)


def edited(text: str) -> str:
    """The marks that people know from elsewhere become Slack's: `**bold**`, `~~strike~~`, `- item`."""
    text = re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", r"*\1*", text)
    text = re.sub(r"~~(?=\S)(.+?)(?<=\S)~~", r"~\1~", text)
    return re.sub(r"^[-*] +(?=\S)", "• ", text, flags=re.MULTILINE)


def blocks(text: str) -> list[Json] | None:
    """The blocks of a text that is escaped and live already; None where only the text can say it."""
    elements: list[Json] = []
    for at, piece in enumerate(_FENCE.split(text)):
        made = [_preformatted(piece)] if at % 2 else list(_elements(piece))
        if None in made:
            return None
        elements += [element for element in made if element]
    return [{"type": "rich_text", "elements": elements}] if elements else None


def _preformatted(text: str) -> Json:
    return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": html.unescape(text)}]}


def _elements(text: str) -> Iterator[Json | None]:
    lines = text.strip("\n").split("\n") if text.strip("\n") else []
    for kind, group in groupby(lines, key=_kind):
        run = [_bare(line, kind) for line in group]
        if kind in ("bullet", "ordered"):
            items = [_inline(line) for line in run]
            sections = [{"type": "rich_text_section", "elements": item} for item in items]
            yield (
                None if None in items else {"type": "rich_text_list", "style": kind, "indent": 0, "elements": sections}
            )
        else:
            inline = _inline("\n".join(run))
            yield None if inline is None else {"type": f"rich_text_{kind}", "elements": inline}


def _kind(line: str) -> str:
    if line.startswith("&gt;"):
        return "quote"
    return "bullet" if _BULLET.match(line) else "ordered" if _NUMBER.match(line) else "section"


def _bare(line: str, kind: str) -> str:
    if kind == "quote":
        return line.removeprefix("&gt;").strip()
    return re.sub(r"^(?:•|-|\*|\d+\.) +", "", line) if kind in ("bullet", "ordered") else line


def _inline(text: str) -> list[Json] | None:
    """The sandbox's own rich text of plain lines; None where marks are nested."""
    made = rich_text(text)
    return made["elements"][0]["elements"] if made else None
