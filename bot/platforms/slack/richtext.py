"""Blocks → Text: the rich text of Slack's own clients, and the words of the blocks and attachments that bots post."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from bot.platforms.slack.emojis import from_codepoints, unicode_of
from bot.platforms.slack.mrkdwn import marks, moment, parse, with_names
from bot.platforms.slack.names import unescape
from commands.domain.addresses import with_address
from commands.domain.text import (
    LONGEST,
    Block,
    Code,
    Emoji,
    Heading,
    Inline,
    Link,
    List,
    Mention,
    Paragraph,
    Quote,
    Rule,
    Span,
    Text,
    mapped,
    plain,
    words,
)

Json = dict[str, Any]

PREVIEW = ("from_url", "original_url", "is_app_unfurl")
"""One of these says of an attachment that Slack or an app unfolded a link."""

READ = ("rich_text", "header", "divider", "section", "context", "image", "video", "table", "data_table")
"""Blocks whose words are taken by what they are."""

MOST_PARTS = 2_000
"""Parts of one message's blocks or attachments that are read; with more of them its plain text is taken."""

DEEPEST = 40
"""Parts within each other."""

DEEPEST_LIST = 8
"""Lists within each other: Slack's own clients make no deeper ones."""

UNMARKED = ("text", "link", "plain_text", "raw_text")
"""Parts in whose words nothing is markup."""

ACTS = ("actions", "input", "context_actions", "button")


def from_blocks(blocks: Sequence[Json], source: str) -> Text:
    """The text of a message's ``blocks``; what only acts (buttons, menus) says nothing."""
    return tuple(block for element in blocks for block in _block(element, source))


NO_FALLBACK = "[no preview available]"
"""What Slack itself writes where an app gave no fallback."""


def instead_of_words(said: Json) -> Text:
    """What stands for a message without any words: its attachments' fallbacks, else what its buttons say."""
    own = [one for one in said.get("attachments") or [] if not is_preview(one)]
    told = [str(one.get("fallback") or "") for one in own]
    found = [text for text in told if text.strip() and text != NO_FALLBACK]
    found = found or [" ".join(f"[{label}]" for label in _labels([said.get("blocks"), own]))]
    return tuple(Paragraph(tuple(with_names(text))) for text in found if text)


def _labels(part: Any) -> Iterator[str]:
    """What the buttons and menus in these blocks and attachments say, in their order."""
    if isinstance(part, list):
        for each in part:
            yield from _labels(each)
    elif isinstance(part, dict):
        label = part.get("text") or part.get("placeholder")
        if label and (part.get("type") in ACTS or "action_id" in part):
            yield str(label.get("text") or "") if isinstance(label, dict) else str(label)
        else:
            yield from _labels([part.get(key) for key in ("elements", "accessory", "blocks", "actions")])


def is_preview(attachment: Json) -> bool:
    """Has Slack made it, to show what an address leads to?"""
    return not attachment.get("is_share") and any(attachment.get(mark) for mark in PREVIEW)


def from_attachments(attachments: Sequence[Json], source: str) -> Text:
    """The text of a bot's ``attachments`` and of what was forwarded; previews are nobody's words."""
    return tuple(
        block
        for attachment in attachments
        if not is_preview(attachment)
        for block in (_forwarded if attachment.get("is_share") else _attachment)(attachment, source)
    )


def is_too_much(parts: Sequence[Json]) -> bool:
    """Whether blocks or attachments hold more parts, characters or marks than are read, or lie deeper in each other."""
    count = size = marked = 0
    level: list[Any] = [*parts]
    for _ in range(DEEPEST):
        inner: list[Any] = []
        for part in level:
            count += isinstance(part, dict)
            if isinstance(part, dict):
                inner += part.values()
                marked += 0 if part.get("type") in UNMARKED else sum(map(marks, part.values()))
            elif isinstance(part, list):
                inner += part
            elif isinstance(part, str):
                size += len(part)
            if max(count, marked, len(inner) // 10) > MOST_PARTS or size > LONGEST:
                return True
        level = inner
    return bool(level)


def _block(block: Json, source: str) -> Iterable[Block]:
    kind = block.get("type")
    if kind == "rich_text":
        return _rich(block.get("elements") or [], source)
    if kind == "header":
        return [Heading(3, _plainly(block.get("text")))]
    if kind == "divider":
        return [Rule()]
    if kind in ("section", "context"):
        return _section(block, source)
    if kind in ("image", "video"):
        return _pictured(block)
    if kind in ("table", "data_table"):
        rows = (" | ".join(_cell(cell, source) for cell in row) for row in block.get("rows") or [])
        return [Code("\n".join(rows))]
    return _words_in(block, source)


def _words_in(part: Any, source: str) -> Iterable[Block]:
    """All texts of a block of any other kind, in their order: alerts, cards and what comes next."""
    if isinstance(part, list):
        for each in part:
            yield from _words_in(each, source)
    elif isinstance(part, dict) and "action_id" not in part and part.get("type") not in ACTS:
        if part.get("type") in READ:
            yield from _block(part, source)
        elif isinstance(part.get("text"), str):
            yield from _said(part, source)
        else:
            yield from _words_in(list(part.values()), source)


def _said(part: Json, source: str) -> Iterable[Block]:
    """A text object."""
    if part.get("type") == "plain_text":
        return [Paragraph(_plainly(part))]
    return plain(_text_of(part)) if part.get("type") == "raw_text" else parse(_text_of(part), source)


def _plainly(part: Any) -> tuple[Inline, ...]:
    """A plain text object's words, with its short names as emoji unless it asks for them as typed."""
    text = _text_of(part)
    as_typed = isinstance(part, dict) and part.get("emoji") is False
    return (Span(unescape(text)),) if as_typed else tuple(with_names(text))


def _pictured(block: Json) -> Iterable[Block]:
    title = words((Paragraph(_plainly(block.get("title") or block.get("alt_text"))),))
    address = block.get("image_url") or block.get("title_url") or block.get("video_url")
    shown = Link(str(address), title) if address else Span(title)
    return [Paragraph((shown,))] if address or title else []


def _cell(cell: Json, source: str) -> str:
    text = from_blocks([cell], source) if cell.get("type") == "rich_text" else parse(_text_of(cell), source)
    return " ".join(words(mapped(text, _with_address)).split())


def _with_address(inline: Inline) -> Inline:
    return Span(with_address(inline.text, inline.url)) if isinstance(inline, Link) else inline


def _section(block: Json, source: str) -> Iterable[Block]:
    elements = block.get("elements") or []
    texts = [
        block.get("text"),
        *(block.get("fields") or []),
        *(part for part in elements if part.get("type") != "image"),
    ]
    for text in filter(None, texts):
        yield from _said(text, source)


def _text_of(value: Any) -> str:
    return str(value.get("text") or "") if isinstance(value, dict) else str(value or "")


def _attachment(attachment: Json, source: str) -> Iterable[Block]:
    if attachment.get("blocks"):
        return from_blocks(attachment["blocks"], source)
    title, author = str(attachment.get("title") or ""), str(attachment.get("author_name") or "")
    parts: list[Block] = [*parse(str(attachment.get("pretext") or ""), source)]
    if author:
        parts.append(Paragraph(tuple(with_names(author))))
    if title:
        link = attachment.get("title_link")
        shown = tuple(replace(one, bold=True) if isinstance(one, Span) else one for one in with_names(title))
        parts.append(Paragraph((Link(str(link), words((Paragraph(shown),)), bold=True),) if link else shown))
    parts += parse(str(attachment.get("text") or ""), source)
    for field in attachment.get("fields") or []:
        name = words((Paragraph(tuple(with_names(str(field.get("title") or "")))),))
        parts.append(Paragraph((Span(f"{name}: ", bold=True),)))
        parts += parse(str(field.get("value") or ""), source)
    if image := attachment.get("image_url"):
        parts.append(Paragraph((Link(str(image), words((Paragraph(tuple(with_names(title))),)) or "picture"),)))
    if footer := str(attachment.get("footer") or ""):
        last = (replace(one, italic=True) if isinstance(one, Span) else one for one in with_names(footer))
        parts.append(Paragraph(tuple(last)))
    return parts or parse(str(attachment.get("fallback") or ""), source)


def _forwarded(attachment: Json, source: str) -> Iterable[Block]:
    """A message of another conversation that somebody shared: whose, and in a quote what it says."""
    author = str(attachment.get("author_name") or attachment.get("author_subname") or "somebody")
    address = attachment.get("from_url")
    yield Paragraph((Span("Forwarded from "), Link(str(address), author) if address else Span(author), Span(":")))
    told = parse(str(attachment.get("text") or attachment.get("fallback") or ""), source)
    blocks = [inner for part in attachment.get("message_blocks") or [] for inner in _blocks_of(part)]
    files = [str(file.get("name") or file.get("title") or "a file") for file in attachment.get("files") or []]
    yield Quote((*(from_blocks(blocks, source) or told), *(Paragraph((Span(f"[{name}]"),)) for name in files)))


def _blocks_of(part: Json) -> Sequence[Json]:
    return (part.get("message") or {}).get("blocks") or []


def _rich(elements: Sequence[Json], source: str) -> Iterable[Block]:
    """What stands in a quote, or beside its border as lists and code do, makes one quote."""
    for quoted, run in groupby(elements, _is_quoted):
        blocks = _unquoted(list(run), source)
        if quoted and blocks:
            yield Quote(tuple(blocks))
        else:
            yield from blocks


def _is_quoted(element: Json) -> bool:
    return element.get("type") == "rich_text_quote" or bool(element.get("border"))


def _unquoted(elements: Sequence[Json], source: str) -> list[Block]:
    blocks: list[Block] = []
    depth = -1  # of the list before, where a deeper one belongs into
    for element in elements:
        kind = element.get("type")
        if kind == "rich_text_list":
            depth = _add_list(blocks, element, source, depth)
            continue
        depth = -1
        if kind == "rich_text_preformatted":
            code = "".join(_shown(inline) for inline in _inlines(element, source))
            blocks.append(Code(code.removesuffix("\n"), str(element.get("language") or "")))
        elif inlines := _trimmed(_inlines(element, source)):
            blocks.append(Paragraph(inlines))
    return blocks


def _add_list(blocks: list[Block], element: Json, source: str, depth: int) -> int:
    """Slack sends nested lists one after the other, each with its indent: put a deeper one into the item before it."""
    indent = min(int(element.get("indent") or 0), DEEPEST_LIST)
    items = tuple((Paragraph(_trimmed(_inlines(item, source))),) for item in element.get("elements") or [])
    made = List(items, ordered=element.get("style") == "ordered", start=int(element.get("offset") or 0) + 1)
    last = blocks[-1] if blocks else None
    if depth >= 0 and isinstance(last, List):
        blocks[-1:] = _nested(last, made, indent)
    else:
        blocks.append(made)
    return indent


def _nested(outer: List, inner: List, levels: int) -> list[Block]:
    if levels <= 0 or not outer.items:
        same = outer.ordered == inner.ordered and inner.start in (1, outer.start + len(outer.items))
        return [replace(outer, items=outer.items + inner.items)] if same and not inner.ordered else [outer, inner]
    last = outer.items[-1]
    tail = last[-1] if last else None
    new = (*last[:-1], *_nested(tail, inner, levels - 1)) if isinstance(tail, List) else (*last, inner)
    return [replace(outer, items=(*outer.items[:-1], new))]


def _inlines(element: Json, source: str) -> list[Inline]:
    return [inline for part in element.get("elements") or [] if (inline := _inline(part, source)) is not None]


def _inline(part: Json, source: str) -> Inline | None:
    kind = part.get("type")
    if kind == "text":
        return _span(part, str(part.get("text") or ""))
    if kind == "link":
        url, style = str(part.get("url") or ""), _span(part, "")
        return Link(url, str(part.get("text") or url.removeprefix("mailto:")), style.bold, style.italic, style.strike)
    if kind == "user":
        return Mention(str(part.get("name") or ""), f"{source}/{part.get('user_id')}")
    if kind == "emoji":
        return _emoji(part)
    if kind == "broadcast":
        return Mention(str(part.get("range") or "channel"))
    if kind == "usergroup":
        return Mention(str(part.get("name") or part.get("usergroup_id") or "group"))
    if kind == "channel":
        name = str(part.get("name") or "")
        return _span(part, f"#{name}") if name else Mention("", f"{source}/#{part.get('channel_id')}")
    told = part.get("fallback") or part.get("value") or part.get("text")  # date, color, what comes next
    told = told or (moment(str(part["timestamp"])) if kind == "date" and part.get("timestamp") else None)
    return _span(part, str(told)) if told else None


def _span(part: Json, text: str) -> Span:
    style = part.get("style") or {}
    return Span(
        text, bool(style.get("bold")), bool(style.get("italic")), bool(style.get("strike")), bool(style.get("code"))
    )


def _emoji(part: Json) -> Emoji:
    name, tone = str(part.get("name") or "?"), part.get("skin_tone")
    name = f"{name}::skin-tone-{tone}" if tone and "::" not in name else name
    return Emoji(name, from_codepoints(str(part.get("unicode") or "")) or unicode_of(name))


def _trimmed(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Without the line break by which Slack ends a section before a list, a quote or a code block."""
    if inlines and isinstance(inlines[-1], Span) and inlines[-1].text.endswith("\n"):
        rest = replace(inlines[-1], text=inlines[-1].text[:-1])
        return (*inlines[:-1], rest) if rest.text else tuple(inlines[:-1])
    return tuple(inlines)


def _shown(inline: Inline) -> str:
    if isinstance(inline, Link):
        return with_address(inline.text, inline.url)
    if isinstance(inline, Span):
        return inline.text
    return inline.shown if isinstance(inline, Mention) else inline.unicode or f":{inline.name}:"
