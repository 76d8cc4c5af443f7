"""The sandbox's homeserver is a real one: people talk on it, and it keeps what they said over restarts."""

import asyncio
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import psutil
import pytest

from bot.sandbox.homeserver import Homeserver, HomeserverError
from bot.sandbox.matrix_person import MatrixError, MatrixPerson
from tests.helpers import eventually

PROJECT = Path(__file__).parents[3]


@pytest.fixture
async def ann(homeserver):
    async with homeserver.person(f"ann-{uuid.uuid4().hex}", "Ann Lee") as person:
        yield person


@pytest.fixture
async def bob(homeserver):
    async with homeserver.person(f"bob-{uuid.uuid4().hex}", "Bob") as person:
        yield person


def body(text):
    return lambda event: event["content"].get("body") == text


async def test_an_invited_person_hears_what_is_said(ann, bob):
    room = await ann.create_room("Fire", invite=[bob.user_id])
    await bob.wait_for_invite(room)
    await bob.join(room)
    waiting = asyncio.create_task(bob.wait_for(room, body("engine 12 on scene")))
    sent = await ann.send(room, "engine 12 on scene", "<b>engine 12</b> on scene")
    heard = await waiting
    assert heard["event_id"] == sent
    assert heard["content"]["formatted_body"] == "<b>engine 12</b> on scene"
    assert await bob.members(room) == [ann.user_id, bob.user_id]


async def test_a_public_room_needs_no_invitation(ann, bob):
    room = await ann.create_room(public=True)
    await bob.join(room)
    await bob.send(room, "hello")
    assert (await ann.wait_for(room, body("hello")))["sender"] == bob.user_id


async def test_what_was_said_before_the_waiting_is_found_too(ann):
    room = await ann.create_room()
    await ann.send(room, "early")
    await ann.wait_for(room, body("early"))


async def test_waiting_in_vain_says_what_was_there_instead(ann):
    room = await ann.create_room()
    await ann.send(room, "something else")
    with pytest.raises(TimeoutError, match="something else"):
        await ann.wait_for(room, body("this"), timeout=0.3)


async def test_edits_reactions_redactions_threads_and_replies_are_what_the_protocol_says(ann):
    room = await ann.create_room()
    root = await ann.send(room, "root")
    inside = await ann.send(room, "inside", thread=root)
    await ann.send(room, "answer", reply=root)
    await ann.send(room, "answer inside", thread=root, reply=inside)
    await ann.edit(room, root, "changed")
    await ann.react(room, root, "👍")
    await ann.redact(room, inside, "slip")
    events = await ann.messages(room)
    relations = [event["content"].get("m.relates_to") for event in events if event["content"].get("m.relates_to")]
    assert relations == [
        {"m.in_reply_to": {"event_id": root}},
        {
            "rel_type": "m.thread",
            "event_id": root,
            "is_falling_back": False,
            "m.in_reply_to": {"event_id": inside},
        },
        {"rel_type": "m.replace", "event_id": root},
        {"rel_type": "m.annotation", "event_id": root, "key": "👍"},
    ]
    (redacted,) = [event for event in events if event["event_id"] == inside]
    assert "body" not in redacted["content"]


async def test_all_of_a_long_conversation_is_read_in_its_order(ann):
    room = await ann.create_room()
    for number in range(30):
        await ann.send(room, str(number))
    said = [event["content"]["body"] for event in await ann.messages(room) if event["type"] == "m.room.message"]
    assert said == [str(number) for number in range(30)]


async def test_an_encrypted_room_says_so(ann):
    room = await ann.create_room(encrypted=True)
    assert (await ann.state(room, "m.room.encryption"))["algorithm"] == "m.megolm.v1.aes-sha2"


async def test_a_refusal_is_raised_with_its_code(homeserver, ann, bob):
    room = await ann.create_room()
    with pytest.raises(MatrixError) as refused:
        await bob.send(room, "let me in")
    assert (refused.value.status, refused.value.errcode) == (403, "M_FORBIDDEN")
    with pytest.raises(MatrixError, match="M_USER_IN_USE"):
        await homeserver.register(ann.user_id[1:].partition(":")[0])


async def test_no_secret_shows_in_a_login(ann):
    assert ann.login.access_token not in repr(ann.login)
    assert ann.login.password not in repr(ann.login)


async def test_a_restart_keeps_port_users_and_rooms(tmp_path):
    async with Homeserver(tmp_path) as server, server.person("ann") as ann:
        room = await ann.create_room()
        await ann.send(room, "before")
        url, pid = server.url, server.pid
        await server.restart()
        assert (server.url, server.pid == pid) == (url, False)
        await ann.send(room, "after")
        said = [event["content"]["body"] for event in await ann.messages(room) if event["type"] == "m.room.message"]
        assert said == ["before", "after"]
        await server.kill()
        assert server.pid is None
        await server.start()
        await ann.wait_for(room, body("after"))


async def test_default_limits_are_synapses_own_until_they_are_lifted_for_one_user(tmp_path):
    async with Homeserver(tmp_path, limits="default") as server, server.person("ann") as ann:
        room = await ann.create_room()
        with pytest.raises(MatrixError, match="M_LIMIT_EXCEEDED"):
            await say_much(ann, room)
        await server.override_ratelimit(ann.user_id)
        await say_much(ann, room)


async def say_much(person: MatrixPerson, room: str) -> None:
    for number in range(20):
        await person.send(room, str(number))


async def test_a_homeserver_that_cannot_start_says_why(tmp_path):
    (tmp_path / "homeserver.yaml").write_text("server_name: [", encoding="utf-8")
    with pytest.raises(HomeserverError, match="homeserver"):
        await Homeserver(tmp_path).start()


PARENT = """
import asyncio, pathlib, sys
from bot.sandbox.homeserver import Homeserver

async def main():
    server = Homeserver(pathlib.Path(sys.argv[1]))
    await server.start()
    print(server.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_it_ends_with_its_parent_however_that_ends(tmp_path, how):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], cwd=PROJECT, stdout=subprocess.PIPE)
    with parent:
        assert parent.stdout
        child = psutil.Process(int(await asyncio.to_thread(parent.stdout.readline)))
        parent.send_signal(how)
    await eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
