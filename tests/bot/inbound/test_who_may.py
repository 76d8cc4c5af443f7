"""Who may say what, by which way: every verb × how somebody belongs to the incident × how it is said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commands.domain.bridging import LinkedRoom, RoomState, Verb
from commands.domain.incidents import Incident
from commands.domain.messages import Choice, Kind, Reply, Room
from commands.domain.organisation.roles import Holding
from commands.registry import IN_REGION, nouns
from commands.shared import rights
from commands.shared.membership import NEUTRAL
from storage.packed import pack_reply
from tests.bot.world import COUNTY, FIRE, InlineClerk, World

VERBS = [verb for noun in nouns().values() for verb in noun.distinct]
LOGISTICS, GUESTS, ELSEWHERE = (Room.parse(f"slack.county/{id}") for id in ("C2", "C3", "C4"))
NOWHERE, ALONE = (Room.parse(f"slack.county/{id}") for id in ("C9", "D1"))
OTHER = "lost-river"
ROOMS = {  # room → incident, group, who is in it
    COUNTY: (FIRE, "main", {"room"}),
    GUESTS: (FIRE, "main", {"guest"}),
    LOGISTICS: (FIRE, "logistics", {"group"}),
    ELSEWHERE: (OTHER, "main", {"other"}),
}
TYPES_IN = {"guest": GUESTS, "group": LOGISTICS, "other": ELSEWHERE, "stranger": NOWHERE}
"""Where somebody types who is not in the incident's first room; whoever types in a room is in it."""

POSITION = "COML"
BELONGS = ("room", "guest", "group", "checked-in", "position", "administrator")
PEOPLE = (*BELONGS, "other", "stranger")
WAYS = ("room", "thread", "direct", "slash", "button", "form", "reaction", "home")


class Rehearsal(InlineClerk):
    """Whatever is decided is undone: each command meets the same world."""

    dry = False

    def _run(self, job):
        if not self.dry:
            return super()._run(job)
        with self._database.work() as work:
            attempt = work.connection.begin_nested()
            answer = job(work)
            attempt.rollback()
        return answer


class Rehearsed(World):
    clerk_kind = Rehearsal


def key(who):
    return f"slack.county/{who}"


async def rehearsed(rooms=ROOMS):
    world = Rehearsed(rooms=(COUNTY,), admins={key("administrator")})
    account = world.accounts[COUNTY.source]
    account.plain = {key(who) for who in PEOPLE}
    account.people_in = {room: frozenset(map(key, inside)) for room, (_, _, inside) in ROOMS.items()}
    with world.database.work() as work:
        work.record.add(Incident(id=OTHER, name="Lost River Flood", opened=world.now(), timezone="America/Boise"))
        fire = LinkedRoom(room=COUNTY, incident=FIRE, group="main", state=RoomState.LINKED, linked_at=world.now())
        for room, (incident, group, _) in ROOMS.items():
            until = world.now() + timedelta(days=1) if room == GUESTS else None
            work.rooms.put(replace(fire, room=room, incident=incident, group=group, until=until))
            if room not in rooms:
                work.rooms.put(replace(work.rooms.get(room), state=RoomState.UNLINKED))
            work.keeping.set_fact(f"announced/{room}", "long ago")
        held = {"incident": FIRE, "since": world.now(), "by": "x"}
        work.record.add(Holding(position=POSITION, person=key("position"), name="Position", **held))
    await world.start()
    if rooms:
        [heard] = [await world.say(COUNTY, "!checkin", "checked-in")]
        await world.settled()
        with world.database.work() as work:
            assert work.record.own_checkin(FIRE, key("checked-in")), heard
    return world


async def buttons(world):
    """A post of ours in the first room with a button for each verb: by a reaction it is pressed as well."""
    choices = tuple(Choice(verb.spoken, verb.spoken, face(verb)) for verb in VERBS)
    payload = {"reply": pack_reply(Reply(text="buttons", choices=choices)), "alone": True}
    with world.database.work() as work:
        work.outbox.queue(COUNTY, Verb.TELL, payload=payload, sort=1, at=world.now())
    world.courier.wake({COUNTY})
    await world.settled()
    return next(shown.id for shown in world.server.room(COUNTY).values() if shown.text == "buttons")


def face(verb):
    return f":{verb.spoken.replace(' ', '_')}:"


async def answered(world, way, who, verb, post=""):
    """What somebody reads who says a verb alone."""
    room = TYPES_IN.get(who, COUNTY)
    typed = {"text": f"!net {verb.spoken}", "who": who, "answerable": True}
    message = {
        "room": lambda: world.message(room, **typed),
        "thread": lambda: world.message(room, **typed, thread="m0"),
        "direct": lambda: world.message(ALONE, **typed, direct=True),
        "slash": lambda: world.message(COUNTY, **typed | {"text": verb.spoken, "kind": Kind.COMMAND}),
        "button": lambda: world.message(COUNTY, who=who, kind=Kind.PRESSED, action=verb.spoken, answerable=True),
        "form": lambda: world.message(COUNTY, who=who, kind=Kind.SUBMITTED, action=verb.spoken, values={}),
        "reaction": lambda: world.message(
            COUNTY, who=who, kind=Kind.REACTED, id=post, emoji=face(verb), answerable=True, key=f"r{who}{verb.spoken}"
        ),
        "home": lambda: world.message(ALONE, **typed | {"text": "home", "kind": Kind.COMMAND}, direct=True),
    }[way]()
    heard = await world.hub.heard(message)
    return [*(reply.text or reply.card.title for reply in heard.answers), *heard.faults.values()]


def expected(way, who, verb):
    """It is allowed, refused by a right, neutral, or said in a room that belongs to no incident: nowhere."""
    outsider = who == "stranger" or (who == "other" and way in ("slash", "button", "form", "reaction"))
    if outsider and verb.noun != "help":
        return outside(verb) if way in ("room", "thread") else "neutral"
    if verb.where == IN_REGION:
        return "elsewhere"  # both records here are incidents; who may in a region: tests/commands/test_rights.py
    if who == "administrator":
        return "allowed"
    if verb.by_room and not verb.needs:
        return "refused"
    needed = rights.needed(verb)
    held = {POSITION} if who == "position" else set()
    return "allowed" if needed is None or needed & held else "refused"


def outside(verb):
    """What a stranger is told who types it: in one of the incident's own rooms it would be no stranger."""
    if verb.by_room and not verb.needs:
        return "refused"
    if verb.at_once:
        return "allowed"  # to say that nobody is told, and to use the radio
    return "neutral" if verb.anywhere else "nowhere"


def outcome(verb, texts):
    said = " ".join(texts)
    if NEUTRAL in said:
        return "neutral" if texts == [NEUTRAL] else f"neutral and more: {texts}"
    if f"“{verb.spoken}” is for " in said:
        return "refused"
    if f"“{verb.spoken}” belongs to a region" in said:
        return "elsewhere"
    return "nowhere" if "This room belongs to no incident, so nothing was recorded." in said else "allowed"


SAMPLED = 8
"""Of those who belong here each tries every so many-th verb by each way, another part of them by each."""


def tried(who, way, every):
    if way == "home":
        return [verb for verb in VERBS if verb.noun == "home"]
    first = PEOPLE.index(who) + 3 * WAYS.index(way)
    return [verb for number, verb in enumerate(VERBS) if (number + first) % every == 0]


async def walked(who, way, every):
    """What came out otherwise than the table of rights and belonging has it."""
    world = await rehearsed()
    post = await buttons(world) if way == "reaction" else ""
    world.clerk.dry = True
    wrong = []
    for verb in tried(who, way, every):
        texts = await answered(world, way, who, verb, post)
        if who in ("stranger", "other") and any("bear creek" in text.casefold() for text in texts):
            wrong.append(f"{verb.spoken}: names the incident: {texts}")
        if (found := outcome(verb, texts)) != (wanted := expected(way, who, verb)):
            wrong.append(f"{verb.spoken}: {found}, not {wanted}: {texts}")
    world.clerk.dry = False
    await world.stop()
    world.database.close()
    return wrong


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["stranger", "other"])
async def test_every_verb_by_every_way_is_nothing_for_whoever_does_not_belong_here(who, way):
    assert await walked(who, way, 1) == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", BELONGS)
async def test_whoever_belongs_here_may_what_the_table_of_rights_says_by_every_way(who, way):
    assert await walked(who, way, SAMPLED) == []


@pytest.mark.soak
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", BELONGS)
async def test_every_verb_by_every_way_for_whoever_belongs_here(who, way):
    assert await walked(who, way, 1) == []


async def test_a_stranger_reads_and_waits_for_the_same_where_there_is_no_incident():
    read, asked = [], []
    for rooms in (ROOMS, {}):
        world = await rehearsed(rooms)
        world.clerk.dry = True
        account = world.accounts[COUNTY.source]
        account.asked_who.clear()
        read.append({verb.spoken: await answered(world, "direct", "stranger", verb) for verb in VERBS})
        asked.append([one for one in account.asked_who if one.startswith("moderates")])
        world.clerk.dry = False
        await world.stop()
        world.database.close()
    assert read[0] == read[1]
    assert asked[0] == asked[1] == [f"moderates {ALONE} stranger"], "one call goes out in either case"


def test_what_is_walked_is_all_there_is():
    assert len(VERBS) > 100
    assert {verb.spoken for verb in VERBS if verb.by_room} == {"incident open", "region open", "join", "link"}
