"""A body without HTML → Text, where what stands in it plainly is CommonMark: lists, code, emphasis, quotes and links.

Some clients and most bots send what a person typed and no HTML beside it. So only what nobody types for anything else
is read as markup, and everything else stays as it stands: ``*E12*`` is emphasis; ``5*3*2``, ``2 * 3``, ``*67*``,
``snake_case_name`` and ``> 40 mph`` are not. What is read is linear: each marker looks for its end once in a line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from commands.domain.addresses import leads_somewhere
from commands.domain.text import Block, Code, Inline, Link, List, Paragraph, Quote, Span, Text, plain

MOST_MARKS = 2_000
"""Places at which markup could begin, in one body that is read for it."""

DEEPEST = 4
"""Lists and quotes within each other that are looked for."""

LONGEST_STYLED = 500
"""Characters that one emphasis may span."""

_FENCE = re.compile(r" {0,3}(```|~~~)[ \t]*([\w+#.-]{0,30})[ \t]*$")
_QUOTE = re.compile(r" {0,3}>(?:[ \t](?![ \t]*[\d.~<=])|[ \t]*$)")
_QUOTED = re.compile(r" {0,3}> ?")
_BULLET = re.compile(r"([-*])[ \t]+(?=\S)")
_NUMBER = re.compile(r"([0-9]{1,3})[.)][ \t]+(?=\S)")
_INDENT = re.compile(r"[ \t]{2,}(?=\S)")
_CODE = re.compile(r"(`{1,2})(?![`\s])([^`\n]{0,499}[^`\s])\1(?!`)")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(((?:[^\s()]|\([^\s()]{0,500}\)){3,2000})\)(?!\w)")
_MARKS = re.compile(r"\*{1,3}|_{1,3}|~~|`|\[")
_STYLES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("*", "_"), ("italic",)),
    **dict.fromkeys(("**", "__"), ("bold",)),
    **dict.fromkeys(("***", "___"), ("bold", "italic")),
    "~~": ("strike",),
}
_BEFORE = frozenset("([{\"'“‘«—–,;:")
_BEHIND = frozenset(")]}\"'”’»—–,;:.!?…")
_EDGES = frozenset("\"'“‘”’«»()[]#@%$€£°.!?*_~`")


def parse(body: str) -> Text:
    """Read a body; where nothing in it plainly is markup, it is one paragraph of the same characters."""
    if body.startswith("!") or sum(map(body.count, "*_~`[>")) + body.count("\n") > MOST_MARKS:
        return plain(body)  # a command is taken by its letters
    found = tuple(_blocks(body.split("\n"), 0))
    return found if _is_marked(found) else plain(body)


def _is_marked(found: Text) -> bool:
    if len(found) != 1 or not isinstance(found[0], Paragraph):
        return True
    return any(not isinstance(one, Span) or one != Span(one.text) for one in found[0].inlines)


def _blocks(lines: Sequence[str], depth: int) -> Iterator[Block]:
    begin = at = 0
    while at < len(lines):
        block, behind = _block(lines, at, depth)
        if block is None:
            at += 1
            continue
        yield from _paragraph(lines[begin:at])
        yield block
        begin = at = behind
    yield from _paragraph(lines[begin:])


def _block(lines: Sequence[str], at: int, depth: int) -> tuple[Block | None, int]:
    """The code, the list or the quote that begins at this line, and the line behind it."""
    if fence := _FENCE.match(lines[at]):
        return _fenced(lines, at, fence)
    if depth >= DEEPEST:
        return None, at
    if _QUOTE.match(lines[at]):
        end = next((n for n in range(at, len(lines)) if not _QUOTED.match(lines[n])), len(lines))
        inner = [_QUOTED.sub("", line, count=1) for line in lines[at:end]]
        blocks = tuple(_blocks(inner, depth + 1))
        return (Quote(blocks), end) if blocks else (None, at)
    return _list(lines, at, depth)


def _fenced(lines: Sequence[str], at: int, fence: re.Match[str]) -> tuple[Block | None, int]:
    for end in range(at + 1, len(lines)):
        if lines[end].strip() == fence[1]:
            return Code("\n".join(lines[at + 1 : end]), fence[2]), end + 1
    return None, at


def _list(lines: Sequence[str], at: int, depth: int) -> tuple[Block | None, int]:
    """Two items at least, one below the other: a single one may be a dash, or the number of something."""
    items: list[list[str]] = []
    number = _NUMBER.match(lines[at])
    first, end = int(number[1]) if number else 0, at
    bullet = _BULLET.match(lines[at])
    if not (number or bullet):
        return None, at
    while end < len(lines):
        line = lines[end]
        head = _NUMBER.match(line) if number else _BULLET.match(line)
        if head and (int(head[1]) == first + len(items) if number else bool(bullet and head[1] == bullet[1])):
            items.append([line[head.end() :]])
        elif items and _INDENT.match(line):
            items[-1].append(line)
        else:
            break
        end += 1
    if len(items) < 2:
        return None, at
    read = tuple(tuple(_blocks(_dedented(item), depth + 1)) for item in items)
    return List(read, ordered=bool(number), start=first if number else 1), end


def _dedented(item: Sequence[str]) -> list[str]:
    rest = item[1:]
    indent = min((len(line) - len(line.lstrip()) for line in rest), default=0)
    return [item[0], *(line[indent:] for line in rest)]


def _paragraph(lines: Sequence[str]) -> Iterator[Paragraph]:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        yield Paragraph(tuple(_inlines(text, Span(""))))


def _inlines(text: str, style: Span) -> Iterator[Inline]:
    start = at = 0
    unclosed: dict[str, int] = {}
    while mark := _MARKS.search(text, at):
        inlines, behind = _inline(text, mark, style, unclosed)
        if inlines:
            if mark.start() > start:
                yield replace(style, text=text[start : mark.start()])
            yield from inlines
            start = behind
        at = behind
    if start < len(text):
        yield replace(style, text=text[start:])


def _inline(text: str, mark: re.Match[str], style: Span, unclosed: dict[str, int]) -> tuple[list[Inline], int]:
    at, marker = mark.start(), mark[0]
    if not _opens(text, at, marker):
        return [], mark.end()
    if marker == "`":
        code = _CODE.match(text, at)
        return ([replace(style, text=code[2], code=True)], code.end()) if code else ([], mark.end())
    if marker == "[":
        link = _LINK.match(text, at)
        if link and leads_somewhere(link[2]):
            return [Link(link[2], link[1], style.bold, style.italic, style.strike)], link.end()
        return [], mark.end()
    close = _closing(text, mark.end(), marker, unclosed)
    if close < 0:
        return [], mark.end()
    new = _STYLES[marker]
    inner = Span(
        "",
        bold=style.bold or "bold" in new,
        italic=style.italic or "italic" in new,
        strike=style.strike or "strike" in new,
    )
    return list(_inlines(text[mark.end() : close], inner)), close + len(marker)


def _opens(text: str, at: int, marker: str) -> bool:
    before, after = text[at - 1 : at], text[at + len(marker) : at + len(marker) + 1]
    free = not before or before.isspace() or before in _BEFORE
    return free and bool(after) and (after.isalnum() or after in _EDGES or marker in "`[")


def _closing(text: str, at: int, marker: str, unclosed: dict[str, int]) -> int:
    """Where an emphasis ends that begins behind a marker: on the same line, behind words; -1 if nowhere."""
    if unclosed.get(marker, -1) > at:
        return -1
    line = text.find("\n", at)
    stop = min(line if line >= 0 else len(text), at + LONGEST_STYLED)
    seek = at
    while (seek := text.find(marker, seek, stop)) >= 0:
        end = seek + len(marker)
        whole = text[end : end + 1] != marker[0] and text[seek - 1] != marker[0]
        if whole and seek > at and _closes(text, seek, end) and any(map(str.isalpha, text[at:seek])):
            return seek
        seek = end
    unclosed[marker] = stop  # nor is a later one before that, which has less behind it
    return -1


def _closes(text: str, seek: int, end: int) -> bool:
    before, after, next_but_one = text[seek - 1], text[end : end + 1], text[end + 1 : end + 2]
    words = before.isalnum() or before in _EDGES or before in _BEHIND
    return words and (not after or after.isspace() or (after in _BEHIND and not next_but_one.isalnum()))
