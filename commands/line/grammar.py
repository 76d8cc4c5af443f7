"""A typed line cut into words: quotes, keys, and what must never get into the record."""

import re
from dataclasses import dataclass

from commands.domain.errors import Refused

LONGEST_LINE = 16_000
"""Characters of a command; a longer one is refused, since no room shows it whole."""

_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, but for line break and tab
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\u061c\ufeff"  # invisible, or turning the reading direction
    "\ud800-\udfff\ufffe\uffff]"  # half a character: no database takes it
)
_OPEN, _CLOSE = '"“”„«', '"“”»'
_WORD = re.compile(
    rf"""(?P<gap>\s*)
    (?:(?P<key>[^\W\d][\w-]*):(?!//))?
    (?:[{_OPEN}](?P<quoted>[^{_CLOSE}]*)[{_CLOSE}](?=\s|$)
      |['‘‚](?P<single>[^'‘’]*)['’](?=\s|$)
      |(?P<bare>\S*))""",
    re.VERBOSE,
)


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
    return _HARMFUL.sub("", line).strip()


def split(line: str) -> tuple[Word, ...]:
    """The words of a line. Quotes, straight or curly, hold a value together."""
    return tuple(_word(found) for found in _WORD.finditer(line) if found.group().strip())


def join(words: tuple[Word, ...]) -> str:
    """The words as they were written, with their blanks and line breaks; a single quoted word without its quotes."""
    if len(words) == 1:
        return words[0].plain
    return "".join(word.gap + word.text for word in words).strip()


def _word(found: re.Match[str]) -> Word:
    gap, within = found["gap"], found["quoted"] if found["quoted"] is not None else found["single"]
    quoted = within is not None
    value = within if quoted else found["bare"]
    return Word(found.group()[len(gap) :], value, (found["key"] or "").casefold(), quoted, gap)
