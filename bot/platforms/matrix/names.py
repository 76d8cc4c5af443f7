"""Names and words made fit to be shown: nothing hidden, nothing that turns the line around, nobody notified."""

import re
from functools import lru_cache

from commands.domain.names import visible
from commands.domain.text import LARGEST_NAME

_EVERYBODY = re.compile(r"@(?=room\b)", re.IGNORECASE)
_JOINER = "\u200d"  # zero width; the legacy push rule looks for the bare word


@lru_cache(maxsize=4096)
def clean_name(name: str) -> str:
    """A person's name as one line of visible characters, at most ``LARGEST_NAME`` of them."""
    return visible(name[: 8 * LARGEST_NAME])[:LARGEST_NAME].rstrip(" \u200c\u200d")


def hush(text: str) -> str:
    """The same words, where ``@room`` notifies nobody even in a client of the old days."""
    return _EVERYBODY.sub("@" + _JOINER, text) if "@" in text else text
