"""Events as a hostile server may make them: none raises, none is from the future, what cannot be read is set aside."""

import copy
import random
from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.matrix.hearing import Hearing, dated
from bot.platforms.matrix.rooms import RoomView
from bot.platforms.matrix.vault import Undecryptable
from commands.domain.messages import Room
from tests.helpers import just_now

ROOM = "!a:state.example"
HTML = {"format": "org.matrix.custom.html", "formatted_body": "<b>hi</b>"}
SAID = {"type": "m.room.message", "sender": "@ana:x.example", "event_id": "$1", "origin_server_ts": 1_700_000_000_000}
ANSWER = {"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}, "rel_type": "m.thread", "event_id": "$0"}}
LOCK = {"url": "mxc://x.example/a", "key": {"k": "a"}, "iv": "b", "hashes": {"sha256": "c"}}
EVENTS = {
    "text": SAID | {"content": {"msgtype": "m.text", "body": "hi", **HTML, **ANSWER}},
    "edit": SAID
    | {
        "content": {
            "msgtype": "m.text",
            "body": "* hi",
            "m.new_content": {"msgtype": "m.text", "body": "hi", **HTML},
            "m.relates_to": {"rel_type": "m.replace", "event_id": "$0"},
        }
    },
    "file": SAID
    | {
        "content": {
            "msgtype": "m.file",
            "body": "a.pdf",
            "filename": "a.pdf",
            "file": LOCK,
            "info": {"size": 3, "mimetype": "application/pdf"},
        }
    },
    "place": SAID | {"content": {"msgtype": "m.location", "body": "here", "geo_uri": "geo:1,2"}},
    "sticker": SAID | {"type": "m.sticker", "content": {"body": "cat", "url": "mxc://x.example/b", "info": {}}},
    "reaction": SAID
    | {"type": "m.reaction", "content": {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0", "key": "👍"}}},
    "redaction": SAID | {"type": "m.room.redaction", "redacts": "$0", "content": {"redacts": "$0"}},
    "member": SAID
    | {
        "type": "m.room.member",
        "state_key": "@ana:x.example",
        "content": {"membership": "join", "displayname": "Ana"},
        "unsigned": {"prev_content": {"membership": "leave"}},
    },
    "topic": SAID | {"type": "m.room.topic", "state_key": "", "content": {"topic": "Fire"}},
    "poll": SAID
    | {
        "type": "org.matrix.msc3381.poll.start",
        "content": {
            "org.matrix.msc3381.poll.start": {
                "question": {"org.matrix.msc1767.text": "where?"},
                "answers": [{"id": "1", "org.matrix.msc1767.text": "here"}],
            }
        },
    },
    "sealed": SAID | {"type": "m.room.encrypted", "content": {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"}},
}
JUNK = (
    None,
    0,
    -1,
    2**53 - 1,
    True,
    "",
    "x",
    "9" * 5000,
    [],
    [None],
    {},
    {"rel_type": []},
    [[]],
    {"body": {}},
    "\ud800",
)
KEPT = frozenset({"sender", "event_id", "type", "origin_server_ts", "state_key", "content", "unsigned"})
"""What the receiving homeserver itself has checked: of these the values may be anything of their kind."""


class Ears:
    def __init__(self):
        self.poisoned = []

    async def poison(self, room, source, raw, fault):
        self.poisoned.append(fault)

    async def rooms(self, source):
        return []


def sealed(room, event):
    raise Undecryptable("no key")


def hearing():
    async def ask(room, event):
        return None

    async def flush():
        return None

    vault = SimpleNamespace(decrypt=sealed, ask_for_key=ask)
    account = SimpleNamespace(
        user_id="@net:state.example",
        label="State",
        source="matrix.state",
        room=lambda id: Room("matrix", "state", id),
        rooms=SimpleNamespace(joined={ROOM: RoomView(ROOM, name="Ops", members=3)}, direct={}),
        vault=vault,
        cabinet=SimpleNamespace(flush=flush),
    )
    pending = SimpleNamespace(has=lambda id: False, add=lambda room, event: None)
    ears = Ears()
    return Hearing(account, ears, pending), ears


def spoilt(event, seed):
    """The event with up to three parts of its content (and values of its own keys) replaced or taken out."""
    dice = random.Random(seed)
    event = copy.deepcopy(event)
    for _ in range(dice.randint(1, 3)):
        holder, key = dice.choice([*inner(event["content"]), (event, "origin_server_ts")])
        if key != "origin_server_ts" and isinstance(holder, dict) and dice.random() < 0.4:
            del holder[key]
        else:
            holder[key] = (
                dice.choice((0, -5, 2**53 - 1)) if key == "origin_server_ts" else copy.deepcopy(dice.choice(JUNK))
            )
        if not event["content"]:
            break
    return event


def inner(part):
    for key in list(part) if isinstance(part, dict) else range(len(part)):
        yield part, key
        if isinstance(part[key], dict | list):
            yield from inner(part[key])


@pytest.mark.parametrize("name", EVENTS)
async def test_what_a_homeserver_sends_is_heard(name):
    one, ears = hearing()
    await one.hear(ROOM, [EVENTS[name]])
    assert len(one.gathered()) + len(ears.poisoned) == 1
    assert bool(ears.poisoned) == (name == "sealed")


@pytest.mark.parametrize("name", EVENTS)
@given(seed=st.integers(0, 2**32))
async def test_what_is_forged_never_raises(name, seed):
    one, ears = hearing()
    await one.hear(ROOM, [spoilt(EVENTS[name], seed)])
    assert len(one.gathered()) + len(ears.poisoned) <= 1
    assert all(message.at <= just_now() + timedelta(seconds=301) for message in one.gathered())


@pytest.mark.parametrize("stamp", [2**53 - 1, 1_000_301_000, -1, None, "now"])
def test_a_time_to_come_or_none_is_taken_for_now(stamp):
    assert dated(SAID | {"origin_server_ts": stamp}, 1_000_000.0)["origin_server_ts"] == 1_000_000_000


@pytest.mark.parametrize("stamp", [0, 999_999_999, 1_000_299_000])
def test_a_clock_that_is_a_little_ahead_is_believed(stamp):
    assert dated(SAID | {"origin_server_ts": stamp}, 1_000_000.0)["origin_server_ts"] == stamp
