"""The whole account against the local Slack: what people do there is heard, what is sent is there."""

import asyncio
from datetime import timedelta

import pytest

from bot.platforms import Draft, Heard, Rejected
from bot.platforms.slack import catchup, inlet, session, translate
from bot.platforms.slack.client import Slack
from bot.sandbox.demo.slack_side import SlackSide
from bot.sandbox.slack import Manifest
from commands.domain.messages import Card, Choice, Field, Form, Kind, Reply, Room
from commands.domain.text import plain, words
from tests.bot.platforms.slack.conftest import RecordingEars, account, running
from tests.helpers import eventually


async def test_what_a_person_says_is_heard_once(live, ears, county, ops, amy):
    await county.say(amy, ops, "Engine 12 is *on scene*")
    said = await ears.hears(1)

    assert words(said.text) == "Engine 12 is on scene"
    assert (said.who.key, said.who.label) == (f"slack.county/{amy.id}", "Ada County")
    assert said.key == f"{ops.id}/{said.id}"
    assert not said.recovered


async def test_many_messages_are_heard_in_their_order(live, ears, county, ops, amy):
    for number in range(60):
        await county.say(amy, ops, f"message {number}")
    await ears.hears(60)

    assert ears.said == [f"message {number}" for number in range(60)]


async def test_what_is_posted_is_there_under_its_authors_name_and_is_not_heard_again(
    live, ears, county, ops, amy, post
):
    payload = live.render(Draft(text=plain("DP 12 is open"), author="Bob (State EOC)"))[0]
    posted = await live.send(post(payload=payload))
    await county.say(amy, ops, "thanks")
    await ears.hears(1)

    assert [(one.text, one.username) for one in ops.messages[-2:-1]] == [("DP 12 is open", "Bob (State EOC)")]
    assert posted.id == ops.messages[-2].ts
    assert ears.said == ["thanks"]


async def test_an_edit_a_removal_and_a_reaction_of_ours_reach_the_channel(live, ops, post):
    posted = await live.send(post(text="DP 12"))
    await live.send(post("react", payload={"emoji": "👍🏽"}, target=posted.id, id="p2"))
    await live.send(post("react", payload={"emoji": "👍🏽"}, target=posted.id, id="p2"))
    await live.send(post("edit", text="DP 21", target=posted.id, id="p3"))
    edited = ops.find(posted.id)
    await live.send(post("unreact", payload={"emoji": "👍🏽"}, target=posted.id, id="p4"))
    await live.send(post("unreact", payload={"emoji": "👍🏽"}, target=posted.id, id="p4"))
    bare = ops.find(posted.id)
    await live.send(post("remove", payload={}, target=posted.id, id="p5"))
    await live.send(post("remove", payload={}, target=posted.id, id="p5"))

    assert edited.text == "DP 21"
    assert [reaction.name for reaction in edited.reactions] == ["+1::skin-tone-4"]
    assert not bare.reactions
    assert ops.find(posted.id) is None


async def test_a_pinned_post_is_at_the_top_of_its_channel_once_and_nobody_hears_of_it(
    live, ears, county, ops, amy, post
):
    posted = await live.send(post(text="the board"))
    await live.send(post("pin", payload={}, target=posted.id, id="p2"))
    await live.send(post("pin", payload={}, target=posted.id, id="p2"))
    await county.say(amy, ops, "thanks")
    await ears.hears(1)

    assert ops.pins == [posted.id]
    assert ears.said == ["thanks"]


async def test_a_pin_without_its_scope_is_refused_for_good(live, county, post):
    posted = await live.send(post())
    county.manifest = Manifest(scopes=Manifest().scopes - {"pins:write"})
    with pytest.raises(Rejected, match="pins:write"):
        await live.send(post("pin", payload={}, target=posted.id, id="p2"))


async def test_none_of_the_accounts_own_changes_come_back(live, ears, county, ops, amy, post):
    payload = live.render(Draft(text=plain("one"), author="Bob (State)"))[0]
    posted = await live.send(post(payload=payload))
    await live.send(post("edit", text="two", target=posted.id, id="p2"))
    await live.send(post("react", payload={"emoji": "👍"}, target=posted.id, id="p3"))
    await live.send(post("remove", payload={}, target=posted.id, id="p4"))
    await county.say(amy, ops, "end")
    await ears.hears(1)

    assert [(one.kind, one.who.key) for one in ears.all if one.kind is not Kind.NEW] == [
        (Kind.REMOVED, f"slack.county/{county.bot.id}")  # the hub knows whether it was our own doing
    ]


async def test_edits_removals_and_reactions_of_people_are_heard(live, ears, county, ops, amy, bob):
    said = await county.say(amy, ops, "DP 12")
    await county.add_reaction(bob, said, "eyes")
    await county.remove_reaction(bob, said, "eyes")
    await county.add_reaction(bob, said, "eyes")
    await county.edit(amy, said, "DP 21")
    await county.delete(amy, said)
    await ears.hears(1, Kind.REMOVED)

    edited = ears.of(Kind.EDITED)[0]
    assert (edited.id, words(edited.text)) == (said.ts, "DP 21")
    assert edited.revision > 0
    assert [(one.id, one.emoji, one.who.key) for one in ears.of(Kind.REACTED)] == [
        (said.ts, "👀", f"slack.county/{bob.id}")
    ] * 2
    assert len(ears.of(Kind.UNREACTED)) == 1


async def test_a_file_that_an_edit_takes_out_is_heard_beside_the_edit(live, ears, county, ops, amy):
    said = await county.say(amy, ops, "two maps", files=[("a.pdf", b"%PDF"), ("b.pdf", b"%PDF")])
    await ears.hears(1)
    county.change(ops, said, editor=amy.id, text="one map", blocks=(), files=said.files[1:])

    edit, end = await ears.hears(1, Kind.EDITED), await ears.hears(1, Kind.REMOVED)
    assert words(edit.text) == "one map"
    assert (end.id, [file.id for file in end.files]) == (said.ts, [said.files[0]])


async def test_a_file_that_was_deleted_while_nobody_heard_is_found(live, ears, county, ops, amy, room):
    said = await county.say(amy, ops, "two maps", files=[("a.pdf", b"%PDF"), ("b.pdf", b"%PDF")])
    await ears.hears(1)
    county.drop_file(county.files[said.files[0]])
    await live._session._catch_up.room(room, said.ts)

    end = await ears.hears(1, Kind.REMOVED)
    assert (end.id, [file.id for file in end.files]) == (said.ts, [said.files[0]])


async def test_who_joins_who_leaves_and_a_new_topic_are_heard(live, ears, county, ops, bob):
    await county.kick(ops, bob)
    await county.invite(ops, bob)
    await county.set_topic(ops, "Staging at DP 4", by=bob)
    await ears.hears(3, Kind.HAPPENED)

    assert [(one.action, one.who.key) for one in ears.of(Kind.HAPPENED)] == [
        ("left", f"slack.county/{bob.id}"),
        ("joined", f"slack.county/{bob.id}"),
        ("topic", f"slack.county/{bob.id}"),
    ]
    assert words(ears.of(Kind.HAPPENED)[-1].text) == "Staging at DP 4"


async def test_an_unfurled_link_is_no_edit(live, ears, county, ops, amy):
    said = await county.say(amy, ops, "look <https://example.org/>")
    await county.unfurl(said)
    await county.say(amy, ops, "end")
    await ears.hears(2)

    assert not ears.of(Kind.EDITED)


async def test_a_thread_reply_and_a_broadcast_name_their_root(live, ears, county, ops, amy, post):
    root = await county.say(amy, ops, "root")
    await county.say(amy, ops, "reply", thread_ts=root.ts)
    await county.say(amy, ops, "for all", thread_ts=root.ts, broadcast=True)
    await live.send(post(payload=live.render(Draft(text=plain("ours"), thread=root.ts, broadcast=True))[0]))
    await ears.hears(3)

    assert [(one.thread, one.broadcast) for one in ears.all] == [(None, False), (root.ts, False), (root.ts, True)]
    assert [(one.text, one.thread_ts) for one in ops.messages if one.text == "ours"] == [("ours", root.ts)]


async def test_an_event_that_is_not_committed_is_heard_when_slack_sends_it_again(live, ears, county, ops, amy):
    ears.failing = 2
    await county.say(amy, ops, "hold the line")

    assert words((await ears.hears(1)).text) == "hold the line"


async def test_what_slack_brings_again_after_a_while_is_known_by_slacks_own_clock(
    live, ears, county, ops, amy, monkeypatch
):
    await county.say(amy, ops, "at once")
    assert not (await ears.hears(1)).again
    monkeypatch.setattr(inlet, "BROUGHT_AGAIN", timedelta(seconds=-10))
    await county.say(amy, ops, "late")
    assert (await ears.hears(2)).again


async def test_an_event_that_cannot_be_translated_is_kept_and_acknowledged(live, ears, county, ops, amy, monkeypatch):
    def broken(*_args, **_fields):
        raise KeyError("surprise")

    with monkeypatch.context() as patch:
        patch.setattr("bot.platforms.slack.translate.text_of", broken)
        await county.say(amy, ops, "odd")
        await eventually(lambda: ears.poisoned)
    await county.say(amy, ops, "even")
    await ears.hears(1)

    assert len(ears.poisoned) == 1
    assert ears.said == ["even"]


async def test_a_slash_command_is_answered_in_its_acknowledgement(live, ears, county, ops, amy):
    ears.answer = lambda message: Heard((Reply(text=f"heard <{words(message.text)}>"),))
    deed = await county.slash(amy, ops, "/net", "checkin E12 4")

    assert deed.acknowledged
    assert [seen.text for seen in county.ephemerals(amy)] == ["heard &lt;checkin E12 4&gt;"]
    assert ears.all[0].kind is Kind.COMMAND
    assert ears.all[0].answerable


async def test_the_home_tab_shows_its_owner_what_the_command_home_answers(live, ears, county, amy, bob):
    card = Card(title="Yours", lines=("Bear Creek Fire:", "· COML"))
    ears.answer = lambda message: Heard((Reply(text="in words", card=card),))
    await county.open_home(amy)
    await eventually(lambda: amy.id in county.homes)

    assert "COML" in str(county.homes[amy.id].body["blocks"])
    assert bob.id not in county.homes
    asked = ears.all[-1]
    assert (words(asked.text), asked.direct, asked.answerable) == ("home", True, True)
    assert asked.who.key == f"slack.county/{amy.id}"


async def test_a_form_opens_is_filled_in_and_names_its_faults(live, ears, county, ops, amy):
    form = Form(
        title="A request for resources",
        command="request",
        fields=(Field(key="what", label="What", required=True), Field(key="kind", label="Kind", options=("T1", "T2"))),
    )
    ears.answer = lambda message: Heard((Reply(form=form, text="request <what>"),))
    await county.slash(amy, ops, "/net", "request")
    view = await eventually(lambda: county.modal(amy))

    ears.answer = lambda message: Heard(faults={"what": "too short"})
    faulty = await county.submit_view(amy, view, {"what": "x", "kind": "T2"})
    ears.answer = lambda message: Heard(faults={"": "there is one like it already"})
    refused = await county.submit_view(amy, county.modal(amy), {"what": "pumps", "kind": "T2"})
    assert refused.errors == {"what": "there is one like it already"}, "Slack takes no faults but those of a field"
    ears.answer = lambda message: Heard()
    await county.submit_view(amy, county.modal(amy), {"what": "pumps", "kind": "T2"})
    filled = await ears.hears(3, Kind.SUBMITTED)

    assert faulty.errors == {"what": "too short"}
    assert (filled.action, filled.values, filled.room.id) == ("request", {"what": "pumps", "kind": "T2"}, ops.id)
    assert county.modal(amy) is None


async def test_a_pressed_button_says_its_command_and_is_answered_quietly(live, ears, county, ops, amy, post):
    draft = Draft(text=plain("Approve R-1?"), choices=(Choice("Yes", "approve 1"), Choice("No", "deny 1")))
    posted = await live.send(post(payload=live.render(draft)[0]))
    ears.answer = lambda message: Heard((Reply(text="noted"),))
    await county.press(amy, ops.find(posted.id), "netcontrol_press_1")
    pressed = await ears.hears(1, Kind.PRESSED)
    await eventually(lambda: county.ephemerals(amy))

    assert (pressed.action, pressed.id) == ("deny 1", posted.id)
    assert [seen.text for seen in county.ephemerals(amy)] == ["noted"]


async def test_what_is_chosen_from_a_list_in_a_message_is_the_command_that_is_said(live, ears, county, ops, amy, post):
    option = {"text": {"type": "plain_text", "text": "Bo Ray"}, "value": "role give RADO Bo"}
    asked = {"type": "static_select", "action_id": "netcontrol_press_0", "options": [option]}
    payload = {"text": "Who?", "blocks": [{"type": "actions", "elements": [asked]}]}
    await live.send(post(payload=payload))
    side = SlackSide(county, ops, [amy], "Ada County")
    shown = next(one for one in side.shown() if any(part.buttons for part in one.parts))
    [button] = next(part.buttons for part in shown.parts if part.buttons)
    await side.press(amy.id, shown.id, button.action, button.options[0][0])

    assert (await ears.hears(1, Kind.PRESSED)).action == "role give RADO Bo"


async def test_a_whisper_and_a_direct_message_reach_one_person(live, county, ops, amy, post):
    await live.send(post("whisper", text="only you", target=amy.id))
    await live.send(post("direct", text="in private", target=amy.id))

    assert [seen.text for seen in county.ephemerals(amy)] == ["only you"]
    assert [one.text for one in county.dms(amy)] == ["in private"]


async def test_a_direct_message_to_the_bot_is_direct(live, ears, county, amy):
    await county.say(amy, county.dm(amy), "!net help")

    assert (await ears.hears(1)).direct


async def test_a_name_is_looked_up(live, county, amy):
    assert (await live.person(amy.id)).name in ("amy", "Amy Pond")
    assert (await live.person("U0NOBODY")).name == ""


async def test_a_channel_is_looked_up_by_name(live, county, ops):
    assert (await live.person(f"#{ops.id}")).name == f"#{ops.name}"
    assert (await live.person("#C0NOWHERE")).name == ""


async def test_a_public_channel_is_joined_and_a_private_one_says_whom_to_invite(slack, county, amy, platform):
    open_one = county.add_channel("open", amy, bot=False)
    closed = county.add_channel("closed", amy, private=True, bot=False)
    rooms = [Room("slack", "county", one.id) for one in (open_one, closed)]
    ears = RecordingEars(*rooms)
    async with running(platform, ears, county):
        await county.say(amy, open_one, "hello")
        await ears.hears(1)
        assert ears.names == {rooms[0]: "open"}
        assert "invite" in ears.lost_rooms[rooms[1]]

        await county.invite(closed, by=amy)
        await eventually(lambda: rooms[1] in ears.names)
        await county.say(amy, closed, "now you hear me")
        await ears.hears(2)


async def test_a_room_that_is_linked_or_entered_while_it_runs_is_heard_without_waiting_for_the_next_round(
    live, ears, county, amy, monkeypatch
):
    monkeypatch.setattr(session, "ROUND", 3600.0)
    live.rooms_changed()  # the round that runs had the old length
    entered = county.add_channel("entered", amy, bot=False)
    closed = county.add_channel("closed", amy, private=True, bot=False)
    await county.invite(entered)
    for channel in (entered, closed):
        ears.linked.append(Room("slack", "county", channel.id))
    live.rooms_changed()
    await eventually(lambda: "entered" in ears.names.values() and len(ears.lost_rooms) == 1)
    await county.invite(closed)
    await eventually(lambda: "closed" in ears.names.values())
    await county.say(amy, closed, "we are here")
    await ears.hears(1)


async def test_a_kicked_account_says_so_at_once(live, ears, county, ops, amy, room):
    await county.kick(ops, by=amy)
    public = await eventually(lambda: room in ears.names and county.bot.id in ops.members)
    await county.archive(ops, by=amy)
    await eventually(lambda: room in ears.lost_rooms)

    assert public, "a public channel is joined again"
    assert "archived" in ears.lost_rooms[room]


async def test_a_private_channel_that_the_app_is_put_out_of_says_whom_to_invite(live, ears, county, amy):
    closed = county.add_channel("closed", amy, private=True)
    room = Room("slack", "county", closed.id)
    ears.linked.append(room)
    live.rooms_changed()
    await eventually(lambda: room in ears.names)
    await county.kick(closed, by=amy)
    await eventually(lambda: room in ears.lost_rooms)

    assert "invite" in ears.lost_rooms[room]


async def test_earlier_history_is_not_heard_and_what_was_said_meanwhile_is(slack, county, ops, amy, ears):
    await county.say(amy, ops, "before the bridge")
    first = account(slack, county)
    async with running(first, ears, county):
        pass
    await first.close()
    root = await county.say(amy, ops, "nobody was here")
    await county.say(amy, ops, "in a thread", thread_ts=root.ts)
    await county.edit(amy, root, "nobody is here")
    second = account(slack, county)
    async with running(second, ears, county):
        await county.say(amy, ops, "and now live")
        await eventually(lambda: ears.wordings == ["nobody is here", "in a thread", "and now live"])
    await second.close()

    assert not ears.of(Kind.NEW)[-1].recovered


async def test_what_was_changed_while_nobody_heard_is_found(live, ears, county, ops, amy, bob, monkeypatch):
    monkeypatch.setattr(catchup, "REDELIVERED", timedelta())
    kept = await county.say(amy, ops, "kept")
    gone = await county.say(amy, ops, "gone")
    root = await county.say(amy, ops, "root")
    reply = await county.say(amy, ops, "reply", thread_ts=root.ts)
    await ears.hears(4)
    county.sockets.cut()
    county.sockets.deaf = True
    await county.edit(amy, kept, "kept better")
    await county.add_reaction(bob, root, "eyes")
    await county.delete(amy, gone)
    await county.delete(amy, reply)
    await county.say(bob, ops, "last", thread_ts=root.ts)
    await eventually(lambda: len(ears.of(Kind.REMOVED)) == 2)
    await ears.hears(5)

    assert [(one.id, words(one.text)) for one in ears.of(Kind.EDITED)] == [(kept.ts, "kept better")]
    assert {one.id for one in ears.of(Kind.REMOVED)} == {gone.ts, reply.ts}
    assert [(one.id, one.emoji) for one in ears.of(Kind.REACTED)] == [(root.ts, "👀")]
    assert (ears.said[-1], ears.of(Kind.NEW)[-1].thread) == ("last", root.ts)


async def test_a_reaction_taken_back_while_nobody_heard_is_found(live, ears, county, ops, amy, bob, monkeypatch):
    monkeypatch.setattr(catchup, "REDELIVERED", timedelta(seconds=-10))
    said = await county.say(amy, ops, "kept")
    for who, name in ((bob, "eyes"), (amy, "eyes"), (bob, "+1")):
        await county.add_reaction(who, said, name)
    await ears.hears(3, Kind.REACTED)
    county.sockets.cut()
    county.sockets.deaf = True
    await county.remove_reaction(bob, said, "eyes")
    end = await ears.hears(1, Kind.UNREACTED)
    await county.say(amy, ops, "after it")
    county.sockets.cut()
    await ears.hears(2)

    assert [(one.id, one.emoji, one.who.key) for one in ears.of(Kind.UNREACTED)] == [
        (said.ts, "👀", f"slack.county/{bob.id}")
    ]
    assert end.recovered


async def test_what_a_bot_changes_in_place_while_nobody_heard_is_found(live, ears, county, ops, amy, monkeypatch):
    monkeypatch.setattr(catchup, "REDELIVERED", timedelta(seconds=-10))
    alarm = {"subtype": "bot_message", "bot_id": "B0ALARM", "username": "Alarms", "text": ""}
    firing, still = (
        county.post(ops, **alarm, attachments=({"id": 1, "text": f"pump {number} FIRING"},)) for number in (1, 2)
    )
    await ears.hears(2)
    county.sockets.cut()
    county.sockets.deaf = True
    county.change(ops, firing, editor=None, attachments=({"id": 1, "text": "pump 1 RESOLVED"},))
    edit = await ears.hears(1, Kind.EDITED)

    await eventually(lambda: len({one.id for one in ears.of(Kind.EDITED)}) == 2)
    assert {one.id: words(one.text) for one in ears.of(Kind.EDITED)} == {
        firing.ts: "pump 1 RESOLVED",
        still.ts: "pump 2 FIRING",
    }
    assert edit.recovered


async def test_a_reaction_of_which_slack_does_not_name_all_people_is_not_taken_for_taken_back():
    account_ = translate.Account(name="county", user_id="UBOT")
    shown = catchup._shown_reactions({"reactions": [{"name": "eyes", "users": ["U1"], "count": 90}]}, account_)

    assert shown == {("👀", "slack.county/U1"), ("👀", catchup.ANYBODY)}


async def test_an_old_reply_that_was_edited_or_removed_while_nobody_heard_is_found(
    live, ears, county, ops, amy, bob, monkeypatch
):
    monkeypatch.setattr(catchup, "REDELIVERED", timedelta(seconds=-10))
    root = await county.say(amy, ops, "root")
    replies = [await county.say(bob, ops, f"reply {number}", thread_ts=root.ts) for number in range(3)]
    await county.add_reaction(amy, replies[0], "eyes")
    await ears.hears(1, Kind.REACTED)
    county.sockets.cut()
    county.sockets.deaf = True
    await county.edit(bob, replies[1], "reply one")
    await county.remove_reaction(amy, replies[0], "eyes")
    await ears.hears(1, Kind.EDITED)
    await ears.hears(1, Kind.UNREACTED)

    assert [(one.id, words(one.text)) for one in ears.of(Kind.EDITED)] == [(replies[1].ts, "reply one")]
    assert ears.states[-1] == "caught up", "nobody waits for what is old"


async def test_new_replies_of_a_thread_that_is_older_than_a_day_and_still_lives_are_found(
    live, ears, county, ops, amy, bob, room, monkeypatch
):
    root = await county.say(amy, ops, "root")
    heard = await county.say(bob, ops, "heard", thread_ts=root.ts)
    await ears.hears(2)
    county.sockets.deaf = True
    await county.say(bob, ops, "missed", thread_ts=root.ts)
    monkeypatch.setattr(catchup, "REDELIVERED", timedelta(seconds=-10))
    monkeypatch.setattr(catchup, "BACK", (translate.time_of(heard.ts) - translate.time_of(root.ts)) / 2)
    await live._session._catch_up.room(room, heard.ts)

    assert ears.said == ["root", "heard", "missed"]
    assert not ears.of(Kind.REMOVED)


async def test_an_outage_is_survived_and_caught_up(live, slack, ears, county, ops, amy):
    await county.say(amy, ops, "one")
    await ears.hears(1)
    async with slack.outage():
        await county.say(amy, ops, "two")
        await county.say(amy, ops, "three")
    await ears.hears(3)

    assert ears.said == ["one", "two", "three"]
    assert ears.states.count("connected") == 2


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_refreshed_connection_leaves_no_gap(live, ears, county, ops, amy, reason):
    for number in range(30):
        if number % 10 == 0:
            county.sockets.refresh(reason)
        await county.say(amy, ops, f"message {number}")
        await asyncio.sleep(0)
    await ears.hears(30)

    assert sorted(ears.said, key=lambda said: int(said.split()[1])) == [f"message {number}" for number in range(30)]
    assert "the connection to Slack is lost" not in ears.states


async def test_the_check_names_each_missing_scope_and_room(slack, county, amy, ops, room):
    closed = county.add_channel("closed", amy, private=True, bot=False)
    county.manifest = Manifest(scopes=Manifest().scopes - {"reactions:write"})
    platform: Slack = account(slack, county)
    found = await platform.check([room, Room("slack", "county", closed.id)])
    await platform.close()

    amiss = [finding for finding in found if not finding.ok]
    assert [(one.where, one.what) for one in amiss] == [
        ("slack.county", "scope reactions:write"),
        (f"slack.county/{closed.id}", "channel"),
    ]
    assert all(one.remedy for one in amiss)
    assert any("who can use @channel" in one.what for one in found), "what Slack tells no app a person looks up"


async def test_a_revoked_token_is_told_and_mended(live, ears, county, ops, amy, post, room):
    county.revoke()
    await eventually(lambda: any("token" in one or "refuses" in one for one in ears.states))
    await eventually(lambda: any("token" in one or "refuses" in one for one in ears.lasting))  # told at once
    county.restore()
    await eventually(lambda: ears.states[-1] in ("caught up", "connected"), timeout=20)
    await county.say(amy, ops, "back")
    await ears.hears(1)


async def test_an_emoji_is_set_by_the_first_of_its_names_that_slack_knows(live, ops, post):
    posted = await live.send(post())
    await live.send(post("react", payload={"emoji": "🔥"}, target=posted.id, id="p2"))

    assert ops.find(posted.id).reactions[0].name == "fire"


async def test_an_emoji_without_a_name_is_refused(live, post):
    posted = await live.send(post())
    with pytest.raises(Rejected, match="no name"):
        await live.send(post("react", payload={"emoji": "ꙮ"}, target=posted.id, id="p2"))


async def test_more_connections_than_slack_allows_are_survived(slack, platform, ears, county, ops, amy):
    async with running(platform, ears, county):
        county.sockets.refresh("too_many_websockets")
        await county.say(amy, ops, "one")
        await ears.hears(1)


async def test_add_to_log_in_a_messages_menu_says_the_command_for_it_and_is_answered_quietly(
    live, ears, county, ops, amy
):
    said = await county.say(amy, ops, "dozer at the bend")
    ears.answer = lambda message: Heard((Reply(text="That is in the log already, as L-1."),))
    await county.shortcut(amy, "add_to_log", said)
    pressed = await ears.hears(1, Kind.PRESSED)
    await eventually(lambda: county.ephemerals(amy))

    assert (pressed.action, pressed.id, pressed.room.id) == (f"addlog {said.ts}", said.ts, ops.id)
    assert [seen.text for seen in county.ephemerals(amy)] == ["That is in the log already, as L-1."]


async def test_a_message_has_an_address_in_its_workspace_once_the_account_has_signed_in(live, platform, room):
    link = live.link(room, "1700000000.000100")

    assert link.startswith("http")
    assert link.endswith(f"/archives/{room.id}/p1700000000000100")
    assert live.link(room, "") == ""


async def test_before_it_has_signed_in_no_address_is_known(platform, room):
    assert platform.link(room, "1700000000.000100") == ""


async def test_whoever_is_called_otherwise_is_so_from_the_next_message_on(live, ears, county, ops, amy):
    assert (await live.person(amy.id)).name == "Amy Pond"
    await county.call(amy, "Amelia")
    await eventually(lambda: ears.called == {f"slack.county/{amy.id}": "Amelia"})

    assert (await live.person(amy.id)).name == "Amelia"


async def test_a_channel_that_is_called_otherwise_is_mentioned_by_its_new_name(live, ears, county, ops):
    await county.invite(ops)
    await county.rename(ops, "fire-ops")
    await eventually(lambda: ears.called == {f"slack.county/#{ops.id}": "#fire-ops"})
