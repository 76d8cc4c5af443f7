"""Addresses in what people write: which lead somewhere, and how one is told where no link can be made of it."""

CLICKED = ("http://", "https://", "ftp://", "mailto:", "magnet:")
"""What Matrix lets a link lead to (client-server API, "m.room.message msgtypes"); clients drop any other address."""

ADDRESSES = (
    *CLICKED,
    "ftps://",
    "sftp://",
    "geo:",
    "irc:",
    "ircs:",
    "matrix:",
    "sip:",
    "sips:",
    "sms:",
    "tel:",
    "xmpp:",
)
"""Schemes of addresses that people reach: others (``javascript:``, ``data:``) are nobody's whereabouts."""

LONGEST = 2_000
"""Characters of an address of which a link is made."""


def leads_somewhere(url: str) -> bool:
    """True for an address that people reach, of bounded length and without blanks."""
    return len(url) <= LONGEST and url.lower().startswith(ADDRESSES) and not any(map(str.isspace, url))


def with_address(text: str, url: str) -> str:
    """``text (url)``; one alone where it says the other already."""
    shown = text.strip()
    if not url or url == shown:
        return text
    bare = url.partition(":")[2].removeprefix("//").rstrip("/")
    return text if shown and bare and bare in shown else f"{text} ({url})" if shown else url
