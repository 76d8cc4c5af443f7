"""The tables of the live board: links that sign somebody in, sessions, and what was said by a press on a page."""

from sqlalchemy import Column, Index, String, Table, Text

from storage.tables.base import BigId, Json, Utc, metadata

web_links = Table(
    "web_link",
    metadata,
    Column("id", String(24), primary_key=True),  # half of the link; the other half is made of it with the board's key
    Column("kind", String(12), nullable=False),
    Column("person", String(400), nullable=False),  # who asked for it
    Column("name", Text, nullable=False),  # of the person, or of the display
    Column("server", Text, nullable=False, default=""),
    Column("incident", String(80), nullable=False, default=""),  # of a display
    Column("groups", Json, nullable=False),
    Column("rooms", Json),  # in which the person is; nothing while that is not known
    Column("rooms_at", Utc),
    Column("at", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("spent", Utc),
)

web_sessions = Table(
    "web_session",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),  # SHA-256 of what the cookie holds
    Column("kind", String(12), nullable=False),
    Column("person", String(400), nullable=False),
    Column("name", Text, nullable=False),
    Column("server", Text, nullable=False, default=""),
    Column("incident", String(80), nullable=False, default=""),
    Column("groups", Json, nullable=False),
    Column("rooms", Json),
    Column("rooms_at", Utc),
    Column("began", Utc, nullable=False),
    Column("seen", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("ended", Utc),
    Index(None, "person"),
)

api_tokens = Table(
    "api_token",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),  # SHA-256 of the token
    Column("name", String(80), nullable=False),
    Column("incident", String(80), nullable=False),
    Column("scope", Json, nullable=False),
    Column("made", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("ended", Utc),
)

web_spoken = Table(
    "web_spoken",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("session", BigId, nullable=False),
    Column("person", String(400), nullable=False),
    Column("name", Text, nullable=False),
    Column("server", Text, nullable=False, default=""),
    Column("place", String(400), nullable=False),  # the page's room: ``board.web/bear-creek``
    Column("line", Text, nullable=False),
    Column("fields", Json, nullable=False),  # of a form
    Column("at", Utc, nullable=False),
    Column("state", String(12), nullable=False),
    Column("answers", Json, nullable=False),
    Column("faults", Json, nullable=False),
    Index(None, "state"),
)
