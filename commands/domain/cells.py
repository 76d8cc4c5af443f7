"""What goes into a cell of a table that a spreadsheet may open: words of people, never something that it runs.

Source: OWASP, *CSV injection*: a cell that begins with one of these is a formula, also in its full-width form.
"""

STARTS = frozenset("=+-@\t\r\n＝＋－＠")
"""What makes a formula of a cell, or a further cell or row of it."""


def guarded(text: str) -> str:
    """The text, kept a text by a ``'`` before it where a spreadsheet would take it for something to run."""
    first = text.lstrip(" \u00a0\u3000")[:1]
    return f"'{text}" if first in STARTS and first else text


def guarded_line(text: str) -> str:
    """A line of words in a file: where it is opened as a table, each comma begins a cell."""
    return ",".join(map(guarded, text.split(",")))


def unguarded(text: str) -> str:
    """The text as it was before ``guarded``."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text
