"""Events as Slack sends them → Message."""

import copy
from datetime import UTC, datetime

import pytest

from bot.platforms.slack import translate
from bot.platforms.slack.translate import Account
from commands.domain.messages import Kind, Room
from commands.domain.text import words

ME = Account(name="county", label="Ada County", user_id="UBOT", bot_id="BBOT", app_id="ABOT", team_id="T1")
TS = "1700000000.000100"
SAID = {
    "type": "message",
    "channel": "C1",
    "channel_type": "channel",
    "user": "U1",
    "text": "hello",
    "ts": TS,
    "event_ts": TS,
}


def said(**fields):
    return copy.deepcopy(SAID) | fields


def changed(before=None, event_ts="1700000060.000300", **after):
    now = {key: SAID[key] for key in ("user", "text", "ts")} | after
    previous = {key: SAID[key] for key in ("user", "text", "ts")} | (before or {})
    event = {"type": "message", "subtype": "message_changed", "channel": "C1", "ts": event_ts, "event_ts": event_ts}
    return event | {"message": now, "previous_message": previous}


def deleted(**before):
    previous = {key: SAID[key] for key in ("user", "text", "ts")} | before
    event = {"type": "message", "subtype": "message_deleted", "channel": "C1", "ts": "1700000070.000400"}
    return event | {"deleted_ts": TS, "previous_message": previous}


def test_a_message_is_named_by_channel_and_timestamp():
    heard = translate.message(said(), ME)

    assert (heard.kind, heard.key, heard.id, heard.order) == (Kind.NEW, f"C1/{TS}", TS, 1_700_000_000_000_100)
    assert heard.room == Room("slack", "county", "C1")
    assert heard.at == datetime(2023, 11, 14, 22, 13, 20, 100, tzinfo=UTC)
    assert (heard.who.key, heard.who.label, heard.bot) == ("slack.county/U1", "Ada County", False)


def test_the_fetched_copy_has_the_same_key():
    fetched = {key: SAID[key] for key in ("type", "user", "text", "ts", "channel")}

    assert translate.message(fetched, ME, recovered=True).key == translate.message(said(), ME).key


@pytest.mark.parametrize(
    "event",
    [
        said(subtype="channel_join"),
        said(subtype="message_replied"),
        said(user="UBOT"),
        said(bot_id="BBOT", subtype="bot_message", username="Amy (State)"),
        said(bot_id="BX", bot_profile={"app_id": "ABOT"}),
        changed(attachments=[{"from_url": "https://x.org"}]),
        changed(before={"edited": {"ts": "5.0"}}, edited={"ts": "5.0"}, reply_count=1),
        changed(bot_id="BBOT", edited={"ts": "5.0"}),
        changed(before={"bot_id": "BBOT"}, subtype="tombstone"),
    ],
    ids=[
        "join",
        "replied",
        "own",
        "own name",
        "own app",
        "unfurl",
        "reply count",
        "own edit",
        "own end",
    ],
)
def test_what_is_no_talk_is_not_heard(event):
    assert translate.message(event, ME) is None


def test_the_end_of_a_post_of_ours_is_the_apps_own_whoever_ended_it():
    heard = translate.message(deleted(bot_id="BBOT", username="Amy (State)"), ME)

    assert (heard.kind, heard.id, heard.who.key) == (Kind.REMOVED, TS, "slack.county/UBOT")


@pytest.mark.parametrize("left", [[{"id": "F1", "mode": "tombstone"}], []], ids=["deleted", "taken out"])
def test_a_file_that_is_gone_from_a_message_is_told(left):
    files = [{"id": "F1", "name": "a.pdf"}, {"id": "F2", "name": "b.pdf"}, {"id": "F3", "mode": "tombstone"}]
    left = [*left, *files[1:]]
    event = changed(before={"files": files}, files=left)
    [end] = translate.ends_of_files(event, ME)

    assert (end.kind, end.id, [file.id for file in end.files]) == (Kind.REMOVED, TS, ["F1"])
    assert end.key == f"C1/{TS}/removed/F1"
    assert translate.message(event, ME) is None
    assert translate.ends_of_files(changed(before={"files": left}, files=left), ME) == []


def test_an_edit_that_takes_a_file_out_is_both():
    event = changed(before={"files": [{"id": "F1", "name": "a.pdf"}]}, text="two", edited={"ts": "1700000060.000000"})

    assert [file.id for end in translate.ends_of_files(event, ME) for file in end.files] == ["F1"]
    assert translate.message(event, ME).kind is Kind.EDITED


@pytest.mark.parametrize(
    "event",
    [
        said(files=[]),
        changed(before={"files": [{"id": "F1"}]}, subtype="tombstone"),
        changed(before={"files": [{"id": "F1"}], "bot_id": "BBOT"}),
        changed(before={"files": [{"id": "F1", "mode": "external"}]}),
    ],
    ids=["new", "whole", "own", "elsewhere"],
)
def test_the_end_of_a_whole_message_or_of_a_link_is_no_files_end(event):
    assert translate.ends_of_files(event, ME) == []


def test_a_second_edit_within_one_second_is_an_edit():
    edited = {"ts": "1700000060.000000"}
    first = translate.message(changed(text="two", edited=edited, event_ts="1700000060.000300"), ME)
    second = translate.message(
        changed(before={"text": "two", "edited": edited}, text="three", edited=edited, event_ts="1700000060.000400"), ME
    )

    assert words(second.text) == "three"
    assert second.key != first.key
    assert second.revision > first.revision


def test_another_bots_message_is_heard_under_its_name():
    heard = translate.message(said(user=None, bot_id="BX", subtype="bot_message", username="Dispatch"), ME)

    assert (heard.who.key, heard.who.name, heard.bot) == ("slack.county/BX", "Dispatch", True)


def test_a_bot_that_posts_only_blocks_or_attachments_is_heard():
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Alarm* 2"}}]

    assert words(translate.message(said(text="", blocks=blocks, bot_id="BX"), ME).text) == "Alarm 2"
    assert words(translate.message(said(text="", attachments=[{"text": "late"}], bot_id="BX"), ME).text) == "late"


def test_a_message_that_only_forwards_another_is_heard():
    shared = {"is_share": True, "from_url": "https://x.slack.com/p1", "author_name": "Bo", "text": "wind shift"}

    assert words(translate.message(said(text="", attachments=[shared]), ME).text) == "Forwarded from Bo:\n> wind shift"


def test_what_slackbot_answers_is_heard():
    assert translate.message(said(user="USLACKBOT", subtype="slackbot_response"), ME).who.key.endswith("/USLACKBOT")


def test_blocks_without_words_leave_the_text():
    assert words(translate.message(said(blocks=[{"type": "actions", "elements": []}]), ME).text) == "hello"


def test_subtypes_tell_emotes_broadcasts_and_threads():
    assert translate.message(said(subtype="me_message"), ME).emote
    reply = translate.message(said(subtype="thread_broadcast", thread_ts="1.2"), ME)
    assert (reply.thread, reply.broadcast) == ("1.2", True)
    assert translate.message(said(thread_ts=TS), ME).thread is None
    assert translate.message(said(channel="D1", channel_type="im"), ME).direct


def test_files_are_named_and_those_kept_elsewhere_are_links():
    files = [
        {
            "id": "F1",
            "name": "map.pdf",
            "mimetype": "application/pdf",
            "size": 7,
            "url_private": "https://files.slack.com/m",
        },
        {"id": "F2", "file_access": "check_file_info"},
        {"id": "F3", "mode": "tombstone"},
        {"id": "F4", "mode": "external", "name": "Plan", "url_private": "https://docs.org/1"},
    ]
    heard = translate.message(said(files=files, subtype="file_share"), ME)

    assert [(file.id, file.name, file.size, file.details) for file in heard.files] == [
        ("F1", "map.pdf", 7, {"url": "https://files.slack.com/m"}),
        ("F2", "F2", None, {}),
    ]
    assert words(heard.text) == "hello\nPlan"


def test_our_marker_in_anothers_message_is_its_origin():
    metadata = {"event_type": "netcontrol_post", "event_payload": {"id": "abc"}}

    assert translate.message(said(bot_id="BX", metadata=metadata), ME).origin == "abc"
    assert translate.message(said(metadata={"event_type": "other", "event_payload": {"id": "abc"}}), ME).origin == ""


def test_an_edit_names_its_wording_and_grows():
    first = translate.message(changed(text="DP 12", edited={"ts": "1700000060.000000"}), ME)
    second = translate.message(
        changed(
            text="DP 21",
            before={"edited": {"ts": "1700000060.000000"}, "text": "DP 12"},
            edited={"ts": "1700000061.000000"},
            event_ts="1700000061.000100",
        ),
        ME,
    )

    assert (first.kind, first.id, words(first.text)) == (Kind.EDITED, TS, "DP 12")
    assert first.key != second.key
    assert first.revision < second.revision
    assert first.at == datetime(2023, 11, 14, 22, 14, 20, tzinfo=UTC)


def test_two_edits_in_one_second_are_two():
    one = translate.message(changed(text="a", edited={"ts": "1700000060.000000"}, event_ts="1700000060.000100"), ME)
    two = translate.message(changed(text="b", edited={"ts": "1700000060.000000"}, event_ts="1700000060.000900",
                                    before={"edited": {"ts": "1700000059.000000"}}), ME)  # fmt: skip

    assert one.key != two.key
    assert one.revision < two.revision


def test_the_fetched_edit_has_the_live_ones_key():
    live = translate.message(changed(text="DP 12", edited={"ts": "1700000060.000000"}), ME)
    fetched = translate.edit(said(text="DP 12", edited={"ts": "1700000060.000000"}), "C1", ME)

    assert fetched.key == live.key
    assert fetched.revision <= live.revision


def test_a_bots_change_of_its_words_is_an_edit_even_without_slacks_mark():
    assert translate.message(changed(text="2nd alarm", bot_id="BX"), ME).kind is Kind.EDITED


FILE = {"id": "F1", "name": "map.pdf", "mimetype": "application/pdf", "url_private": "https://files.slack.com/1"}


@pytest.mark.parametrize("marks", [{}, {"edited": {"ts": "1700000060.000000"}}], ids=["without a mark", "marked"])
@pytest.mark.parametrize("who", [{}, {"bot_id": "BX"}], ids=["a person", "a bot"])
def test_a_file_that_an_edit_adds_is_an_edit(who, marks):
    before = {"text": "DP 12", "files": [], **who}
    heard = translate.message(changed(text="DP 12", files=[FILE], before=before, **who, **marks), ME)

    assert (heard.kind, [file.id for file in heard.files]) == (Kind.EDITED, ["F1"])


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ({"mode": "quip", "filetype": "quip", "title": "Ops &amp; plans"}, "[canvas] Ops & plans"),
        ({"mode": "list", "filetype": "list", "title": "Crews"}, "[list] Crews"),
        ({"mode": "space", "filetype": "space", "title": "A post"}, "[post] A post"),
        ({"filetype": "canvas"}, "[canvas] canvas"),
    ],
)
def test_what_slack_alone_draws_is_a_link(file, shown):
    address = "https://x.slack.com/docs/T1/F1"
    heard = translate.message(said(text="see", files=[{"id": "F1", "permalink": address, **file}]), ME)

    assert (heard.files, words(heard.text)) == ((), f"see\n{shown}")
    assert heard.text[-1].inlines[-1].url == address


def test_a_canvas_that_an_edit_adds_is_an_edit():
    canvas = {"id": "F1", "mode": "quip", "permalink": "https://x.slack.com/docs/T1/F1", "title": "Plan"}
    heard = translate.message(changed(text="see", files=[canvas], before={"text": "see", "files": []}), ME)

    assert words(heard.text) == "see\n[canvas] Plan"


@pytest.mark.parametrize(
    ("name", "mimetype", "shown"),
    [("audio_message", "audio/mp4", "audio_message.m4a"), ("Div. B plan", "application/pdf", "Div. B plan.pdf")],
)
def test_a_file_without_an_ending_gets_its_types(name, mimetype, shown):
    heard = translate.message(said(files=[FILE | {"name": name, "mimetype": mimetype}]), ME)

    assert heard.files[0].name == shown


def test_an_unfolded_link_below_a_file_is_no_edit():
    said_so = {"text": "https://example.org", "files": [FILE]}
    preview = {"from_url": "https://example.org", "fallback": "a page"}

    assert translate.message(changed(**said_so, before=said_so, attachments=[preview]), ME) is None


@pytest.mark.parametrize(
    "event", [deleted(), changed(subtype="tombstone", user="USLACKBOT", text="This message was deleted.")]
)
def test_a_removal_and_a_tombstone_are_one_thing(event):
    heard = translate.message(event, ME)

    assert (heard.kind, heard.key, heard.id, heard.who.key) == (Kind.REMOVED, f"C1/{TS}/removed", TS, "slack.county/U1")


def reaction(**fields):
    event = {"type": "reaction_added", "user": "U1", "reaction": "+1", "event_ts": "1700000009.000100"}
    return event | {"item": {"type": "message", "channel": "C1", "ts": TS}} | fields


def test_a_reaction_names_who_what_and_when():
    added = translate.reaction(reaction(), ME)
    gone = translate.reaction(reaction(type="reaction_removed", event_ts="1700000010.000100"), ME)
    again = translate.reaction(reaction(event_ts="1700000011.000100"), ME)

    assert (added.kind, added.id, added.emoji) == (Kind.REACTED, TS, "👍")
    assert gone.kind is Kind.UNREACTED
    assert len({added.key, gone.key, again.key}) == 3
    assert translate.reaction(reaction(reaction="our_patch"), ME).emoji == ":our_patch:"


def group(**fields):
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
        {"type": "usergroup", "usergroup_id": "S0AB12"} | fields]}]}]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"text": "<!subteam^S0AB12|@engines> go"}, "@engines go"),
        ({"text": "<!subteam^S0AB12> go"}, "@group go"),
        ({"text": "<!subteam^S0AB12|@engines>", "blocks": group()}, "@engines"),
        ({"text": "<!subteam^S0AB12>", "blocks": group()}, "@group"),
        ({"text": "", "blocks": group(name="engines")}, "@engines"),
        ({"text": "S0AB12 and <!here>"}, "S0AB12 and @here"),
    ],
)
def test_a_user_group_is_shown_by_its_handle_or_as_a_group_and_never_by_its_id(fields, shown):
    assert words(translate.message(said(**fields), ME).text) == shown


def test_our_own_reactions_and_those_to_files_are_not_heard():
    assert translate.reaction(reaction(user="UBOT"), ME) is None
    assert translate.reaction(reaction(item={"type": "file", "file": "F1"}), ME) is None


NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_slash_command_is_named_by_its_trigger():
    body = {
        "command": "/net",
        "text": "log A &amp; B &lt;c&gt;",
        "channel_id": "C1",
        "user_id": "U1",
        "trigger_id": "1.2.x",
    }
    heard = translate.slash(body, ME, NOW)

    assert (heard.kind, heard.key, words(heard.text), heard.at) == (
        Kind.COMMAND,
        "C1/trigger/1.2.x",
        "log A & B <c>",
        NOW,
    )
    assert heard.answerable


def test_only_our_own_buttons_are_pressed():
    body = {
        "trigger_id": "1.2.x",
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "container": {"message_ts": TS, "thread_ts": "1.2"},
        "actions": [{"action_id": "netcontrol_press_0", "value": "approve 1"}],
    }
    heard = translate.pressed(body, ME, NOW)

    assert (heard.kind, heard.action, heard.id, heard.thread) == (Kind.PRESSED, "approve 1", TS, "1.2")
    assert translate.pressed(body | {"actions": [{"action_id": "other"}]}, ME, NOW) is None


@pytest.mark.parametrize("subtype", ["channel_topic", "group_topic"])
def test_a_new_topic_is_something_that_happened_and_quiet_when_it_is_found_later(subtype):
    event = said(subtype=subtype, topic="Staging at &lt;DP 4&gt;", text="<@U1> set the channel topic: …")
    heard = translate.message(event, ME)

    assert (heard.kind, heard.action, words(heard.text)) == (Kind.HAPPENED, "topic", "Staging at <DP 4>")
    assert heard.who.key == "slack.county/U1"
    assert translate.message(event, ME, recovered=True) is None


def test_who_joins_and_who_leaves_is_heard_but_not_of_the_app_itself():
    event = {"user": "U2", "channel": "C1", "channel_type": "C", "event_ts": "1700000000.000500"}
    joined = translate.member({**event, "type": "member_joined_channel"}, ME)
    left = translate.member({**event, "type": "member_left_channel"}, ME)

    assert [(one.kind, one.action, one.who.key, one.order) for one in (joined, left)] == [
        (Kind.HAPPENED, "joined", "slack.county/U2", 1_700_000_000_000_500),
        (Kind.HAPPENED, "left", "slack.county/U2", 1_700_000_000_000_500),
    ]
    assert joined.key != left.key
    assert translate.member({**event, "type": "member_joined_channel", "user": "UBOT"}, ME) is None


FIRING = {"bot_id": "BX", "subtype": "bot_message", "text": "", "user": None}


def attached(text, **more):
    return FIRING | {"attachments": [{"color": "#f00", "text": text, **more}]}


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (attached("FIRING: pump 3"), attached("RESOLVED: pump 3")),
        (
            attached("a", fields=[{"title": "state", "value": "FIRING"}]),
            attached("a", fields=[{"title": "state", "value": "OK"}]),
        ),
        (
            attached("", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "FIRING"}}]),
            attached("", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "OK"}}]),
        ),
        (
            FIRING | {"text": "same", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "FIRING"}}]},
            FIRING | {"text": "same", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "OK"}}]},
        ),
    ],
    ids=["text", "fields", "blocks in it", "blocks"],
)
def test_an_alert_that_its_bot_changes_in_place_is_an_edit_without_any_mark(was, now):
    heard = translate.message(changed(before=was, **now), ME)
    again = translate.message(changed(before=now, event_ts="1700000090.000100", **was), ME)

    assert heard.kind is Kind.EDITED
    assert "FIRING" not in words(heard.text)
    assert heard.revision < again.revision
    assert heard.key != again.key


def test_a_button_that_a_bot_changes_is_no_edit():
    def asked(label, edited=None):
        button = {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": "a", "value": label}
        said = FIRING | {
            "text": "approve?",
            "blocks": [
                {"type": "section", "text": {"type": "mrkdwn", "text": "approve?"}},
                {"type": "actions", "elements": [button]},
            ],
        }
        return said | ({"edited": {"ts": edited}} if edited else {})

    for edited in (None, "1700000060.000000"):
        assert translate.message(changed(before=asked("Yes"), **asked("Done", edited)), ME) is None


def test_a_preview_that_slack_adds_to_a_bots_words_is_no_edit():
    said = FIRING | {"text": "see https://x.org"}
    preview = {"from_url": "https://x.org", "title": "X", "text": "about X"}
    assert translate.message(changed(before=said, **said, attachments=[preview]), ME) is None


def button(label, **more):
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": label} | more


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (
            {"attachments": [{"fallback": "Pump 3 &lt; 20 psi", "actions": [{"type": "button", "text": "Ack"}]}]},
            "Pump 3 < 20 psi",
        ),
        (
            {
                "attachments": [
                    {"fallback": "[no preview available]", "blocks": [{"type": "actions", "elements": [button("Ack")]}]}
                ]
            },
            "[Ack]",
        ),
        (
            {"attachments": [{"actions": [{"type": "button", "text": "Yes"}, {"type": "button", "text": "No"}]}]},
            "[Yes] [No]",
        ),
        ({"blocks": [{"type": "actions", "elements": [button("Approve"), button("Reject")]}]}, "[Approve] [Reject]"),
        (
            {
                "blocks": [
                    {
                        "type": "actions",
                        "elements": [
                            {
                                "type": "static_select",
                                "action_id": "s",
                                "placeholder": {"type": "plain_text", "text": "Pick one"},
                            }
                        ],
                    }
                ]
            },
            "[Pick one]",
        ),
        (
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Go?"}, "accessory": button("Yes")}]},
            "Go?",
        ),
        ({"attachments": [{"from_url": "https://x.org", "fallback": "about X"}]}, ""),
    ],
    ids=["fallback", "no fallback", "old buttons", "blocks", "menu", "with words", "a preview"],
)
def test_a_post_without_words_says_its_fallback_or_what_its_buttons_say(fields, shown):
    assert words(translate.message(FIRING | {"type": "message", "channel": "C1", "ts": TS} | fields, ME).text) == shown
