"""Slack's mrkdwn → Text: a scanner that reads each character once, left to right.

A marker (``*``, ``_``, ``~``, backtick) opens only after the beginning, a blank or punctuation and before a visible
character; it closes only behind a visible character and before a blank, punctuation or the end, on the same line.
Lists are not looked for: Slack's clients send them as rich text, and in plain text ``•`` says enough.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.platforms.slack.emojis import TONE, unicode_of
from bot.platforms.slack.names import ZERO, unescape
from commands.domain.text import Block, Code, Emoji, Inline, Link, Mention, Paragraph, Quote, Span, Text, mapped

FENCE = "```"
STYLES = {"*": "bold", "_": "italic", "~": "strike"}
SPECIAL = re.compile(r"[*_~`:<]")
EMOJI = re.compile(rf":([a-z0-9_+'’\-]+(?:{TONE})*):")
GROUP = re.compile(r"<!subteam\^([A-Z0-9]+)\|@?([^<>\n]+)>")
GROUP_ID = re.compile(r"S(?=[A-Z0-9]*[0-9])[A-Z0-9]+")  # a handle has no capitals
QUOTE = re.compile(r"(?:&gt;|>) ?")


def parse(text: str, source: str) -> Text:
    """Read a message's ``text``. ``source`` is the account that a mentioned user id belongs to."""
    blocks: list[Block] = []
    while text:
        before, code, text = _fenced(text)
        blocks += _paragraphs(before, source)
        if code is not None:
            blocks.append(Code(_flat(code.removeprefix("\n").removesuffix("\n"), source)))
    return tuple(blocks)


def parse_line(text: str, source: str) -> tuple[Inline, ...]:
    """Read running text without blocks."""
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


def _fenced(text: str) -> tuple[str, str | None, str]:
    """What stands before the next code block, the block (None: there is none), and what follows it."""
    start = text.find(FENCE)
    end = text.find(FENCE, start + len(FENCE) + 1) if start >= 0 else -1
    if end < 0:
        return text, None, ""
    before, after = text[:start], text[end + len(FENCE) :]
    return before.removesuffix("\n"), text[start + len(FENCE) : end], after.removeprefix("\n")


def _paragraphs(text: str, source: str) -> list[Block]:
    blocks: list[Block] = []
    plain: list[str] = []
    lines = text.split("\n") if text else []
    while lines:
        taken = _quoted(lines)
        if not taken:
            plain.append(lines.pop(0))
            continue
        blocks += _running(plain, source)
        plain = []
        blocks.append(Quote(parse("\n".join(taken), source)))
        del lines[: len(taken)]
    return blocks + _running(plain, source)


def _quoted(lines: list[str]) -> list[str]:
    """The leading lines that are quoted, without their marks."""
    if lines[0].startswith(("&gt;&gt;&gt;", ">>>")):
        first = lines[0].removeprefix("&gt;&gt;&gt;").removeprefix(">>>")
        return [first.removeprefix(" "), *lines[1:]]
    taken: list[str] = []
    for line in lines:
        mark = QUOTE.match(line)
        if not mark:
            break
        taken.append(line[mark.end() :])
    return taken


def _running(lines: list[str], source: str) -> list[Block]:
    inlines = parse_line("\n".join(lines), source)
    return [Paragraph(inlines)] if inlines else []


def _special(target: str, label: str) -> Inline:
    kind, *details = target.split("^")
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
    return inline.text if isinstance(inline, Span | Link) else ""


def _blank(char: str) -> bool:
    return not char or char.isspace() or char == ZERO


@dataclass(frozen=True)
class _Line:
    """The scanner over one run of text; positions are offsets into ``text``."""

    text: str
    source: str

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
        close = self.text.find(">", at, end)
        inner = self.text[at + 1 : close]
        if close < 0 or not inner or "\n" in inner or "<" in inner:
            return [], at
        return [_in_style(token(inner, self.source), style)], close + 1

    def _emoji(self, at: int, end: int) -> tuple[list[Inline], int]:
        found = EMOJI.match(self.text, at, end)
        shown = emoji(found[1]) if found else None
        return ([shown], found.end()) if found and shown else ([], at)

    def _code(self, at: int, end: int, style: Span) -> tuple[list[Inline], int]:
        close = self.text.find("`", at + 1, end)
        inner = self.text[at + 1 : close]
        fits = close > at + 1 and "\n" not in inner and self._opens(at, end) and not _blank(inner[-1])
        if not fits:
            return [], at
        return [Span(_flat(inner, self.source), style.bold, style.italic, style.strike, code=True)], close + 1

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
        marker, seek = self.text[at], at + 1
        while seek < end and self.text[seek] != "\n":
            if self.text[seek] in "<`":
                seek = self._skip(seek, end)
            elif self.text[seek] == marker and self._closes(seek, end) and seek > at + 1:
                return seek
            seek += 1
        return -1

    def _closes(self, at: int, end: int) -> bool:
        after = self.text[at + 1] if at + 1 < end else ""
        return not _blank(self.text[at - 1]) and not after.isalnum() and after != self.text[at]

    def _skip(self, at: int, end: int) -> int:
        """The last position of a token or code span that begins here; the same position if none does."""
        inlines, after = self._token(at, end, Span("")) if self.text[at] == "<" else self._code(at, end, Span(""))
        return after - 1 if inlines else at


def _in_style(inline: Inline, style: Span) -> Inline:
    if isinstance(inline, Link):
        return Link(inline.url, inline.text, style.bold, style.italic, style.strike)
    if isinstance(inline, Span):
        return Span(inline.text, style.bold, style.italic, style.strike)
    return inline
