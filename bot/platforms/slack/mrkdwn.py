"""Slack's mrkdwn → Text: a scanner that reads each character once, left to right.

A marker (``*``, ``_``, ``~``, backtick) opens only after the beginning, a blank or punctuation and before a visible
character; it closes only behind a visible character and before a blank, punctuation or the end, on the same line.
Lists are not looked for: Slack's clients send them as rich text, and in plain text ``•`` says enough. A text with more
than ``MOST_MARKS`` characters that could be markup is taken as it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.platforms.slack.emojis import TONE, unicode_of
from bot.platforms.slack.names import ZERO, unescape
from commands.domain.addresses import with_address
from commands.domain.text import (
    Block,
    Code,
    Emoji,
    Inline,
    Link,
    Mention,
    Paragraph,
    Quote,
    Span,
    Text,
    cut,
    mapped,
    plain,
)

FENCE = "```"
STYLES = {"*": "bold", "_": "italic", "~": "strike"}
SPECIAL = re.compile(r"[*_~`:<]")
CLOSERS = {marker: re.compile(rf"[{re.escape(marker)}<`]") for marker in STYLES}
TOKEN = re.compile(r"<([^<>\n]++)>")
SPAN = re.compile(r"`([^`\n]++)`")
EMOJI = re.compile(rf":([a-z0-9_+'’\-]++(?:{TONE})*+):")
GROUP = re.compile(r"<!subteam\^([A-Z0-9]+)\|@?([^<>\n]+)>")
GROUP_ID = re.compile(r"S(?=[A-Z0-9]*[0-9])[A-Z0-9]+")  # a handle has no capitals
QUOTE = re.compile(r"(?:&gt;|>) ?")

MOST_MARKS = 2_000
"""Places at which markup could begin, in one text that is read for it."""

DEEPEST = 5
"""Quotes within each other that are looked for; Slack itself knows only one."""


def parse(text: str, source: str) -> Text:
    """Read a message's ``text``. ``source`` is the account that a mentioned user id belongs to."""
    if marks(text) > MOST_MARKS:
        return plain(cut(unescape(text)))
    return tuple(_blocks(cut(text), source, 0))


def marks(text: object) -> int:
    """How many places there are in a text at which markup could begin; a quoted line counts as three."""
    if not isinstance(text, str):
        return 0
    return sum(map(text.count, "*_~`:<")) + 3 * (text.count("\n>") + text.count("\n&gt;"))


def _blocks(text: str, source: str, depth: int) -> Iterator[Block]:
    at = 0
    while at < len(text):
        before, code, at = _fenced(text, at)
        yield from _paragraphs(before, source, depth)
        if code is not None:
            yield Code(_flat(code.removeprefix("\n").removesuffix("\n"), source))


def _inlines(text: str, source: str) -> tuple[Inline, ...]:
    return tuple(_Line(text, source).read(0, len(text), Span("")))


def token(inner: str, source: str) -> Inline:
    """What stands between ``<`` and ``>``."""
    target, _, label = inner.partition("|")
    label = unescape(label)
    if target.startswith("@"):
        return Mention(label.removeprefix("@"), f"{source}/{target[1:]}")
    if target.startswith("#"):
        return Span("#" + label.removeprefix("#")) if label.strip("#") else Mention("", f"{source}/{target}")
    if target.startswith("!"):
        return _special(target[1:], label)
    url = unescape(target)
    return Link(url, label or url.removeprefix("mailto:").removeprefix("tel:"))


def emoji(name: str) -> Inline | None:
    """A short name as an emoji; None for what is rather a time of day (``10:30:45``)."""
    shown = unicode_of(name)
    return Emoji(name, shown) if shown or any(char.isalpha() for char in name) else None


def with_names(text: str) -> Iterator[Inline]:
    """Slack's plain text (a header, a field): short names and the three escapes are read, markup is not."""
    start = 0
    for found in EMOJI.finditer(text):
        shown = emoji(found[1])
        if shown:
            yield from _words(text[start : found.start()])
            yield shown
            start = found.end()
    yield from _words(text[start:])


def _words(text: str) -> list[Inline]:
    return [Span(unescape(text))] if text else []


def _fenced(text: str, at: int) -> tuple[str, str | None, int]:
    """What stands before the next code block, the block (None: there is none), and where it goes on behind it."""
    start = text.find(FENCE, at)
    end = text.find(FENCE, start + len(FENCE) + 1) if start >= 0 else -1
    if end < 0:
        return text[at:], None, len(text)
    behind = end + len(FENCE)
    return text[at:start].removesuffix("\n"), text[start + len(FENCE) : end], behind + text.startswith("\n", behind)


def _paragraphs(text: str, source: str, depth: int) -> Iterator[Block]:
    lines = text.split("\n") if text else []
    begin = at = 0
    while at < len(lines):
        taken = _quoted(lines, at) if depth < DEEPEST else []
        if not taken:
            at += 1
            continue
        yield from _running(lines[begin:at], source)
        yield Quote(tuple(_blocks("\n".join(taken), source, depth + 1)))
        begin = at = at + len(taken)
    yield from _running(lines[begin:], source)


def _quoted(lines: list[str], at: int) -> list[str]:
    """The lines from one on that are quoted, without their marks."""
    if lines[at].startswith(("&gt;&gt;&gt;", ">>>")):
        first = lines[at].removeprefix("&gt;&gt;&gt;").removeprefix(">>>")
        return [first.removeprefix(" "), *lines[at + 1 :]]
    taken: list[str] = []
    while at < len(lines) and (mark := QUOTE.match(lines[at])):
        taken.append(lines[at][mark.end() :])
        at += 1
    return taken


def _running(lines: list[str], source: str) -> list[Block]:
    inlines = _inlines("\n".join(lines), source)
    return [Paragraph(inlines)] if inlines else []


def _special(target: str, label: str) -> Inline:
    kind, *details = target.split("^", 3)
    if kind == "date":
        return Span(label or (moment(details[0]) if details else ""))
    return Mention(label.removeprefix("@") or (details[0] if kind == "subteam" and details else kind))


def with_groups(text: Text, raw: str) -> Text:
    """The text with a word for each user group that stands there by its id.

    The group's handle where ``raw``, the message's mrkdwn, tells it beside the id, else "group": asking for it takes a
    scope that the app has no other use for.
    """
    handles = dict(GROUP.findall(raw))

    def of(inline: Inline) -> Inline:
        if isinstance(inline, Mention) and not inline.who and GROUP_ID.fullmatch(inline.name):
            return Mention(unescape(handles.get(inline.name, "group")))
        return inline

    return mapped(text, of)


def moment(seconds: str) -> str:
    """A time that Slack shows to each person by his own clock, where it tells no words for it."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%d %H%M UTC")
    except (ValueError, OverflowError, OSError):
        return seconds


def _flat(text: str, source: str) -> str:
    """The characters of a code block or span: Slack still puts links into ``<>`` there."""
    parts = re.split(r"<([^<>\n]+)>", text)
    return "".join(_shown(token(part, source)) if at % 2 else unescape(part) for at, part in enumerate(parts))


def _shown(inline: Inline) -> str:
    if isinstance(inline, Mention):
        return inline.shown
    if isinstance(inline, Link):
        return with_address(inline.text, inline.url)
    return inline.text if isinstance(inline, Span) else ""


def _blank(char: str) -> bool:
    return not char or char.isspace() or char == ZERO


@dataclass(frozen=True)
class _Line:
    """The scanner over one run of text; positions are offsets into ``text``."""

    text: str
    source: str
    unclosed: set[tuple[str, int, int]] = field(default_factory=set)  # markers: looked for up to there, on that line

    def read(self, at: int, end: int, style: Span) -> list[Inline]:
        """The inlines between two positions, in a style."""
        found: list[Inline] = []
        start = at
        while at < end:
            special = SPECIAL.search(self.text, at, end)
            if not special:
                break
            at = special.start()
            inlines, after = self._markup(at, end, style, start)
            if not inlines:
                at += 1
                continue
            found += self._plain(start, at, style)
            found += inlines
            start = at = after
        return found + self._plain(start, end, style)

    def _plain(self, at: int, end: int, style: Span) -> list[Inline]:
        text = unescape(self.text[at:end])
        return [Span(text, style.bold, style.italic, style.strike)] if text else []

    def _markup(self, at: int, end: int, style: Span, begin: int) -> tuple[list[Inline], int]:
        char = self.text[at]
        if char == "<":
            return self._token(at, end, style)
        if char == ":":
            return self._emoji(at, end)
        if char == "`":
            return self._code(at, end, style)
        return self._styled(at, end, style, begin)

    def _token(self, at: int, end: int, style: Span) -> tuple[list[Inline], int]:
        found = TOKEN.match(self.text, at, end)
        return ([_in_style(token(found[1], self.source), style)], found.end()) if found else ([], at)

    def _emoji(self, at: int, end: int) -> tuple[list[Inline], int]:
        found = EMOJI.match(self.text, at, end)
        shown = emoji(found[1]) if found else None
        return ([shown], found.end()) if found and shown else ([], at)

    def _code(self, at: int, end: int, style: Span) -> tuple[list[Inline], int]:
        found = self._span(at, end)
        if not found:
            return [], at
        return [Span(_flat(found[1], self.source), style.bold, style.italic, style.strike, code=True)], found.end()

    def _span(self, at: int, end: int) -> re.Match[str] | None:
        found = SPAN.match(self.text, at, end) if self._opens(at, end) else None
        return found if found and not _blank(found[1][-1]) else None

    def _styled(self, at: int, end: int, style: Span, begin: int) -> tuple[list[Inline], int]:
        name = STYLES[self.text[at]]
        close = self._closing(at, end) if self._opens(at, end, begin) and not getattr(style, name) else -1
        if close < 0:
            return [], at
        inner = Span(
            "",
            bold=style.bold or name == "bold",
            italic=style.italic or name == "italic",
            strike=style.strike or name == "strike",
        )
        return self.read(at + 1, close, inner), close + 1

    def _opens(self, at: int, end: int, begin: int = 0) -> bool:
        before = self.text[at - 1] if at > begin else ""
        after = self.text[at + 1] if at + 1 < end else ""
        return not before.isalnum() and before != self.text[at] and not _blank(after) and after != self.text[at]

    def _closing(self, at: int, end: int) -> int:
        """Where the marker at a position is closed on its line; -1 if nowhere."""
        marker, line = self.text[at], self.text.find("\n", at, end)
        stop = end if line < 0 else line
        if (marker, stop, end) in self.unclosed:
            return -1
        looked_for = CLOSERS[marker]
        seek = at + 1
        while found := looked_for.search(self.text, seek, stop):
            seek = found.start()
            if self.text[seek] == marker:
                if seek > at + 1 and self._closes(seek, end):
                    return seek
                seek += 1
            else:
                skipped = TOKEN.match(self.text, seek, end) if self.text[seek] == "<" else self._span(seek, end)
                seek = skipped.end() if skipped else seek + 1
        self.unclosed.add((marker, stop, end))  # nor is a later one of this line, which has less before it
        return -1

    def _closes(self, at: int, end: int) -> bool:
        after = self.text[at + 1] if at + 1 < end else ""
        return not _blank(self.text[at - 1]) and not after.isalnum() and after != self.text[at]


def _in_style(inline: Inline, style: Span) -> Inline:
    if isinstance(inline, Link):
        return Link(inline.url, inline.text, style.bold, style.italic, style.strike)
    if isinstance(inline, Span):
        return Span(inline.text, style.bold, style.italic, style.strike)
    return inline
