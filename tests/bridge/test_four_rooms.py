"""Two workspaces and two homeserver accounts in one incident: what is said in one room stands once in each other."""

import re

import pytest

from tests.bridge.shown import visible
from tests.helpers import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_each_message_stands_once_in_the_three_other_rooms(shared):
    for _ in range(3):
        for place in shared.places:
            await shared.say(place)

    await shared.quiet()


async def test_copies_carry_name_and_label_and_the_profile_of_the_author(shared):
    county, state = shared.named("county", "state")
    said = await shared.say(county)
    await shared.settled()

    copies = shared.copies(said)
    assert {copy.author for copy in copies.values()} == {"Joe Park (Ada County)"}
    content = state.events[copies["state"].native]["content"]
    assert content["formatted_body"].startswith("<strong data-mx-profile-fallback>Joe Park (Ada County): </strong>")
    assert content["com.beeper.per_message_profile"]["displayname"] == "Joe Park (Ada County)"


async def test_formatting_survives_from_matrix_to_slack_and_to_matrix(shared):
    county, state, forest = shared.named("county", "state", "forest")
    shared.aside("f1 ")
    rich = (
        "<p>f1 <strong>bold</strong> <em>slanted</em> <del>gone</del> <code>a &lt; b</code> "
        '<a href="https://example.org/x?a=1&amp;b=2">page</a></p><ul><li>one</li><li>two</li></ul>'
        "<blockquote>quoted</blockquote><pre><code>x = 1\n</code></pre>"
    )
    await state.say("f1 bold", html=rich)

    text = await eventually(lambda: next((m.text for m in county.channel.messages if "f1 " in m.text), None))
    for wanted in (
        "*bold*", "_slanted_", "~gone~", "`a &lt; b`", "<https://example.org/x?a=1&amp;b=2|page>",
        "• one", "• two", "&gt; quoted", "```\nx = 1\n```",
    ):  # fmt: skip
        assert wanted in text
    shown = await seen(forest, "f1 bold")
    for wanted in (
        "<strong>bold</strong>",
        "<em>slanted</em>",
        "<del>gone</del>",
        "<li>one</li>",
        "<blockquote>",
        "<pre>",
    ):
        assert wanted in shown["formatted_body"]


async def test_formatting_survives_from_slack_to_matrix_and_to_slack(shared):
    county, city, state = shared.named("county", "city", "state")
    shared.aside("f2 ")
    await county.workspace.say(
        county.user,
        county.channel,
        "f2 *bold* _slanted_ ~gone~ `a &lt; b` <https://example.org|page>\n&gt; quoted\n```x = 1```",
    )

    shown = await seen(state, "f2 bold")
    for wanted in (
        "<strong>bold</strong>", "<em>slanted</em>", "<del>gone</del>", "<code>a &lt; b</code>",
        '<a href="https://example.org">page</a>', "<blockquote>", "<pre>",
    ):  # fmt: skip
        assert wanted in shown["formatted_body"]
    text = await eventually(lambda: next((m.text for m in city.channel.messages if "f2 " in m.text), None))
    for wanted in ("*bold*", "_slanted_", "~gone~", "`a &lt; b`", "&gt; quoted"):
        assert wanted in text


async def test_what_looks_like_markup_stays_what_was_typed(shared):
    county, state = shared.named("county", "state")
    typed = (
        "t1 a*b*c x_y_z 2 * 3 * 4 *67* ` ~z~ <b>no</b> &amp; 2 < 3 > 1 :fire: <@U123> <!here> https://example.org/a_b_c"
    )
    await shared.say(state, typed)
    await shared.settled()
    typed = "t2 <b>no</b> &amp; 2 < 3 > 1 [x](y) # not a heading"
    await shared.say(county, typed)
    await shared.settled()

    text = next(m.text for m in county.channel.messages if "t1 " in m.text)
    assert "&lt;b&gt;" in text
    assert "&amp;amp;" in text
    assert "<@U123>" not in text


async def test_what_plainly_is_markup_in_a_body_without_html_is_read(shared):
    county, state, forest = shared.named("county", "state", "forest")
    shared.aside("p1 ")
    await state.say("p1 is _urgent_ and `a_b` **now**")

    text = await eventually(lambda: next((m.text for m in county.channel.messages if "p1 " in m.text), None))
    assert "p1 is _urgent_ and `a_b` *now*" in text
    shown = await seen(forest, "p1 is urgent")
    assert "p1 is <em>urgent</em> and <code>a_b</code> <strong>now</strong>" in shown["formatted_body"]


async def test_special_mentions_notify_nobody(shared):
    county, city, state = shared.named("county", "city", "state")
    stranger = city.user.id
    shared.aside("s2 ", "@room s1 ")
    await state.say(
        f"@room s1 <!channel> <!here> @channel @here @everyone <!subteam^S123> <@{stranger}> <@{county.user.id}>"
    )
    await county.workspace.say(
        county.user, county.channel, "s2 <!channel> <!here> <!everyone> <!subteam^S123|@crew> @room", blocks=()
    )
    words = "s2 @channel @here @everyone @crew @room"

    await eventually(lambda: any("s1" in m.text for m in city.channel.messages))
    await eventually(lambda: any("s2" in m.text for m in city.channel.messages))
    shown = await seen(state, "s2 ")
    ours = [m for place in (county, city) for m in place.channel.messages if m.bot_id]
    assert {who for message in ours for who in message.notified} == set()
    assert shown["m.mentions"] == {}
    assert "matrix.to" not in shown["formatted_body"]
    assert visible(shown["body"]).endswith(words)


async def test_names_are_text_too(shared, homeserver):
    county, state, forest = shared.named("county", "state", "forest")
    shared.aside("n1 ")
    evil = "*Eve* <!here>\u202e\nx" + "y" * 100
    await state.person.set_displayname(evil)

    def renamed(event):
        return event["type"] == "m.room.member" and event["content"].get("displayname") == evil

    await state.person.wait_for(state.room_id, renamed)
    await state.say("n1 hello")

    message = await eventually(lambda: next((m for m in county.channel.messages if "n1" in m.text), None))
    shown = await seen(forest, "n1 hello")
    await state.person.set_displayname(state.shown_name)
    assert "\u202e" not in message.username
    assert "\n" not in message.username
    assert len(message.username) <= 80
    assert message.username.endswith("… (State EOC)")
    assert message.notified == frozenset()
    assert "<!here>" not in shown["formatted_body"]
    assert "*Eve* &lt;!here&gt;" in visible(shown["formatted_body"])


async def test_commands_are_not_relayed_as_talk_and_a_change_is_told_in_all_rooms(shared):
    [state] = shared.named("state")
    await state.say('!checkin E12 4 div A agency:"Crescent FD"')

    async def told() -> bool:
        await shared.look()
        return all(any("E12" in note for note in shared.notes(place)) for place in shared.places)

    await eventually(told)
    for place in shared.places:
        assert not [shown for shown in place.shown() if shown.author and "E12" in shown.text]
        assert len([note for note in shared.notes(place) if "E12" in note]) == 1
    await shared.quiet()


async def test_a_list_is_shown_to_its_asker_only(shared):
    county, city, state = shared.named("county", "city", "state")
    await state.say("!checkin E14 3 div A")

    async def told() -> bool:
        await shared.look()
        return all(any("E14" in note for note in shared.notes(place)) for place in shared.places)

    await eventually(told)
    before = {place.name: len(shared.notes(place)) for place in shared.places}
    deed = await county.workspace.slash(county.user, county.channel, "/net", "roster")
    await city.say("!net roster")
    await state.say("!roster")

    await eventually(lambda: city.workspace.ephemerals(city.user))
    await seen(state, "Bob Ray: ")
    await shared.quiet()
    assert deed.envelope.acknowledged
    assert not deed.error
    assert "E14" in county.workspace.ephemerals(county.user)[-1].text
    assert county.workspace.ephemerals(county.user)[-1].via == "acknowledgement"
    assert "E14" in city.workspace.ephemerals(city.user)[-1].text
    after = {place.name: len(shared.notes(place)) for place in shared.places}
    assert after == before | {"state": before["state"] + 1}  # a Matrix room has no whisper: a notice to the asker


async def test_an_unknown_word_gets_the_nearest_match_and_goes_to_nobody_else(shared):
    [county] = shared.named("county")
    deed = await county.workspace.slash(county.user, county.channel, "/net", "rooster")

    assert deed.envelope.acknowledged
    assert "roster" in county.workspace.ephemerals(county.user)[-1].text
    await shared.quiet()


async def test_what_only_looks_like_a_command_reaches_everyone(shared):
    county, state = shared.named("county", "state")
    await shared.say(state, "!FIRE AT DIV A")
    await shared.say(county, "!! help at DP 12")

    await shared.quiet()


async def test_an_edit_never_runs_a_command_and_its_author_is_told(shared):
    county, city = shared.named("county", "city")
    said = await shared.say(county)
    await shared.settled()
    before = len(county.workspace.ephemerals(county.user))
    await shared.edit(said, "!checkin E99 3")

    await shared.settled()
    await eventually(lambda: len(county.workspace.ephemerals(county.user)) > before)
    assert "edit" in county.workspace.ephemerals(county.user)[-1].text
    assert not [note for note in shared.notes(city) if "E99" in note]


async def seen(place, start: str):
    """The content of the bot's event in a Matrix room that begins with these words behind its author's name."""

    async def found():
        await place.look()
        for event in place.events.values():
            body = visible(str(event["content"].get("body", "")))
            if event["sender"] == place.bot and start in re.sub(r"^[^:]*: ", "", body, count=1) + "\n" + body:
                return event["content"]
        return None

    return await eventually(found, told=start)
