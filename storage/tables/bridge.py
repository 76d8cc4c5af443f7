"""The tables of the bridge: rooms, what was heard and said, what is to be posted, who runs.

``said`` holds each original once; a ``copy`` is one thing to bring into one room; a ``post`` is one send, fixed before
its first attempt; ``member`` says which copies a post carries (several when combined) and which part of a copy (when
split). ``Room`` values are stored as their text.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
)

from storage.tables.base import UNSEALED, BigId, Json, Utc, metadata

rooms = Table(
    "room",
    metadata,
    Column("room", String(400), primary_key=True),
    Column("source", String(120), nullable=False),
    Column("incident", String(80), nullable=False),
    Column("group_name", String(80), nullable=False),
    Column("origin", String(10), nullable=False),  # "file" or "command"
    Column("state", String(10), nullable=False),  # pending, linked, lost, unlinked, paused
    Column("name", Text, nullable=False, default=""),
    Column("encrypted", Boolean, nullable=False, default=False),
    Column("why", Text, nullable=False, default=""),
    Column("linked_at", Utc),
    Column("linked_by", String(400), nullable=False, default=""),  # whoever said the command, or ""
    Column("until", Utc),  # a guest's end
    Column("last_id", Text, info=UNSEALED),
    Column("last_order", BigInteger, nullable=False, default=0, info=UNSEALED),
    Column("last_heard_at", Utc, info=UNSEALED),
    Index(None, "incident", "group_name"),
    Index(None, "source"),
)

people = Table(
    "person_name",
    metadata,
    Column("key", String(400), primary_key=True),
    Column("name", Text, nullable=False),
    Column("fetched_at", Utc, nullable=False, info=UNSEALED),
    Column("alike", String(400), nullable=False, server_default="", info=UNSEALED),  # the same for names people confuse
    Index(None, "alike"),
)

heard = Table(
    "heard",
    metadata,
    Column("key", String(700), primary_key=True),
    Column("at", Utc, nullable=False),
)

said = Table(
    "said",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("room", String(400), nullable=False),
    Column("native", String(300), nullable=False),
    Column("incident", String(80), nullable=False),
    Column("group_name", String(80), nullable=False),
    Column("who", String(400), nullable=False),
    Column("who_name", Text, nullable=False, default=""),
    Column("who_label", Text, nullable=False, default=""),
    Column("at", Utc, nullable=False),
    Column("sort", BigInteger, nullable=False),
    Column("text", Json, nullable=False),
    Column("files", Json, nullable=False),
    Column("revision", BigInteger, nullable=False, default=0),
    Column("edited_at", Utc),
    Column("removed_at", Utc),
    Column("thread", String(300)),
    Column("reply_to", String(300)),
    Column("broadcast", Boolean, nullable=False, default=False),
    Column("emote", Boolean, nullable=False, default=False),
    Column("recovered", Boolean, nullable=False, default=False),
    Column("late", Boolean, nullable=False, default=False),  # a straggler: others of its room were posted before it
    Index("uq_said_room_native", "room", "native", unique=True),
    Index("ix_said_incident_sort", "incident", "sort"),
)

revisions = Table(
    "said_revision",
    metadata,
    Column("said_id", BigId, ForeignKey("said.id"), primary_key=True),
    Column("revision", BigInteger, primary_key=True),
    Column("text", Json, nullable=False),
    Column("until", Utc, nullable=False),  # when it was replaced
)

reactions = Table(
    "said_reaction",
    metadata,
    Column("said_id", BigId, ForeignKey("said.id"), primary_key=True),
    Column("emoji", String(200), primary_key=True),
    Column("who", String(400), primary_key=True),
    Column("room", String(400), nullable=False),
    Column("event", String(300), nullable=False),  # the platform's id of the reaction itself, or ""
    Index(None, "room", "event"),
)

copies = Table(
    "copy",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("said_id", BigId, ForeignKey("said.id")),
    Column("room", String(400), nullable=False),
    Column("verb", String(12), nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("sort", BigInteger, nullable=False),
    Column("payload", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("queued_at", Utc, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Index("ix_copy_lane", "state", "room", "rank", "sort"),  # the state first: what is open is found among millions
    Index("ix_copy_said", "said_id", "room"),
)

posts = Table(
    "post",
    metadata,
    Column("seq", BigId, primary_key=True),  # the order in which a lane's posts were fixed
    Column("id", String(40), nullable=False, unique=True),
    Column("room", String(400), nullable=False),
    Column("verb", String(12), nullable=False),
    Column("target", String(300)),
    Column("payload", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("attempted_at", Utc),
    Column("fixed_at", Utc, nullable=False),
    Column("posted_at", Utc),
    Column("native", String(300)),
    Column("stamp", String(60), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("progress", Json, nullable=False),
    Index("ix_post_lane", "state", "room", "seq"),
    Index("ix_post_native", "room", "native"),
    Index("ix_post_target", "room", "target", "verb"),
)

members = Table(
    "member",
    metadata,
    Column("post_id", String(40), ForeignKey("post.id"), primary_key=True),
    Column("copy_id", BigId, ForeignKey("copy.id"), primary_key=True),
    Column("part", SmallInteger, nullable=False, default=0),
    Index(None, "copy_id"),
)

accounts = Table(
    "account",
    metadata,
    Column("source", String(120), primary_key=True),
    Column("user_id", String(300)),
    Column("cursor", Text),
)

leases = Table(
    "lease",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(300), nullable=False),
    Column("until", Utc, nullable=False),
    Column("epoch", Integer, nullable=False, server_default="0"),  # grows with each change of hands
)

nodes = Table(
    "node",
    metadata,
    Column("holder", String(300), primary_key=True),  # as in ``lease``: machine, data folder, process
    Column("name", String(80), nullable=False),
    Column("since", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),  # both by the store's clock
    Column("runs", Boolean, nullable=False),  # holds the accounts; else it stands by
    Column("accounts", Json, nullable=False),  # their names in its configuration
    Column("config", String(64), nullable=False),  # SHA-256 of what all nodes must agree on
)

secrets = Table(
    "secret",
    metadata,
    Column("owner", String(120), primary_key=True),  # an account, "accounts", "signing"; "" for the box itself
    Column("name", String(300), primary_key=True),
    Column("content", LargeBinary, nullable=False),  # encrypted: storage.secret_box
)

troubles = Table(
    "trouble",
    metadata,
    Column("number", String(12), primary_key=True),
    Column("source", String(120), nullable=False),
    Column("room", String(400)),
    Column("raw", Text, nullable=False),
    Column("fault", Text, nullable=False),
    Column("at", Utc, nullable=False),
)

facts = Table(
    "fact",
    metadata,
    Column("key", String(500), primary_key=True),
    Column("value", Json, nullable=False),
)

early = Table(
    "early",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("key", String(64), nullable=False),  # a digest of the room and of what it is about
    Column("emoji", Text),  # of a reaction; nothing where that which it is about was removed before it was heard
    Column("who", String(400), nullable=False, default=""),
    Column("who_name", Text, nullable=False, default=""),
    Column("order", BigInteger, nullable=False, default=0),
    Column("event", Text, nullable=False, default=""),
    Column("at", Utc, nullable=False),
    Index(None, "key"),
    Index(None, "at"),
)

ended = Table(
    "ended_reaction",
    metadata,
    Column("key", String(64), primary_key=True),  # a digest of the room, of what it is to, of the emoji and of who
    Column("order", BigInteger, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "at"),
)

successors = Table(
    "room_successor",
    metadata,
    Column("room", String(400), primary_key=True),
    Column("successor", String(400), nullable=False),
)

predecessors = Table(
    "room_predecessor",
    metadata,
    Column("room", String(400), primary_key=True),
    Column("before", String(400), primary_key=True),
    Column("place", SmallInteger, nullable=False),
)

thread_roots = Table(
    "thread_root",
    metadata,
    Column("incident", String(80), primary_key=True),
    Column("room", String(400), primary_key=True),
    Column("about", String(120), primary_key=True),  # the thing that is told in the thread: R-12
    Column("native", String(300), nullable=False),
)
