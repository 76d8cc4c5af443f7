"""The account against a real homeserver: what is said arrives once and in order, what is posted stands there once."""

import aiohttp
import pytest
from pydantic import SecretStr

from bot.platforms import Draft, Rejected, RoomLost
from commands.domain.messages import Kind
from commands.domain.text import Paragraph, Span, plain, words
from tests.helpers import eventually, just_now


async def linked(bot, person, **how):
    room = await person.create_room("Ops", invite=[bot.user_id], **how)
    bot.link(room)
    await bot.start()
    await eventually(lambda: ("ready", room, "Ops") in bot.ears.told)
    return room


def texts(events, sender):
    found = [event for event in events if event["sender"] == sender and event["type"] == "m.room.message"]
    return [event["content"].get("body") for event in found]


async def test_words_are_heard_with_name_and_label_from_the_moment_the_room_is_ready(bot, ann):
    room = await ann.create_room("Ops", invite=[bot.user_id])
    await ann.send(room, "said before the bot came")
    bot.link(room)
    await bot.start()
    await eventually(lambda: ("ready", room, "Ops") in bot.ears.told)
    event = await ann.send(room, "hello", "<b>hello</b>")
    await eventually(lambda: bot.ears.messages)
    [message] = bot.ears.messages
    assert (message.kind, message.id, message.key) == (Kind.NEW, event, f"{room}/{event}")
    assert (message.who.name, message.who.label) == ("Ann Lee", "State EOC")
    assert message.who.key == f"matrix.state/{ann.user_id}"
    assert message.text == (Paragraph((Span("hello", bold=True),)),)
    assert not message.recovered
    assert not message.direct


async def test_edits_redactions_reactions_and_threads_are_heard_as_such(bot, ann):
    room = await linked(bot, ann)
    first = await ann.send(room, "one")
    answer = await ann.send(room, "two", thread=first)
    quote = await ann.send(room, "> <@x:y> one\n\nthree", reply=first)
    await ann.edit(room, first, "ONE")
    reaction = await ann.react(room, first, "👍")
    await eventually(lambda: len(bot.ears.messages) == 5)
    await ann.redact(room, reaction)
    await ann.redact(room, answer)
    await eventually(lambda: len(bot.ears.messages) == 7)
    new, thread, reply, edit, react, unreact, removed = bot.ears.messages
    assert (new.id, new.revision) == (first, 0)
    assert (thread.thread, thread.reply_to) == (first, None)
    assert (reply.id, reply.reply_to, words(reply.text)) == (quote, first, "three")
    assert (edit.kind, edit.id, words(edit.text)) == (Kind.EDITED, first, "ONE")
    assert edit.revision > 0
    assert (react.kind, react.id, react.emoji, react.values) == (Kind.REACTED, first, "👍", {"event": reaction})
    assert (unreact.kind, unreact.id) == (Kind.REMOVED, reaction)
    assert (removed.kind, removed.id) == (Kind.REMOVED, answer)
    orders = [message.order for message in bot.ears.messages]
    assert orders == sorted(set(orders))


async def test_who_joins_who_leaves_and_a_new_topic_are_heard_as_they_happen(bot, ann, bob):
    room = await linked(bot, ann)
    await ann.invite(room, bob.user_id)
    await bob.join(room)
    await ann.set_state(room, "m.room.topic", {"topic": "Staging at DP 4"})
    await bob.leave(room)
    await eventually(lambda: len(bot.ears.messages) == 3)
    assert [(one.kind, one.action, one.who.key) for one in bot.ears.messages] == [
        (Kind.HAPPENED, "joined", f"matrix.state/{bob.user_id}"),
        (Kind.HAPPENED, "topic", f"matrix.state/{ann.user_id}"),
        (Kind.HAPPENED, "left", f"matrix.state/{bob.user_id}"),
    ]


async def test_a_post_stands_there_once_however_often_it_is_sent(bot, ann):
    room = await linked(bot, ann)
    [payload] = bot.platform.render(Draft(text=plain("hello"), author="Bo (County)", author_key="k"))
    post = bot.post(room, payload=payload)
    first = await bot.platform.send(post)
    assert await bot.platform.send(post) == first
    event = await ann.wait_for(room, lambda event: event["event_id"] == first.id)
    content = event["content"]
    assert content["body"] == "Bo (County): hello"
    assert content["formatted_body"] == "<strong data-mx-profile-fallback>Bo (County): </strong>hello"
    assert content["com.beeper.per_message_profile"] == {"id": "k", "displayname": "Bo (County)", "has_fallback": True}
    assert content["m.mentions"] == {}
    assert content["org.netcontrol.post"] == {"id": post.id}
    assert texts(await ann.messages(room), bot.user_id) == ["Bo (County): hello"]


async def test_the_bots_own_events_are_never_heard(bot, ann):
    room = await linked(bot, ann)
    await bot.say(room, Draft(text=plain("mine")))
    await ann.send(room, "yours")
    await eventually(lambda: bot.ears.messages)
    assert bot.ears.words() == ["yours"]


async def test_a_post_is_edited_and_removed(bot, ann):
    room = await linked(bot, ann)
    posted = await bot.say(room, Draft(text=plain("DP 12"), author="Bo"))
    await bot.say(room, Draft(text=plain("DP 21"), author="Bo"), "edit", target=posted.id)
    edit = await ann.wait_for(room, lambda event: "m.new_content" in event["content"])
    assert edit["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": posted.id}
    assert edit["content"]["m.new_content"]["body"] == "Bo: DP 21"
    await bot.platform.send(bot.post(room, "remove", target=posted.id))
    gone = {posted.id, edit["event_id"]}
    await ann.wait_until(room, lambda events: not any(e["content"] for e in events if e["event_id"] in gone))
    await bot.platform.send(bot.post(room, "remove", target=posted.id))


async def test_a_reaction_is_put_once_and_taken_back_with_or_without_its_event(bot, ann):
    room = await linked(bot, ann)
    event = await ann.send(room, "hello")
    put = await bot.platform.send(bot.post(room, "react", {"emoji": "✅"}, target=event))
    assert await bot.platform.send(bot.post(room, "react", {"emoji": "✅"}, target=event)) == put
    await bot.platform.send(bot.post(room, "unreact", {"emoji": "✅", "event": put.id}, target=event))
    again = await bot.platform.send(bot.post(room, "react", {"emoji": "✅"}, target=event))
    assert again.id not in {"", put.id}
    await bot.platform.send(bot.post(room, "unreact", {"emoji": "✅"}, target=event))
    await ann.wait_until(room, lambda events: not any(e["type"] == "m.reaction" and e["content"] for e in events))


async def test_a_post_is_pinned_once_beside_what_others_have_pinned(bot, ann):
    room = await linked(bot, ann, power_level_content_override={"events": {"m.room.pinned_events": 0}})
    own = await ann.send(room, "the map")
    await ann.set_state(room, "m.room.pinned_events", {"pinned": [own]})
    posted = await bot.say(room, Draft(text=plain("the board")))
    for _ in range(2):
        await bot.platform.send(bot.post(room, "pin", target=posted.id))
    assert (await ann.state(room, "m.room.pinned_events"))["pinned"] == [own, posted.id]


async def test_a_first_pin_needs_the_power_level_and_is_refused_without_losing_the_room(bot, ann):
    room = await linked(bot, ann)
    posted = await bot.say(room, Draft(text=plain("the board")))
    with pytest.raises(Rejected, match="power level") as refused:
        await bot.platform.send(bot.post(room, "pin", target=posted.id))
    assert not isinstance(refused.value, RoomLost)


async def test_a_thread_reply_and_a_whisper_reach_those_they_are_for(bot, ann):
    room = await linked(bot, ann)
    root = await ann.send(room, "root")
    await bot.say(room, Draft(text=plain("under it"), author="Bo", thread=root))
    event = await ann.wait_for(room, lambda event: "under it" in event["content"].get("body", ""))
    assert event["content"]["m.relates_to"]["event_id"] == root
    await bot.say(room, Draft(text=plain("for you")), "whisper", target=ann.user_id)
    event = await ann.wait_for(room, lambda event: "for you" in event["content"].get("body", ""))
    assert event["content"]["msgtype"] == "m.notice"
    assert event["content"]["m.mentions"] == {"user_ids": [ann.user_id]}
    assert event["content"]["body"].endswith("Ann Lee: for you")


async def test_a_post_is_found_by_its_marker_and_an_unsent_one_is_not(bot, ann):
    room = await linked(bot, ann)
    now = just_now()
    [payload] = bot.platform.render(Draft(text=plain("hello"), author="Bo"))
    sent, unsent = bot.post(room, payload=payload, attempted=now), bot.post(room, payload=payload, attempted=now)
    posted = await bot.platform.send(sent)
    assert await bot.platform.look(sent) == posted
    assert await bot.platform.look(unsent) is None
    assert bot.platform.idempotent(sent)


async def test_what_was_said_while_the_bot_was_away_is_heard_after_a_restart_on_the_same_device(bot, ann):
    room = await linked(bot, ann)
    await ann.send(room, "before")
    await eventually(lambda: bot.ears.messages)
    await bot.stop()
    device = (bot.folder / "matrix-state" / "device.json").read_text()
    for number in range(5):
        await ann.send(room, f"away {number}")
    await bot.start(password=None)
    await eventually(lambda: len(bot.ears.messages) == 6)
    assert bot.ears.words() == ["before", *(f"away {number}" for number in range(5))]
    assert (bot.folder / "matrix-state" / "device.json").read_text() == device
    assert (bot.folder / "matrix-state" / "device.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.harsh
async def test_a_gap_of_several_pages_is_filled_in_order_before_what_is_newer(bot, ann):
    room = await linked(bot, ann)
    await ann.send(room, "before")
    await eventually(lambda: bot.ears.messages)
    await bot.stop()
    for number in range(330):
        await ann.send(room, f"{number}")
    await bot.start()
    await eventually(lambda: len(bot.ears.messages) >= 331, 30)
    assert bot.ears.words() == ["before", *map(str, range(330))]
    assert bot.ears.messages[1].recovered
    orders = [message.order for message in bot.ears.messages]
    assert orders == sorted(set(orders))


async def test_nothing_is_passed_over_while_the_store_is_away(bot, ann):
    room = await linked(bot, ann)
    bot.ears.broken = True
    await ann.send(room, "one")
    await ann.send(room, "two")
    cursor = bot.ears.kept
    await ann.wait_for(room, lambda event: event["content"].get("body") == "two")
    assert (bot.ears.messages, bot.ears.kept) == ([], cursor)
    bot.ears.broken = False
    await eventually(lambda: len(bot.ears.messages) == 2)
    assert bot.ears.words() == ["one", "two"]


async def test_a_bad_event_is_set_aside_and_the_rest_goes_on(bot, ann):
    room = await linked(bot, ann)
    await ann.send_event(room, "m.room.message", {"msgtype": "m.file", "body": "no address"})
    await ann.send_event(room, "m.reaction", {"m.relates_to": "nonsense"})
    await ann.send(room, "fine")
    await eventually(lambda: bot.ears.messages)
    assert bot.ears.words() == ["fine"]
    assert len(bot.ears.poisoned) == 2


async def test_a_room_that_is_joined_later_is_heard_from_the_joining_on(bot, ann):
    await bot.start()
    room = await ann.create_room("Ops")
    for number in range(120):
        await ann.send(room, f"history {number}")
    bot.link(room)
    await ann.invite(room, bot.user_id)
    await eventually(lambda: ("ready", room, "Ops") in bot.ears.told)
    await ann.send(room, "now")
    await eventually(lambda: bot.ears.messages)
    assert bot.ears.words() == ["now"]


async def test_an_invitation_that_may_not_be_taken_is_declined_without_joining(bot, ann):
    bot.ears.welcome = False
    await bot.start()
    room = await ann.create_room("Trap", invite=[bot.user_id])
    path = f"/_matrix/client/v3/rooms/{room}/state/m.room.member/{bot.user_id}"

    async def declined():
        return (await ann.call("GET", path)).get("membership") == "leave"

    await eventually(declined)
    assert ("invited", room, f"{bot.room(room).source}/{ann.user_id}", "") in bot.ears.told
    assert room not in bot.platform._account.rooms.joined


async def test_who_is_in_a_room_and_who_administers_it_is_what_the_homeserver_says(bot, ann, bob):
    room = await linked(bot, ann)
    await ann.invite(room, bob.user_id)
    await bob.join(room)
    people = await bot.platform.members(bot.room(room))
    assert {f"{bot.room(room).source}/{user}" for user in (ann.user_id, bob.user_id, bot.user_id)} == people
    assert await bot.platform.moderates(bot.room(room), ann.user_id)
    assert not await bot.platform.moderates(bot.room(room), bob.user_id)


async def test_public_rooms_are_joined_and_closed_ones_say_what_to_do(bot, ann):
    opened = await ann.create_room("Open", public=True)
    closed = await ann.create_room("Closed")
    bot.link(opened, closed, "!nowhere:localhost")
    await bot.start()
    await eventually(lambda: ("ready", opened, "Open") in bot.ears.told and len(bot.ears.was_told("lost")) == 2)
    lost = {room: why for _, room, why in bot.ears.was_told("lost")}
    assert f"invite {bot.user_id}" in lost[closed]
    assert f"invite {bot.user_id}" in lost["!nowhere:localhost"]
    await ann.invite(closed, bot.user_id)
    await eventually(lambda: ("ready", closed, "Closed") in bot.ears.told)


async def test_rooms_that_are_linked_while_it_runs_are_joined_and_announced_at_once(bot, ann):
    await bot.start()
    opened, entered = await ann.create_room("Open", public=True), await ann.create_room("In", invite=[bot.user_id])
    await eventually(lambda: entered in bot.platform._account.rooms.joined)
    bot.link(opened, entered)
    bot.platform.rooms_changed()
    await eventually(lambda: {("ready", opened, "Open"), ("ready", entered, "In")} <= set(bot.ears.told))


async def test_a_bot_that_is_removed_says_who_did_it(bot, ann):
    room = await linked(bot, ann)
    await ann.call("POST", f"/_matrix/client/v3/rooms/{room}/kick", {"user_id": bot.user_id, "reason": "tidying"})
    await eventually(lambda: bot.ears.was_told("lost"))
    [(_, id, why)] = bot.ears.was_told("lost")
    assert id == room
    assert ann.user_id in why
    assert "tidying" in why
    with pytest.raises(RoomLost):
        await bot.say(room, Draft(text=plain("hello?")))


async def test_an_upgraded_room_is_followed(bot, ann):
    room = await linked(bot, ann, public=True)
    answer = await ann.call("POST", f"/_matrix/client/v3/rooms/{room}/upgrade", {"new_version": "11"})
    new = answer["replacement_room"]
    await eventually(lambda: ("moved", room, new) in bot.ears.told and ("ready", new, "Ops") in bot.ears.told)
    await ann.send(new, "here now")
    await eventually(lambda: "here now" in bot.ears.words())


async def test_a_direct_message_opens_one_room_and_its_answer_is_direct(bot, ann):
    room = await linked(bot, ann)

    async def tell(text):
        [payload] = bot.platform.render(Draft(text=plain(text)))
        await bot.until_sent(bot.post(room, "direct", payload, target=ann.user_id))

    await tell("only you")
    invites = (await ann.call("GET", "/_matrix/client/v3/sync", timeout=0))["rooms"]["invite"]
    [direct] = invites
    await ann.join(direct)
    await ann.wait_for(direct, lambda event: event["content"].get("body") == "only you")
    await tell("again")
    await ann.wait_for(direct, lambda event: event["content"].get("body") == "again")
    await ann.send(direct, "thanks")
    await eventually(lambda: bot.ears.messages)
    assert bot.ears.messages[-1].direct


async def test_a_revoked_token_is_renewed_with_the_password(bot, ann):
    room = await linked(bot, ann)
    token = bot.platform._account.device.token
    device = bot.platform._account.device.device_id
    async with aiohttp.ClientSession() as session:
        await session.post(
            f"{bot.homeserver.url}/_matrix/client/v3/logout", headers={"Authorization": f"Bearer {token}"}
        )
    await eventually(lambda: len(bot.ears.was_told("connected")) == 2)
    assert bot.ears.was_told("disconnected")
    assert not bot.ears.was_told("lasting"), "it mends itself"
    assert bot.platform._account.device.device_id == device
    await ann.send(room, "still there?")
    await eventually(lambda: "still there?" in bot.ears.words())


async def test_a_revoked_token_that_only_a_person_can_renew_is_told_as_such(bot, ann):
    room = await ann.create_room("Ops", invite=[bot.user_id])
    bot.link(room)
    login = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": bot.user_id},
        "password": bot.login.password,
    }
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{bot.homeserver.url}/_matrix/client/v3/login", json=login) as answer:
            device = await answer.json()
        given = {"access_token": SecretStr(device["access_token"]), "device_id": device["device_id"], "password": None}
        await bot.start(**given)
        headers = {"Authorization": f"Bearer {device['access_token']}"}
        await session.post(f"{bot.homeserver.url}/_matrix/client/v3/logout", headers=headers)
    await eventually(lambda: bot.ears.was_told("lasting"))

    assert len(bot.ears.was_told("lasting")) == 1


async def test_names_are_those_of_the_room_or_of_the_profile(bot, ann):
    await linked(bot, ann)
    assert (await bot.platform.person(ann.user_id)).name == "Ann Lee"
    assert (await bot.platform.person("@nobody:localhost")).name == ""


async def test_what_was_set_aside_is_not_set_aside_again_after_a_restart(bot, ann):
    room = await linked(bot, ann)
    await ann.send(room, "before")
    await eventually(lambda: bot.ears.messages)
    cursors = len(bot.ears.cursors)
    await ann.send_event(room, "m.room.message", {"msgtype": "m.file", "body": "no address"})
    await eventually(lambda: bot.ears.poisoned and len(bot.ears.cursors) > cursors)
    await bot.stop()
    await bot.start()
    await ann.send(room, "after")
    await eventually(lambda: len(bot.ears.messages) == 2)

    assert len(bot.ears.poisoned) == 1
