"""Notices on their way: by mail and by text, through refusals, lost answers and deaths, and what comes back."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.carriers import carrying, connect_all
from bot.carriers.post import Post
from bot.config.carriers import CarriersConfig
from bot.schedule.clock import Clock
from commands.domain.notification.notices import NoticeState
from commands.domain.notification.pages import Page, Paging
from commands.domain.notification.ways import WayKind
from tests.bot.carriers.provider import ACCOUNT, OURS, TOKEN, Provider, mailbox, served
from tests.bot.world import COUNTY, FIRE, World
from tests.helpers import eventually

AL = f"{COUNTY.source}/al"
BO = "+12085550101"


class Phones:
    """A world with carriers; ``restart`` kills what runs and begins anew on the same store."""

    def __init__(self, config):
        self.config = config
        self.world = World(admins={AL})
        self.world.hub.carrying = carrying(config)
        self._task = None

    async def start(self):
        world = self.world
        world.hub.carrying = carrying(self.config)
        await world.start()
        clock = Clock(world.clerk, world.hub.heard, lambda: list(world.hub.known.values()), world.hub.zone, world.now)
        self.clock = clock
        self.post = Post(
            world.clerk, connect_all(self.config), world.hub.heard, clock.room_of, clock.look_again, lambda _: None,
            lambda: asyncio.sleep(0), world.now, look_after=timedelta(milliseconds=20),
        )  # fmt: skip
        world.hub.on_decided = self.post.look_again
        self._task = asyncio.create_task(self.post.run())

    async def stop(self):
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
            await self.post.close()
            self._task = None
        await self.world.stop()

    async def restart(self):
        await self.stop()
        self.world.build()
        await self.start()

    async def say(self, text, who="al", **values):
        return await self.world.say(COUNTY, f"!net {text}", who, **values)

    def read(self, job):
        with self.world.database.work() as work:
            return job(work.record)

    def notices(self, of="PG-1"):
        return self.read(lambda record: record.notices_of(FIRE, of))

    def page(self, number=1):
        return self.read(lambda record: record.numbered(Page, FIRE, number))

    async def handed(self, of="PG-1"):
        def all_are():
            found = self.notices(of)
            return found and all(one.state in (NoticeState.HANDED, NoticeState.FAILED) for one in found) and found

        return await eventually(all_are, told=lambda: self.notices(of))


@asynccontextmanager
async def phones():
    provider = Provider()
    async with mailbox() as (box, port), served(provider.app) as address:
        config = CarriersConfig.model_validate(
            {
                "mail": {"host": "127.0.0.1", "port": port, "from": "net@county.example", "tls": "none", "timeout": 2},
                "sms": {
                    "base_url": address, "account": ACCOUNT, "token": TOKEN, "from": OURS, "rate": 200, "poll": 0.03,
                    "idle_poll": 0.03, "timeout": 2,
                },
            }
        )  # fmt: skip
        made = Phones(config)
        try:
            await made.start()
            yield made, provider, box
        finally:
            await made.stop()
            made.world.database.close()
        assert not provider.wrong


async def reachable(made, contact=f"{BO}, bo@county.example"):
    """Bo is checked in with a number and an address, and holds COML."""
    await made.say("checkin Bo 1", "bo")
    await made.say(f"contact me {contact}", "bo", direct=True)
    await made.say("role give COML @Bo", "al")
    await made.say("role confirm H-1", "bo")


async def test_an_immediate_page_goes_out_once_by_every_way_and_the_answer_by_text_ends_it():
    async with phones() as (made, provider, box):
        await reachable(made)
        await made.say('page COML "Repeater 4 is down" pri:immediate')
        await made.handed()
        code = made.page().code
        assert [to for to, _ in provider.sent] == [BO]
        assert provider.sent[0][1].startswith("PG-1 COML: Repeater 4 is down")
        (mail,) = box.to("bo@county.example")
        assert code in mail["Subject"]
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Message-ID"] == f"<PG-1.{FIRE}.{made.notices()[-1].id}@county.example>"
        provider.texted(BO, f"{code} 1")
        await eventually(lambda: made.page().state is Paging.ACKED)
        assert (made.page().acked_name, made.page().acked_how) == ("Bo", " by SMS")
        await eventually(lambda: len(provider.sent) == 2)
        assert provider.sent[1][1].startswith("PG-1: you have it")
        await made.restart()
        await eventually(lambda: made.page().state is Paging.ACKED)
        assert len(provider.sent) == 2, "what was heard before changes nothing"


@pytest.mark.parametrize("what", ["drop", *(pytest.param(one, marks=pytest.mark.harsh) for one in ("lose", 429, 500))])
async def test_what_went_wrong_on_the_way_is_looked_for_and_sent_once(what):
    async with phones() as (made, provider, _):
        await reachable(made, BO)
        provider.script[BO] = [what]
        await made.say('page COML "Repeater 4 is down" pri:immediate')
        await made.handed()
        assert len(provider.sent) == 1
        (notice,) = made.notices()
        assert notice.provider == provider.messages[0]["sid"]
        assert not notice.again


async def test_a_refused_number_is_marked_and_nothing_is_sent_to_it_again():
    async with phones() as (made, provider, _):
        await reachable(made, BO)
        provider.script[BO] = [21614]
        await made.say('page COML "Repeater 4 is down" pri:immediate')
        (notice,) = await made.handed()
        assert notice.shown == "failed (a land line takes no text, add it as voice (21614))"
        await made.say('page COML "Once more" pri:immediate')
        assert made.notices("PG-2") == ()


@pytest.mark.harsh
async def test_stop_is_kept_for_every_incident_and_start_ends_it():
    async with phones() as (made, provider, _):
        await reachable(made, BO)
        await made.say('page COML "One" pri:immediate')
        await made.handed()

        def opted_out():
            return bool(made.read(lambda record: record.ways_at(BO))[0].opted_out)

        provider.texted(BO, "Stop.")
        await eventually(opted_out)
        await made.say('page COML "Two" pri:immediate')
        assert made.notices("PG-2") == ()
        assert len(provider.sent) == 1
        provider.texted(BO, "START")
        await eventually(lambda: not opted_out())


@pytest.mark.harsh
async def test_a_strangers_text_is_told_and_never_answered():
    async with phones() as (made, provider, _):
        await reachable(made, BO)
        provider.texted("+12085559999", "who is this")
        await eventually(lambda: "number that nobody here has (…9999)" in str(made.world.server.whispers))
        assert provider.sent == []


MAILS = {
    "451 later": ("script", ["451 greylisted", "ok"]),
    "452 after DATA": ("data", ["452 full", "ok"]),
    "lost after DATA": ("data", ["lost after", "ok"]),
    "lost before the answer": ("data", ["lost before", "ok"]),
}


@pytest.mark.parametrize(
    "case", [pytest.param(one, marks=() if one == "lost after DATA" else pytest.mark.harsh) for one in MAILS]
)
async def test_mail_that_went_wrong_is_sent_again_under_the_same_id_and_says_so_where_it_may_have_come(
    case, monkeypatch
):
    monkeypatch.setattr("bot.carriers.mail.GREYLISTED", 0.05)
    async with phones() as (made, _, box):
        await reachable(made, "bo@county.example")
        where, answers = MAILS[case]
        if where == "script":
            box.script["bo@county.example"] = answers
        else:
            box.data = answers
        await made.say('page COML "Repeater 4 is down" pri:immediate')
        (notice,) = await made.handed()
        mails = box.to("bo@county.example")
        assert len({mail["Message-ID"] for mail in mails}) == 1
        assert notice.again == case.startswith("lost")
        assert ("(again)" in mails[-1]["Subject"]) == case.startswith("lost")


async def test_an_address_that_the_server_refuses_fails_and_the_next_is_asked():
    async with phones() as (made, _, box):
        await reachable(made, "bo@county.example")
        box.script["bo@county.example"] = ["550 no such user"]
        await made.say('page COML "Repeater 4 is down" pri:immediate')
        (notice,) = await made.handed()
        assert notice.shown == "failed (the mail server refuses the address (550))"


@pytest.mark.parametrize(
    "times", [0, pytest.param(1, marks=pytest.mark.harsh), pytest.param(2, marks=pytest.mark.harsh)]
)
async def test_a_death_at_any_moment_sends_no_text_twice(times):
    async with phones() as (made, provider, _):
        await reachable(made, BO)
        provider.script[BO] = ["drop"] * times
        await made.say('page COML "Repeater 4 is down" pri:immediate')
        await eventually(lambda: made.notices()[0].state is not NoticeState.QUEUED)
        await made.restart()
        await made.handed()
        assert len(provider.sent) == 1


async def test_the_carriers_word_is_kept_and_acknowledges_nothing():
    async with phones() as (made, provider, _):
        await reachable(made, BO)
        await made.say('page COML "Repeater 4 is down" pri:immediate')
        await made.handed()
        provider.messages[0]["status"] = "delivered"
        await eventually(lambda: made.notices()[0].claimed == "delivered")
        provider.messages[0]["status"] = "sent"
        assert made.notices()[0].shown == "handed to the carrier, carrier says delivered"
        assert made.page().state is Paging.OPEN


@pytest.mark.harsh
async def test_what_the_carrier_could_not_bring_is_a_failure():
    async with phones() as (made, provider, _):
        await reachable(made, BO)
        await made.say('page COML "Repeater 4 is down" pri:immediate')
        await made.handed()
        provider.messages[0] |= {"status": "undelivered", "error_code": 30006}
        await eventually(lambda: made.notices()[0].state is NoticeState.FAILED)
        assert "land line" in made.read(lambda record: record.ways_at(BO))[0].failing


async def test_a_code_is_sent_and_blanked_once_it_is_handed_over():
    async with phones() as (made, _, box):
        await made.say("ways add email bo@county.example", "bo", direct=True)
        await eventually(lambda: box.to("bo@county.example"))
        digits = box.to("bo@county.example")[0].get_content().split()[3]
        (notice,) = await made.handed("way 1")
        assert digits not in notice.text
        await made.say(f"ways verify {digits}", "bo", direct=True)
        (way,) = made.read(lambda record: record.ways_at("bo@county.example"))
        assert way.verified


@pytest.mark.harsh
async def test_a_refused_text_of_a_carrier_that_is_away_waits_and_an_acknowledgement_ends_it():
    async with phones() as (made, provider, _):
        await reachable(made, BO)
        provider.script[BO] = [429] * 1_000
        await made.say('page COML "Repeater 4 is down" pri:immediate')
        await eventually(lambda: made.notices()[0].attempts >= 2)
        await made.say("ack PG-1", "bo")
        await eventually(lambda: made.notices()[0].state is NoticeState.DROPPED, told=made.notices)
        assert provider.sent == []


async def test_check_sends_a_test_mail_and_asks_for_the_number():
    async with phones() as (made, provider, box):
        mail, text = connect_all(made.config)
        found = [*await mail.check(), *await text.check()]
        assert [one.ok for one in found] == [True, True], found
        await mail.close()
        assert box.to("net@county.example")
        provider.numbers = []
        assert [one.wrong for one in await text.check()] == ["the account does not have it"]
        await text.close()


def test_nothing_is_loaded_where_nothing_is_configured():
    assert connect_all(CarriersConfig()) == []
    assert carrying(CarriersConfig()).pace == {}
    assert WayKind.SMS not in carrying(CarriersConfig()).pace
