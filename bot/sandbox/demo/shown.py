"""What the page shows, the same for both sides: messages in parts, buttons, reactions, forms."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Button:
    """Something to press in a message; with ``options``, a list of (value, words) from which one is chosen."""

    action: str
    words: str
    style: str = ""
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""  # the option that is chosen at first


@dataclass(frozen=True, kw_only=True)
class Part:
    """One piece of a message, from top to bottom: safe HTML, buttons, or a file."""

    html: str = ""
    buttons: tuple[Button, ...] = ()
    file: str = ""  # where the page fetches it
    name: str = ""
    picture: bool = False


@dataclass(frozen=True, kw_only=True)
class Given:
    """One emoji under a message and the ids of those who gave it."""

    emoji: str
    by: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One message. `by` is the id of the person whose own it is; `only` of the one who alone sees it."""

    id: str
    sort: float  # seconds since 1970
    author: str
    parts: tuple[Part, ...] = ()
    by: str = ""
    source: str = ""  # what its author typed, to be edited
    bot: bool = False  # the bot's own words
    relayed: bool = False  # somebody else's words, posted by the bot
    note: bool = False  # a line of the platform itself
    removed: bool = False
    edited: bool = False
    only: str = ""
    direct: bool = False  # in a direct message to that person, and not in the room
    thread: str = ""  # id of the message under which it stands
    answers: str = ""  # the beginning of what it answers
    reactions: tuple[Given, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Field:
    """One line of a form."""

    key: str
    label: str
    required: bool
    value: str = ""
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()  # (value, words)
    long: bool = False


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form that a person has open."""

    id: str
    by: str
    title: str
    submit: str
    close: str
    fields: tuple[Field, ...]
    notes: tuple[str, ...] = field(default=())  # safe HTML, shown above the fields


class Impossible(Exception):
    """A person tried what their client would not let them do; the text is for them."""
