"""Random plays on both sides, as raw events of Slack and Matrix, against a model of what each room must show.

People and bots post, edit words, files and attachments, delete, answer in threads, react, take another name, and the
program is started anew; events come twice, links unfold and buttons are drawn anew, which must change nothing.
"""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bot.platforms.matrix import translate as matrix
from bot.platforms.slack import translate as slack
from commands.domain.messages import Person
from tests.bot.world import COUNTY, STATE, World

SIDES = {"slack": COUNTY, "matrix": STATE}
OTHER = {"slack": STATE, "matrix": COUNTY}
ACCOUNT = slack.Account(name="county", label="County", user_id="UBOT", bot_id="BBOT", app_id="ABOT")
EMOJI = {"👍": "+1", "🔥": "fire"}
WORD, FILE = re.compile(r"\bw\d+\b"), re.compile(r"bytes of (?:mxc://e/)?(F\d+)")


@dataclass(eq=False)
class Item:
    """What somebody said on one side, as it stands there now."""

    side: str
    id: str
    who: str
    words: str
    files: list[str]
    root: "Item | None" = None
    bot: bool = False
    removed: bool = False
    called: str = ""  # the author's name when it was said
    raw: dict = field(default_factory=dict)  # Slack's message as it stands
    held: dict = field(default_factory=dict)  # (emoji, who) of the other side → the reaction's event


class Play(RuleBasedStateMachine):
    """One play."""

    def __init__(self):
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.number = 0
        self.items, self.told = [], []
        self.names = {"slack": {"U1": "Ana", "U2": "Bo"}, "matrix": {"@cy:e": "Cy", "@di:e": "Di"}}
        self.world = self.run(self._opened())

    async def _opened(self):
        world = World()
        world.accounts[STATE.source].outlived = True
        world.accounts[COUNTY.source].people = self.names["slack"] | {"B1": "Alarms"}
        world.accounts[STATE.source].people = self.names["matrix"]
        await world.start()
        return world

    def run(self, made):
        return self.loop.run_until_complete(made)

    def teardown(self):
        try:
            self.settled()
        finally:
            self.run(self.world.stop())
            self.world.database.close()
            self.loop.close()

    # the raw events

    def next(self):
        self.number += 1
        return self.number

    def stamp(self):
        return f"{self.world.now().timestamp():.3f}{self.next():03d}"[-17:]

    def tell_slack(self, event):
        event = {"type": "message", "channel": COUNTY.id, **event}
        self.told.append(("slack", event))
        for heard in [*slack.ends_of_files(event, ACCOUNT), slack.message(event, ACCOUNT)]:
            if heard:
                self.run(self.world.hub.heard(heard))

    def change_slack(self, item, *, marked=True, **fields):
        before, ts = item.raw, self.stamp()
        item.raw = {**before, **fields} | ({"edited": {"user": item.who, "ts": ts}} if marked else {})
        self.tell_slack({"subtype": "message_changed", "ts": ts, "message": item.raw, "previous_message": before})

    def tell_matrix(self, kind, content, who, **more):
        number = self.next()
        event = {
            "type": kind,
            "event_id": f"$e{number}",
            "sender": who,
            "origin_server_ts": int(self.world.now().timestamp() * 1000) + number,
            "content": content,
            **more,
        }
        self.told.append(("matrix", event))
        names = dict(self.names["matrix"])
        scene = matrix.Scene(room=STATE, own_id="@bot:e", label="State", name=lambda user: names.get(user, ""))
        heard = matrix.translate(event, scene)
        if heard:
            self.run(self.world.hub.heard(heard))
        return event["event_id"]

    def content(self, item):
        """What a Matrix event of this item says: one file at most, with its words as the caption."""
        if not item.files:
            return {"msgtype": "m.text", "body": item.words}
        name = f"{item.files[0]}.png"
        caption = {"body": item.words, "filename": name} if item.words else {"body": name}
        return {
            "msgtype": "m.image",
            "url": f"mxc://e/{item.files[0]}",
            "info": {"mimetype": "image/png"},
            **caption,
        }

    def parts(self, item):
        """The fields of a Slack message that say what this item says; a bot says it in an attachment."""
        files = [
            {"id": id, "name": f"{id}.png", "mimetype": "image/png", "url_private": f"https://files/{id}"}
            for id in item.files
        ]
        if item.bot:
            return {"text": "", "attachments": [{"id": 1, "text": item.words}], "files": files}
        return {"text": item.words, "files": files}

    # what people do

    @initialize()
    def begin(self):
        self.say("slack", True, 0, False, None)

    @rule(
        side=st.sampled_from(["slack", "matrix"]),
        words=st.booleans(),
        files=st.integers(0, 2),
        bot=st.booleans(),
        root=st.one_of(st.none(), st.integers(0, 50)),
    )
    def say(self, side, words, files, bot, root):
        number = self.next()
        files = min(files, 1) if side == "matrix" else files
        words = words or not files
        roots = [one for one in self.items if one.side == side and one.root is None]
        who = sorted(self.names[side])[number % 2]
        item = Item(
            side=side,
            id="",
            who=who,
            words=f"w{number}" if words else "",
            files=[f"F{number}{'xy'[at]}"[:-1] + str(at) for at in range(files)],
            root=roots[root % len(roots)] if roots and root is not None else None,
            bot=bot and side == "slack",
            called=self.names[side][who],
        )
        if side == "slack":
            item.id = self.stamp()
            author = {"bot_id": "B1", "username": "Alarms", "subtype": "bot_message"} if item.bot else {"user": who}
            thread = {"thread_ts": item.root.id} if item.root else {}
            item.raw = {"type": "message", "ts": item.id, **author, **thread, **self.parts(item)}
            self.tell_slack(item.raw)
        else:
            thread = {"rel_type": "m.thread", "event_id": item.root.id, "is_falling_back": True} if item.root else None
            relation = {"m.relates_to": thread} if thread else {}
            item.id = self.tell_matrix("m.room.message", {**self.content(item), **relation}, who)
        self.items.append(item)

    def alive(self):
        return [one for one in self.items if not one.removed]

    def changed(self, item):
        if item.side == "slack":
            self.change_slack(item, marked=not item.bot, **self.parts(item))
        else:
            relation = {"m.relates_to": {"rel_type": "m.replace", "event_id": item.id}}
            new = self.content(item)
            self.tell_matrix(
                "m.room.message", {"msgtype": "m.text", "body": "*", "m.new_content": new, **relation}, item.who
            )

    @precondition(lambda self: self.alive())
    @rule(which=st.integers(0, 50), words=st.booleans(), files=st.sampled_from(["keep", "add", "drop", "swap"]))
    def edit(self, which, words, files):
        item = self.alive()[which % len(self.alive())]
        new = f"F{self.next()}0"
        if files == "drop":
            item.files = item.files[1:]
        elif files == "swap":
            item.files = [new, *item.files[1:]]
        elif files == "add" and not (item.side == "matrix" and item.files):
            item.files = [*item.files, new]
        item.words = f"w{self.next()}" if words or not item.files else ""
        self.changed(item)

    @precondition(lambda self: any(one.side == "slack" for one in self.alive()))
    @rule(which=st.integers(0, 50), what=st.sampled_from(["unfold", "button", "count"]))
    def change_nothing(self, which, what):
        those = [one for one in self.alive() if one.side == "slack"]
        item = those[which % len(those)]
        if what == "unfold":
            preview = {"from_url": "https://example.org", "text": "a page"}
            self.change_slack(item, marked=False, attachments=[*item.raw.get("attachments", []), preview])
        elif what == "button":
            acts = {"type": "actions", "elements": [{"type": "button", "action_id": f"a{self.next()}", "text": "x"}]}
            kept = item.raw if item.words else {}
            self.change_slack(item, marked=False, blocks=[acts] if item.bot and kept else [])
        else:
            self.change_slack(item, marked=False, reply_count=self.next())

    @precondition(lambda self: self.alive())
    @rule(which=st.integers(0, 50))
    def delete(self, which):
        item = self.alive()[which % len(self.alive())]
        item.removed = True
        if item.side == "slack":
            ts = self.stamp()
            gone = {"subtype": "message_deleted", "ts": ts, "deleted_ts": item.id, "previous_message": item.raw}
            self.tell_slack(gone)
        else:
            self.tell_matrix("m.room.redaction", {}, item.who, redacts=item.id)

    @precondition(lambda self: self.alive())
    @rule(which=st.integers(0, 50), emoji=st.sampled_from(sorted(EMOJI)))
    def react(self, which, emoji):
        """Somebody on the item's own side reacts, or takes it back."""
        item = self.alive()[which % len(self.alive())]
        who = sorted(self.names[item.side])[self.next() % 2]
        held = item.held.pop((emoji, who), None)
        if item.side == "slack":
            event = {
                "type": "reaction_removed" if held else "reaction_added",
                "user": who,
                "reaction": EMOJI[emoji],
                "item": {"type": "message", "channel": COUNTY.id, "ts": item.id},
                "event_ts": self.stamp(),
            }
            self.run(self.world.hub.heard(slack.reaction(event, ACCOUNT)))
            made = event["event_ts"]
        elif held:
            self.tell_matrix("m.room.redaction", {}, who, redacts=held)
            made = held
        else:
            relation = {"rel_type": "m.annotation", "event_id": item.id, "key": emoji}
            made = self.tell_matrix("m.reaction", {"m.relates_to": relation}, who)
        if not held:
            item.held[emoji, who] = made

    @rule(side=st.sampled_from(["slack", "matrix"]), which=st.integers(0, 1))
    def rename(self, side, which):
        who = sorted(self.names[side])[which]
        self.names[side][who] = f"Name{self.next()}"
        self.world.accounts[SIDES[side].source].people = {**self.names[side], "B1": "Alarms"}
        named = Person(f"{SIDES[side].source}/{who}", self.names[side][who], side.title())
        self.run(self.world.hub.named(named))

    @precondition(lambda self: self.told)
    @rule(which=st.integers(0, 200))
    def hear_again(self, which):
        side, event = self.told[which % len(self.told)]
        if side == "slack":
            for heard in [*slack.ends_of_files(event, ACCOUNT), slack.message(event, ACCOUNT)]:
                if heard:
                    self.run(self.world.hub.heard(heard))
        else:
            scene = matrix.Scene(room=STATE, own_id="@bot:e", label="State", name=lambda _user: "")
            heard = matrix.translate(event, scene)
            self.run(self.world.hub.heard(heard))

    @rule()
    def start_anew(self):
        self.run(self.world.restart())

    @rule()
    def settled(self):
        """All that waits is posted, and each room shows what it must."""
        self.run(self.world.settled())
        for side in SIDES:
            self.check(side)

    # what must come of it

    def check(self, side):
        posts = list(self.world.server.room(OTHER[side]).values())
        there = [one for one in self.items if one.side == side and not one.removed]
        said = Counter(word for post in posts for word in WORD.findall(post.text))
        assert said == Counter(one.words for one in there if one.words)
        files = Counter(id for post in posts for id in FILE.findall(post.text))
        assert files == Counter(id for one in there for id in one.files)
        assert not any("CORRECTION" in post.text or "(no text)" in post.text for post in posts)
        for item in there:
            self.check_one(item, [post for post in posts if item.words in WORD.findall(post.text)])

    def check_one(self, item, posts):
        alone = [post for post in posts if len(WORD.findall(post.text)) == 1]
        for post in alone:
            assert post.reactions == {emoji for emoji, _ in item.held} or item.files
            if not item.root:
                assert post.thread is None
            elif item.root.removed:
                assert post.thread or "an earlier message" in post.text


MANY = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}


def test_each_room_shows_what_it_must_whatever_is_done():
    run_state_machine_as_test(Play, settings=settings(max_examples=8, stateful_step_count=20, derandomize=True, **MANY))


@pytest.mark.soak
def test_each_room_shows_what_it_must_after_five_thousand_plays():
    run_state_machine_as_test(Play, settings=settings(max_examples=5_000, stateful_step_count=40, **MANY))
