"""Text → lines of runs, the form in which a long message can be cut anywhere without breaking its markup."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote as percent

from bot.platforms.slack.names import escape, shown_name
from commands.domain.text import Block, Code, Heading, Inline, Link, List, Mention, Paragraph, Quote, Rule, Span, Text

BULLETS = ("•", "◦", "▪")
INDENT = "    "
RULE = "———"
MARKUP_IN_ADDRESS = re.compile(r"[*_~]|:[\w+'-]+:")
LINKED = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True)
class Run:
    """Characters in one style. ``markup`` stands as Slack shall read it; all other text is still literal."""

    text: str
    style: str = ""  # the markers around it: a selection of "*_~"
    markup: bool = False
    code: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a post. ``prefix`` (quote marks, indent, bullet) is ready for Slack; ``fenced``: in a code block."""

    runs: tuple[Run, ...] = ()
    prefix: str = ""
    fenced: bool = False


def flatten(text: Text, mentions: Mapping[str, str]) -> list[Line]:
    """All lines of a text. ``mentions`` gives the user ids of those who are really mentioned."""
    return list(_blocks(text, mentions))


def _blocks(blocks: Sequence[Block], mentions: Mapping[str, str], depth: int = 0) -> Iterator[Line]:
    before: Block | None = None
    for block in blocks:
        if isinstance(before, Paragraph) and isinstance(block, Paragraph) and not depth:
            yield Line()
        yield from _block(block, mentions, depth)
        before = block


def _block(block: Block, mentions: Mapping[str, str], depth: int) -> Iterator[Line]:
    if isinstance(block, Paragraph):
        yield from _broken([run for inline in block.inlines for run in _runs(inline, mentions)])
    elif isinstance(block, Heading):
        runs = [run for inline in block.inlines for run in _runs(inline, mentions)]
        yield from _broken(
            [run if run.markup and not run.style else replace(run, style=_with(run.style, "*")) for run in runs]
        )
    elif isinstance(block, Code):
        yield from (Line((Run(line, code=True),), fenced=True) for line in block.text.split("\n"))
    elif isinstance(block, Quote):
        yield from (_quoted(line) for line in _blocks(block.blocks, mentions))
    elif isinstance(block, List):
        yield from _list(block, mentions, depth)
    elif isinstance(block, Rule):
        yield Line((Run(RULE),))


def _quoted(line: Line) -> Line:
    """Slack knows no code block inside a quote: its lines become code spans."""
    runs = tuple(run for run in line.runs if run.text.strip()) if line.fenced else line.runs
    return Line(runs, "> " + line.prefix)


def _list(block: List, mentions: Mapping[str, str], depth: int) -> Iterator[Line]:
    for number, item in enumerate(block.items, block.start):
        mark = f"{number}." if block.ordered else BULLETS[min(depth, len(BULLETS) - 1)]
        inner = list(_blocks(item, mentions, depth + 1)) or [Line()]
        for at, line in enumerate(inner):
            nested = line.prefix.startswith(INDENT * (depth + 1))
            lead = f"{INDENT * depth}{mark} " if at == 0 else "" if nested or line.fenced else INDENT * (depth + 1)
            yield replace(line, prefix=lead + line.prefix, fenced=line.fenced and at > 0)


def _broken(runs: Sequence[Run]) -> Iterator[Line]:
    line: list[Run] = []
    for run in runs:
        first, *rest = run.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        line.append(replace(run, text=first))
        for part in rest:
            yield Line(_merged(line))
            line = [replace(run, text=part)]
    yield Line(_merged(line))


def _merged(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Neighbours of one style become one run, so that markup cannot hide in the seam."""
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if last and not run.markup and not last.markup and not run.code and not last.code and run.style == last.style:
            merged[-1] = replace(last, text=last.text + run.text)
        elif run.text:
            merged.append(run)
    return tuple(merged)


def _runs(inline: Inline, mentions: Mapping[str, str]) -> Iterator[Run]:
    if isinstance(inline, Span):
        style = _style(inline)
        code = inline.code and "`" not in inline.text
        yield Run(_printable(inline.text), style, code=code)
    elif isinstance(inline, Link):
        yield from _link(inline)
    elif isinstance(inline, Mention):
        user = mentions.get(inline.who) if inline.who else None
        yield Run(f"<@{user}>", markup=True) if user else Run(shown_name(inline.shown))
    else:
        yield Run(inline.unicode) if inline.unicode else Run(f":{inline.name}:", markup=True)


def _link(link: Link) -> Iterator[Run]:
    words = " ".join(_printable(link.text).split())
    if not link.url.lower().startswith(LINKED):
        yield from _beside(words, _printable(link.url), _style(link))
        return
    url = escape(percent(_printable(link.url), safe="%:/?#[]@!$&'()*+,;=-._~"))
    bare = not words or words in (link.url, link.url.removeprefix("mailto:").removeprefix("tel:"))
    yield Run(f"<{url}>" if bare else f"<{url}|{escape(words)}>", _style(link), markup=True)


def _beside(words: str, url: str, style: str) -> Iterator[Run]:
    """An address of which Slack makes no link; as code where its characters could be taken for markup and guarded."""
    if not MARKUP_IN_ADDRESS.search(url):
        yield Run(f"{words} ({url})" if words and words != url else url, style)
        return
    if words and words != url:
        yield Run(f"{words} (", style)
    yield Run(url, code=True)
    if words and words != url:
        yield Run(")", style)


def _style(inline: Span | Link) -> str:
    return ("*" if inline.bold else "") + ("_" if inline.italic else "") + ("~" if inline.strike else "")


def _with(style: str, marker: str) -> str:
    return style if marker in style else marker + style


def _printable(text: str) -> str:
    """Without control characters other than line breaks and tabs, which Slack refuses or drops."""
    return "".join(char for char in text if char >= " " or char in "\n\t\r")
