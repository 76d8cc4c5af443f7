"""What can be found again by its words: talk, the log, traffic, messages, requests and reports."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SHOWN = 300
"""Characters of a thing that a result shows; all of its words are searched."""

LONGEST = 12_000
"""Characters of a thing that are searched."""

MOST_WORDS = 12
"""Words of a query that count."""

LONGEST_WORD = 40

BEGINNING = 3
"""Letters from which on a word of a query is the beginning of what is looked for; shorter ones are whole."""


class Source(StrEnum):
    """Where something was found."""

    TALK = "talk"
    LOG = "log"
    TRAFFIC = "traffic"
    MESSAGE = "message"
    REQUEST = "request"
    REPORT = "report"


@dataclass(frozen=True, kw_only=True)
class Findable:
    """One thing as it can be found. ``number`` is the row that it stands for; ``words`` its beginning.

    ``room`` and ``native`` name the original message of talk.
    """

    incident: str
    group: str
    source: Source
    number: int
    shown: str = ""
    at: datetime
    who: str
    words: str
    room: str = ""
    native: str = ""


def terms(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: letters and digits, without accents, all in one case.

    Both databases are given these, so that they cut every text in the same way.
    """
    plain = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", bare))
