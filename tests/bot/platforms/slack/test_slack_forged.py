"""Forged and incomplete events, buttons, forms and commands: none raises, and what cannot be read is set aside."""

import copy
import json
import random
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms import Heard
from bot.platforms.slack.blocks import FORM, PRESS
from bot.platforms.slack.inlet import Inlet
from bot.platforms.slack.translate import Account
from commands.domain.messages import Reply
from tests.bot.platforms.slack.conftest import RecordingEars

ME = Account(name="county", label="Ada County", user_id="UBOT", bot_id="BBOT", app_id="ABOT", team_id="T1")
TS = "1700000000.000100"
SAID = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "text": "hello", "ts": TS}
FILE = {
    "id": "F1",
    "name": "plan.pdf",
    "mimetype": "application/pdf",
    "size": 9,
    "url_private": "https://files.slack.com/x",
}
BLOCKS = [
    {"type": "header", "text": {"type": "plain_text", "text": "Smoke"}},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}]},
    {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Go"}}]},
]
PRESSED = {
    "type": "block_actions",
    "user": {"id": "U1"},
    "channel": {"id": "C1"},
    "container": {"channel_id": "C1", "message_ts": TS, "thread_ts": TS},
    "trigger_id": "1.2",
    "response_url": "https://hooks.slack.com/x",
    "actions": [{"action_id": f"{PRESS}0", "value": "ack A-1"}],
}
SUBMITTED = {
    "type": "view_submission",
    "user": {"id": "U1"},
    "trigger_id": "1.3",
    "view": {
        "id": "V1",
        "callback_id": FORM,
        "private_metadata": json.dumps({"command": "checkin", "channel": "C1"}),
        "blocks": [{"type": "input", "block_id": "unit"}],
        "state": {"values": {"unit": {"x": {"type": "plain_text_input", "value": "E12"}}}},
    },
}
BODIES = {
    "said": ("on_message", SAID | {"blocks": BLOCKS, "files": [FILE], "attachments": [{"text": "b", "fallback": "c"}]}),
    "changed": (
        "on_message",
        {**SAID, "subtype": "message_changed", "message": SAID, "previous_message": {**SAID, "files": [FILE]}},
    ),
    "deleted": ("on_message", {**SAID, "subtype": "message_deleted", "deleted_ts": TS, "previous_message": SAID}),
    "reaction": (
        "on_reaction",
        {
            "type": "reaction_added",
            "user": "U1",
            "reaction": "eyes",
            "item": {"type": "message", "channel": "C1", "ts": TS},
            "event_ts": TS,
        },
    ),
    "member": ("on_member", {"type": "member_joined_channel", "user": "U1", "channel": "C1", "event_ts": TS}),
    "home": ("on_home", {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home", "event_ts": TS}),
    "room": ("on_room", {"type": "channel_rename", "channel": {"id": "C1", "name": "new"}}),
    "slash": (
        "on_slash",
        {
            "command": "/net",
            "text": "roster",
            "user_id": "U1",
            "user_name": "ana",
            "channel_id": "C1",
            "trigger_id": "1.4",
            "response_url": "https://hooks.slack.com/y",
        },
    ),
    "pressed": ("on_press", PRESSED),
    "shortcut": (
        "on_shortcut",
        {
            "type": "message_action",
            "callback_id": "add_to_log",
            "user": {"id": "U1"},
            "channel": {"id": "C1"},
            "message_ts": TS,
            "trigger_id": "1.5",
        },
    ),
    "submitted": ("on_submit", SUBMITTED),
}
JUNK = (
    None,
    0,
    -1,
    1e300,
    True,
    "",
    "x",
    "9" * 5000,
    "٣.٣",
    [],
    [None],
    {},
    {"id": None},
    [[]],
    {"text": {}},
    "\ud800",
)


class Api:
    """Takes the network's place behind the acknowledgement: what follows it is not this test's affair."""

    web = SimpleNamespace(token="xoxb-1")

    def now(self):
        return datetime(2023, 11, 14, 22, 14, tzinfo=UTC)

    async def write(self, method, **arguments):
        return {}


def spoilt(body, seed):
    """The body with up to three of its parts taken out or replaced by something else."""
    dice = random.Random(seed)
    body = copy.deepcopy(body)
    for _ in range(dice.randint(1, 3)):
        places = list(inner(body))
        if not places:
            break
        holder, key = dice.choice(places)
        if isinstance(holder, dict) and dice.random() < 0.4:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(dice.choice(JUNK))
    return body


def inner(part):
    for key in list(part) if isinstance(part, dict) else range(len(part)):
        yield part, key
        if isinstance(part[key], dict | list):
            yield from inner(part[key])


async def take(name, body, heard=None):
    """Hand a body to its listener as Bolt does; returns what was acknowledged and what the ears had."""
    listener, _ = BODIES[name]
    ears, acknowledged = RecordingEars(), []
    ears.answer = lambda _: heard or Heard()
    inlet = Inlet(Api(), ME, ears, lambda _: None)

    async def ack(**values):
        acknowledged.append(values)

    asked = getattr(inlet, listener)
    await (
        asked(body)
        if listener in {"on_message", "on_reaction", "on_member", "on_home", "on_room"}
        else asked(ack, body)
    )
    await inlet.close()
    return acknowledged, ears


@pytest.mark.parametrize("name", BODIES)
async def test_what_slack_sends_is_heard(name):
    _, ears = await take(name, BODIES[name][1])
    assert ears.poisoned == []
    assert len(ears.all) == (0 if name == "room" else 1)


@pytest.mark.parametrize("name", BODIES)
@given(seed=st.integers(0, 2**32))
async def test_what_is_forged_never_raises(name, seed):
    _, ears = await take(name, spoilt(BODIES[name][1], seed))
    assert len(ears.all) + len(ears.poisoned) <= 2


@given(seed=st.integers(0, 2**32))
async def test_a_forged_form_whose_values_are_refused_is_answered_all_the_same(seed):
    faults = Heard((Reply(text="no"),), {"": "nothing was recorded", "unit": "no such unit"})
    acknowledged, ears = await take("submitted", spoilt(SUBMITTED, seed), faults)
    assert len(acknowledged) == 1
    if ears.all:
        assert acknowledged[0]["response_action"] in {"errors", "update"}
