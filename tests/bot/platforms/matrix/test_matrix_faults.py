"""What a homeserver does on bad days, in front of a real one: what surely failed is told from what perhaps did not."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.platforms import Draft, Rejected, TryLater, Unknown
from bot.platforms.matrix.patience import Backoff
from bot.sandbox.homeserver import Homeserver
from commands.domain.text import plain
from tests.bot.platforms.matrix.conftest import Bot
from tests.helpers import eventually, just_now


class Road:
    """A way to the homeserver that can be made bad: ``trouble`` answers instead of it, or after it."""

    def __init__(self, server):
        self.server = server
        self.trouble = None
        self.url = ""

    async def pass_on(self, request):
        trouble = self.trouble
        sends = request.method == "PUT" and "/send/" in request.path
        syncs = request.path.endswith("/sync")
        if trouble and trouble.before and (sends if trouble.of == "sends" else syncs):
            return trouble.before(request)
        headers = {"Authorization": request.headers.get("Authorization", "")}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(request.method, self.server.url + request.raw_path, data=await request.read()) as answer,
        ):
            body = await answer.read()
            if trouble and trouble.lost and sends:
                request.transport.abort()
            return web.Response(body=body, status=answer.status, content_type="application/json")


class Trouble:
    def __init__(self, before=None, *, lost=False, of="sends"):
        self.before, self.lost, self.of = before, lost, of


def answering(status, body=None, **headers):
    return Trouble(lambda request: web.json_response(body or {}, status=status, headers=headers))


@asynccontextmanager
async def road_to(server):
    road = Road(server)
    app = web.Application(client_max_size=10**8)
    app.router.add_route("*", "/{path:.*}", road.pass_on)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    road.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    yield road
    await runner.cleanup()


@pytest.fixture
async def road(homeserver, bot, ann):
    async with road_to(homeserver) as made:
        made.room = await ann.create_room("Ops", invite=[bot.user_id])
        bot.link(made.room)
        await bot.start(homeserver=made.url)
        await eventually(lambda: bot.ears.was_told("ready"))
        yield made
        await bot.stop()


def a_post(bot, road):
    [payload] = bot.platform.render(Draft(text=plain("hello"), author="Bo"))
    return bot.post(road.room, payload=payload)


@pytest.mark.parametrize(
    ("trouble", "fault", "after"),
    [
        (answering(429, {"errcode": "M_LIMIT_EXCEEDED"}, **{"Retry-After": "7"}), TryLater, 7),
        (answering(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}), TryLater, 1.5),
        (
            answering(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}, **{"Retry-After": "2"}),
            TryLater,
            1.5,
        ),
        (answering(429), TryLater, 5),
        (answering(503), TryLater, 0),
        (answering(500), Unknown, 0),
        (answering(502), Unknown, 0),
        (answering(413, {"errcode": "M_TOO_LARGE"}), Rejected, 0),
        (answering(400, {"errcode": "M_BAD_JSON", "error": "no"}), Rejected, 0),
        (answering(200), Unknown, 0),
    ],
)
async def test_each_answer_means_what_it_says(bot, road, trouble, fault, after):
    road.trouble = trouble
    with pytest.raises(fault) as raised:
        await bot.platform.send(a_post(bot, road))
    assert raised.value.after == after
    assert raised.type is fault or fault is Rejected


async def test_a_lost_answer_is_unknown_and_the_repeat_makes_no_double(bot, road, ann):
    post = a_post(bot, road)
    road.trouble = Trouble(lost=True)
    with pytest.raises(Unknown):
        await bot.platform.send(post)
    road.trouble = None
    await bot.platform.send(post)
    await bot.platform.send(post)
    events = [event for event in await ann.messages(road.room) if event["sender"] == bot.user_id]
    assert len([event for event in events if event["type"] == "m.room.message"]) == 1


async def test_a_repeat_is_harmless_only_while_the_server_remembers_this_device(bot, road):
    now = just_now()
    assert bot.platform.idempotent(bot.post(road.room))
    assert bot.platform.idempotent(bot.post(road.room, attempted=now))
    assert not bot.platform.idempotent(bot.post(road.room, attempted=now - timedelta(hours=13)))
    assert not bot.platform.idempotent(bot.post(road.room, attempted=now - timedelta(hours=1)))  # another device's
    assert bot.platform.idempotent(bot.post(road.room, "edit", attempted=now - timedelta(days=3)))


async def test_hearing_goes_on_after_an_outage_and_repeats_nothing(bot, road, ann):
    await ann.send(road.room, "one")
    await eventually(lambda: bot.ears.messages)
    road.trouble = Trouble(lambda request: web.json_response({}, status=502), of="syncs")
    await ann.send(road.room, "two")  # ends the long poll that is under way
    await ann.send(road.room, "three")
    await eventually(lambda: bot.ears.was_told("disconnected"))
    await ann.send(road.room, "four")
    road.trouble = None
    await eventually(lambda: len(bot.ears.messages) == 4)
    assert bot.ears.words() == ["one", "two", "three", "four"]
    await eventually(lambda: len(bot.ears.was_told("connected")) == 2)
    assert len(bot.ears.was_told("disconnected")) == 1


async def test_a_homeserver_that_stumbles_is_asked_less_and_less_often(bot, road, ann, monkeypatch):
    lengths, length = [], Backoff._length

    def recorded(self):
        made = length(self)
        if self._first == 0.5:  # the account's own
            lengths.append(made)
            return 0.0
        return made

    monkeypatch.setattr(Backoff, "_length", recorded)
    road.trouble = Trouble(lambda request: web.json_response({}, status=500), of="syncs")
    await ann.send(road.room, "one")
    await eventually(lambda: len(lengths) >= 10)
    road.trouble = None
    await eventually(lambda: "one" in bot.ears.words())

    for number, made in enumerate(lengths[:10]):
        longest = min(0.5 * 2**number, 60)
        assert longest / 2 <= made <= longest, (number, lengths)


async def test_a_place_that_the_server_has_forgotten_is_told_as_a_gap(bot, road, ann):
    await ann.send(road.room, "one")
    await eventually(lambda: bot.ears.messages)
    await bot.stop()
    bot.ears.kept = "nonsense"
    await ann.send(road.room, "missed")
    await bot.start(homeserver=road.url)
    assert bot.ears.was_told("gap")[0][1] == road.room
    await ann.send(road.room, "two")
    await eventually(lambda: "two" in bot.ears.words())


async def talk(bot, room, times):
    for number in range(times):
        await bot.say(room, Draft(text=plain(str(number)), author="Bo"))


async def test_the_servers_own_limit_is_told_with_its_wait(tmp_path):
    (tmp_path / "server").mkdir()
    async with Homeserver(tmp_path / "server", limits="default") as server:
        bot = Bot(server, await server.register("bot"), tmp_path / "bot")
        async with server.person("ann") as ann:
            room = await ann.create_room("Ops", invite=[bot.user_id])
            bot.link(room)
            await bot.start()
            await eventually(lambda: bot.ears.was_told("ready"))
            with pytest.raises(TryLater) as raised:
                await talk(bot, room, 30)
            assert 0 < raised.value.after <= 10
            await bot.stop()


async def test_a_server_that_cannot_be_reached_is_told_once_and_tried_again(bot, ann):
    async with asyncio.timeout(20):
        starting = asyncio.create_task(bot.start(homeserver="http://127.0.0.1:9"))
        await eventually(lambda: bot.ears.was_told("disconnected"))
        assert "cannot be reached" in bot.ears.was_told("disconnected")[0][2]
        starting.cancel()
