"""What is said and what is answered: the values that walk the corridor hub → commands → outbox → courier."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from commands.domain.names import headed, person_name
from commands.domain.text import Text, plain


@dataclass(frozen=True, order=True)
class Room:
    """A room on one account of one platform; ``id`` is opaque outside its own platform folder."""

    platform: str
    account: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}.{self.account}/{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Room":
        """Read ``<platform>.<account>/<id>``; raises ValueError for anything else."""
        where, slash, id = text.partition("/")
        platform, dot, account = where.partition(".")
        if not (slash and dot and id and account and platform):
            raise ValueError(f"{text!r} is not <platform>.<account>/<room id>")
        return cls(platform, account, id)

    @property
    def source(self) -> str:
        """The account that sees this room, written ``<platform>.<account>``."""
        return f"{self.platform}.{self.account}"


BOARD = "board"
"""The platform of rooms that are pages of the live board: what is said there comes from a press on a page."""


def page(incident: str, group: str = "") -> Room:
    """The room that stands for an incident's pages: ``board.web/bear-creek``; of a further group with its name."""
    return Room(BOARD, "web", f"{incident}/{group}" if group else incident)


@dataclass(frozen=True)
class Person:
    """Somebody who speaks: ``key`` is ``<platform>.<account>/<user id>``, or ``clock`` for the clock.

    ``name`` may be empty while the platform has not told it yet; ``label`` is the agency that the account stands for;
    ``server`` is where the person's own account is, if that is another server than the one that the account is on.
    """

    key: str
    name: str = ""
    label: str = ""
    server: str = ""

    @property
    def shown(self) -> str:
        """The name as others read it, with the agency that the account stands for: ``Ana Ruiz (Ada County)``; the id
        where the platform has told no name, or one that has no letters.
        """
        return headed(self.called, [self.belongs])

    @property
    def called(self) -> str:
        """The name without the marks of a badge; the id where there is none."""
        id = self.key.partition("/")[2] or self.key
        return person_name(self.name) or person_name(id) or "?"

    @property
    def belongs(self) -> str:
        """The agency that the account stands for, and where else the person comes from."""
        return ", ".join(filter(None, (self.label, self.server and f"from {self.server}")))


def account_of(key: str) -> str:
    """The account by which somebody speaks, of a key or a user id: ``…/@bridge:e.org`` for ``…/@bridge:e.org#kim``.

    The mark stands behind the server's name, where no user id has one: whom another bridge carries shares its account.
    """
    colon = key.find(":")
    mark = key.find("#", colon) if colon >= 0 else -1
    return key[:mark] if mark >= 0 else key


def carried(key: str) -> bool:
    """Is it somebody whom another bridge carries here, and who has no account here of their own?"""
    return account_of(key) != key


CLOCK = Person("clock", "the clock")


class Kind(StrEnum):
    """What happened in the source room."""

    NEW = "new"
    EDITED = "edited"
    REMOVED = "removed"
    REACTED = "reacted"
    UNREACTED = "unreacted"
    COMMAND = "command"  # a slash command, or what the clock says: the text is a command without its prefix
    PRESSED = "pressed"  # a button, or one of the bot's own seeded reactions
    SUBMITTED = "submitted"  # a form
    HAPPENED = "happened"  # somebody joined, left or was removed, or set the topic: ``action`` says which


@dataclass(frozen=True, kw_only=True)
class File:
    """A file as its own platform names it; nothing is fetched before the courier posts it.

    ``sha256`` (hexadecimal) is of the bytes as they were copied; empty while nobody has read them.
    """

    id: str
    name: str
    mimetype: str = "application/octet-stream"
    size: int | None = None
    details: dict[str, object] = field(default_factory=dict)  # what the platform needs to fetch it (url, keys)
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One thing said by a person (or the clock) in a room.

    ``key`` names the thing said, so that its live, redelivered and fetched copy have one key.
    ``id`` is the platform's id of the message that is said, edited, removed or reacted to.
    ``order`` sorts the messages of one room, in microseconds since the epoch by the platform's own clock.
    ``revision`` is 0 for a new message and grows with each edit.
    """

    kind: Kind
    room: Room
    key: str
    id: str
    who: Person
    at: datetime
    order: int = 0
    place: int = 0  # of an edit: the order of what is edited, where the platform tells it
    text: Text = ()
    revision: int = 0
    thread: str | None = None  # id of the thread's root, in the source room
    reply_to: str | None = None  # id of the message quoted outside a thread
    broadcast: bool = False  # a thread reply that is shown in the room as well
    files: tuple[File, ...] = ()  # of a removal: these alone were taken away
    emoji: str = ""  # of a reaction: Unicode, or :name: for a custom emoji
    action: str = ""  # of a button: the choice's value; of a form: the command line that it fills in
    values: dict[str, str] = field(default_factory=dict)  # of a form
    emote: bool = False  # /me
    bot: bool = False  # said by another bot
    recovered: bool = False  # fetched after the fact, not heard live
    again: bool = False  # heard live, but long after it was said: the platform brings it again
    direct: bool = False  # said to the bot alone
    inside: bool = False  # the platform lets only those say this who are in the room
    origin: str = ""  # the id of the post that it is, where the message carries a Net Control's marker
    origin_of: str = ""  # the id of the first such post, where that is a copy of another Net Control's copy
    exposed: bool = False  # said in the clear in a room that is encrypted: anybody on its way may have made it
    answerable: bool = False  # a quiet answer can travel back in the source's acknowledgement

    def but(self, **changes: object) -> "Message":
        """The same message with some of its fields changed; raises TypeError for a field that a message has not."""
        return replace(self, **changes)  # type: ignore[arg-type]


class Audience(StrEnum):
    """Who may see an answer."""

    ROOM = "room"  # every room of the group
    MAIN = "main"  # every room of the incident's main group, and the asker's own room where it is none of them
    INCIDENT = "incident"  # every room of the incident
    QUIET = "quiet"  # the asker, where it was asked: fit for anyone's eyes
    PRIVATE = "private"  # the asker, by direct message only


class Colour(StrEnum):
    """State colours, FEMA's lifeline words: grey is unknown, never good."""

    GREY = "grey"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Table:
    """Cells under a header, row by row; each platform draws it as well as it can."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Card:
    """An answer with a shape: a title, named fields, lines, a table, a footer ("as of 0212 MST")."""

    title: str
    fields: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    table: Table | None = None
    footer: str = ""
    colour: Colour | None = None


@dataclass(frozen=True)
class Choice:
    """A button: its words, and the command line said by whoever presses it. ``emoji`` is its face on Matrix."""

    words: str
    command: str
    emoji: str = ""


FACES = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣", "🔟")
"""For choices that are alike: below one post each emoji is one button."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One line of a form. ``options`` makes it a choice, ``long`` a text of several lines."""

    key: str
    label: str
    required: bool = False
    value: str = ""
    hint: str = ""
    options: tuple[str, ...] = ()
    long: bool = False


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a verb asks for; ``command`` is the line to which the filled-in fields are added as ``key:"value"``."""

    title: str
    command: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A named form with its data; the courier has it rendered and posts the file."""

    template: str
    filename: str
    title: str
    data: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is answered and who may see it. ``text`` is plain; every platform escapes it.

    Beside a card, ``text`` is the same in words, for the log and for reading over the air; the card is what is posted.
    """

    text: str = ""
    audience: Audience = Audience.QUIET
    card: Card | None = None
    choices: tuple[Choice, ...] = ()
    form: Form | None = None
    documents: tuple[Document, ...] = ()
    loud: bool = False  # an emergency or an alert: ahead of talk, and never kept back
    cry: bool = False  # an emergency as it is raised: ahead of all else that is loud
    notify: bool = False  # everybody's device rings, where the room allows it
    to: tuple[str, ...] = ()  # of a private answer: the keys of those who get it instead of the asker
    group: str = ""  # for the audience "room": the rooms of this group instead of the asker's
    log: str = ""  # what the log keeps, where that is not the text
    rooms: tuple[str, ...] = ()  # just these rooms instead of an audience, also where they are linked no more; beside
    # ``to``: where the lane of a direct message may be found
    about: str = ""  # the thing whose life it tells, as people know it (``R-12``): a room may tell it in one thread

    @property
    def words(self) -> Text:
        """The answer's plain ``text`` as blocks, as every platform takes it; a card stands beside it, not in it."""
        return plain(self.text)
