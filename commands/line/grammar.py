"""A typed line cut into words: quotes, keys, and what must never get into the record."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from commands.domain.errors import Refused

LONGEST_LINE = 16_000
"""Characters of a command; a longer one is refused, since no room shows it whole."""

MOST_WORDS = 3_000
"""Words of a command."""

_BLANKS = re.compile(r"([^\S\n]{40})[^\S\n]++")
"""No table and no drawing needs more blanks in a row than are left of these."""

_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, but for line break and tab
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\u061c\ufeff"  # invisible, or turning the reading direction
    "\ud800-\udfff\ufffe\uffff]"  # half a character: no database takes it
)
_OPEN, _CLOSE = '"“”„«', '"“”»'
_LEAD = re.compile(r"(?P<gap>\s*+)(?:(?P<key>[^\W\d][\w-]*+):(?!//))?")
_BARE = re.compile(r"\S*+")
_QUOTES = {
    **dict.fromkeys(_OPEN, re.compile(f"[{_CLOSE}]")),
    **dict.fromkeys("'‘‚", re.compile("['‘’]")),
}
"""What opens a quotation → what ends it."""


@dataclass(frozen=True)
class Word:
    """One word of a line.

    ``text`` is the word as it stands between the blanks; ``key`` and ``value`` are its two sides where it looks like
    ``key:value`` (whether it is one depends on the verb); ``quoted`` says that the value stood in quotes.
    """

    text: str
    value: str
    key: str = ""
    quoted: bool = False
    gap: str = " "

    @property
    def plain(self) -> str:
        """What the word says where it is no key: ``14:30`` stays, quotes around the whole word go."""
        return self.value if self.quoted and not self.key else self.text

    @property
    def unclosed(self) -> bool:
        """Does it begin with a quotation mark that nothing closes?"""
        return not self.quoted and bool(re.match(f"[{_OPEN}]", self.value))


def clean(line: str) -> str:
    """The line without control, invisible and direction-turning characters; raises Refused when it is too long."""
    if len(line) > LONGEST_LINE:
        raise Refused(
            f"That is {len(line):,} characters long; a command has at most {LONGEST_LINE:,}. Nothing was recorded."
        )
    return _BLANKS.sub(r"\1", _HARMFUL.sub("", line)).strip()


def split(line: str) -> tuple[Word, ...]:
    """The words of a line. Quotes, straight or curly, hold a value together. Raises Refused when there are too many."""
    words = tuple(islice(_words(line), MOST_WORDS + 1))
    if len(words) > MOST_WORDS:
        raise Refused(f"A command has at most {MOST_WORDS:,} words, and this one has more. Nothing was recorded.")
    return words


def join(words: tuple[Word, ...]) -> str:
    """The words as they were written, with their blanks and line breaks; a single quoted word without its quotes."""
    if len(words) == 1:
        return words[0].plain
    return "".join(word.gap + word.text for word in words).strip()


def _words(line: str) -> Iterator[Word]:
    ends: dict[re.Pattern[str], int] = {}  # where the next end of a quotation is: looked for once for all before it
    at = 0
    while lead := _LEAD.match(line, at):
        begin = lead.end()
        end = _end(line, begin, ends)
        at = _behind(line, begin, end)
        if not line[lead.end("gap") : at]:
            return
        value = line[begin + 1 : end] if end > begin else line[begin:at]
        yield Word(line[lead.end("gap") : at], value, (lead["key"] or "").casefold(), end > begin, lead["gap"])


def _behind(line: str, begin: int, end: int) -> int:
    bare = _BARE.match(line, begin)
    return end + 1 if end > begin or bare is None else bare.end()


def _end(line: str, begin: int, ends: dict[re.Pattern[str], int]) -> int:
    """Where the quotation that begins at a position ends, before a blank or the line's end; -1 where none does."""
    closing = _QUOTES.get(line[begin : begin + 1])
    if closing is None:
        return -1
    if ends.get(closing, -1) <= begin:
        found = closing.search(line, begin + 1)
        ends[closing] = found.start() if found else len(line)
    end = ends[closing]
    behind = line[end + 1 : end + 2]
    return end if end < len(line) and line[end] != "‘" and (not behind or behind.isspace()) else -1
