"""Names, numbers and small measures that the Slack folder shares."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from commands.domain.names import person_name, visible
from commands.domain.text import LARGEST_NAME

ZERO = "\N{ZERO WIDTH SPACE}"
"""Slack takes it for a blank where it looks for markup, and shows nothing: it keeps a literal ``*`` a literal ``*``."""

PART_BYTES = 3900
"""UTF-8 bytes of one post after escaping: chat.update refuses more than 4,000."""

COMBINED_BYTES = 2800
"""Of several copies in one post, so that their edits have room up to ``PART_BYTES``."""

ORIGIN_EVENT = "netcontrol_post"
"""The metadata event type that marks our own posts; its payload's ``id`` is the post's id."""

LONGEST_STAMP = 11
"""Digits of the seconds of a timestamp: with more the calendar is over."""


@lru_cache(maxsize=4096)
def shown_name(name: str) -> str:
    """A person's name without control and bidirectional characters, in one line, cut at 80 characters."""
    return visible(name[: 8 * LARGEST_NAME])[:LARGEST_NAME].strip()


def signed(author: str) -> str:
    """``Name (Label)`` as a username: where it is too long the name is cut, so that the agency is always read."""
    whole = shown_name(author)
    name, bracket, label = author.rpartition(" (")
    if not bracket or len(" ".join(author.split())) <= LARGEST_NAME:
        return whole
    end = f"… ({shown_name(label)}"
    return f"{shown_name(name)[: max(LARGEST_NAME - len(end), 1)].rstrip()}{end}"[:LARGEST_NAME]


def name_of(user: Mapping[str, Any]) -> str:
    """What people call a member: the display name, else the full name, else the log-in's; empty where there is none."""
    profile = user.get("profile")
    told = profile if isinstance(profile, Mapping) else {}
    found = (told.get("display_name"), told.get("real_name"), user.get("real_name"), user.get("name"))
    named = (person_name(name) for name in found if isinstance(name, str))
    return next(filter(None, named), "")


def micros(ts: str) -> int:
    """Slack's ``"1700000000.000100"`` in microseconds; 0 for what is no timestamp."""
    seconds, _, fraction = ts.partition(".")
    digits = (fraction + "000000")[:6]
    told = len(seconds) <= LONGEST_STAMP and seconds.isdecimal() and digits.isdecimal()
    return int(seconds) * 1_000_000 + int(digits) if told else 0


def size(text: str) -> int:
    """How many bytes of UTF-8 a text takes, which is what Slack's own limits count."""
    return len(text.encode("utf-8", "replace"))


def escape(text: str) -> str:
    """Slack's three special characters made plain."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Slack's ``&lt;``, ``&gt;`` and ``&amp;`` as the characters that a person typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
