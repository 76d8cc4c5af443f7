"""Slack's events → Message. Pure: the same event gives the same Message, live, redelivered or fetched.

``Message.key`` names the thing said: ``C1/170.01`` a message, with ``/edited/…`` one wording of it, with ``/removed``
its end, with ``/+fire/U1/171.02`` one reaction set at one time. What people press and type as slash commands is named
by its trigger.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.platforms.slack.blocks import PRESS
from bot.platforms.slack.emojis import unicode_of
from bot.platforms.slack.mrkdwn import MOST_MARKS, marks, parse, token, with_groups
from bot.platforms.slack.names import ORIGIN_EVENT, micros, unescape
from bot.platforms.slack.richtext import from_attachments, from_blocks, instead_of_words, is_preview, is_too_much
from bot.platforms.slack.shares import file_of, files_of, is_elsewhere, links, shown
from commands.domain.messages import Kind, Message, Person, Room
from commands.domain.names import person_name
from commands.domain.text import Paragraph, Span, Text, plain, words

Json = dict[str, Any]

SAID = {None, "", "me_message", "thread_broadcast", "file_share", "bot_message", "reply_broadcast", "slackbot_response"}
"""Message subtypes that are talk; of the others only topics are heard, as something that happened."""

TOO_MUCH = "[attachments that are too long to be shown here]"

TOPICS = {"channel_topic", "group_topic"}

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Account:
    """The account that hears: its name and label, and by what Slack knows the app itself."""

    name: str
    label: str = ""
    user_id: str = ""
    bot_id: str = ""
    app_id: str = ""
    team_id: str = ""
    url: str = ""  # of the workspace, with a slash at its end

    @property
    def source(self) -> str:
        """``slack.<name>``, as the account is called everywhere else."""
        return f"slack.{self.name}"

    def room(self, channel: str) -> Room:
        """The room of a channel's id (``C…``, ``G…`` or ``D…``) on this account."""
        return Room("slack", self.name, channel)

    def person(self, user: str, name: str = "") -> Person:
        """The person of a user's id (``U…``) on this account, with the account's agency as label."""
        return Person(f"{self.source}/{user}", person_name(name), self.label)

    def is_own(self, said: Mapping[str, Any]) -> bool:
        """Whether a message (as an event holds it) is the app's own, whatever name stands over it."""
        bot_app = (said.get("bot_profile") or {}).get("app_id")
        return (
            bool(self.bot_id and said.get("bot_id") == self.bot_id)
            or bool(self.user_id and said.get("user") == self.user_id)
            or bool(self.app_id and self.app_id in (said.get("app_id"), bot_app) and said.get("bot_id"))
        )


def message(event: Json, account: Account, *, recovered: bool = False) -> Message | None:
    """A ``message`` event; None for what is not relayed: the app's own posts, unfurls, joins and the like."""
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _changed(event, account)
    if subtype == "message_deleted":
        before = event.get("previous_message") or {}
        end = removed(event, before, str(event["deleted_ts"]), account)
        return end.but(who=account.person(account.user_id)) if account.is_own(before) else end
    if subtype == "tombstone" and recovered:
        return removed(event, event, str(event["ts"]), account)
    if account.is_own(event):
        return None
    if subtype in TOPICS and not recovered:
        topic = parse(str(event.get("topic") or ""), account.source)
        return _said(event, str(event["channel"]), account).but(kind=Kind.HAPPENED, action="topic", text=topic)
    if subtype not in SAID:
        return None
    return _said(event, str(event["channel"]), account, recovered=recovered)


def member(event: Json, account: Account) -> Message | None:
    """A ``member_joined_channel`` or ``member_left_channel`` event; None for the app's own."""
    user, when = str(event["user"]), str(event["event_ts"])
    if user == account.user_id:
        return None
    channel, joined = str(event["channel"]), event["type"] == "member_joined_channel"
    return Message(
        kind=Kind.HAPPENED,
        room=account.room(channel),
        key=f"{channel}/{'joined' if joined else 'left'}/{user}/{when}",
        id="",
        who=account.person(user),
        at=time_of(when),
        order=micros(when),
        action="joined" if joined else "left",
        inside=joined,
    )


def _changed(event: Json, account: Account) -> Message | None:
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if account.is_own(now) or account.is_own(before):
        return None
    if now.get("subtype") == "tombstone":
        return removed(event, before or now, str(now["ts"]), account)
    event_ts = str(event.get("ts") or event.get("event_ts") or "")
    if now.get("subtype") not in SAID or not _is_edit(now, before, account):
        return None
    edited = (now.get("edited") or {}).get("ts")
    if not edited or edited == (before.get("edited") or {}).get("ts"):
        now = {**now, "edited": {"ts": event_ts}}  # Slack sets no mark on what a bot changes, nor on files
    return edit(now, str(event["channel"]), account, event_ts)


def _is_edit(now: Json, before: Json, account: Account) -> bool:
    """Is there another word or file to read? Slack also unfolds links, counts replies and draws buttons anew."""
    edited = (now.get("edited") or {}).get("ts")
    newly = bool(edited) and edited != (before.get("edited") or {}).get("ts")
    if not before:
        return newly
    if {file.get("id") for file in shown(now)} - {file.get("id") for file in shown(before)}:
        return True
    if now.get("bot_id"):
        return text_of(now, account.source) != text_of(before, account.source)
    return newly or bool(edited and _wording(now) != _wording(before))


def ends_of_files(event: Json, account: Account) -> list[Message]:
    """The end of each file that a ``message_changed`` event shows no more, by an edit or because it was deleted."""
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    stays = event.get("subtype") == "message_changed" and now.get("subtype") in SAID
    if not stays or account.is_own(now) or account.is_own(before):
        return []
    left = {file.get("id") for file in shown(now)}
    were = [file for file in shown(before) if not is_elsewhere(file)]
    return [_end_of(file, event, now, account) for file in were if file["id"] not in left]


def deleted_files(said: Json, account: Account, event_ts: str) -> list[Message]:
    """The end of each file that a listed message names as deleted."""
    event = {"channel": said["channel"], "event_ts": event_ts}
    gone = [file for file in said.get("files") or [] if file.get("mode") == "tombstone"]
    return [_end_of(file, event, said, account) for file in gone]


def _end_of(file: Json, event: Json, said: Json, account: Account) -> Message:
    end = removed(event, said, str(said["ts"]), account)
    return end.but(key=f"{end.key}/{file['id']}", files=(file_of(file),))


def edit(now: Json, channel: str, account: Account, event_ts: str = "") -> Message:
    """The newest wording of a message that carries ``edited``.

    Slack often gives an edit's time in whole seconds: the event's own time, if known, tells two in one second apart.
    """
    said = _said(now, channel, account)
    edited = str(now["edited"]["ts"])
    revision = micros(edited)
    if revision % 1_000_000 == 0 and revision <= micros(event_ts) < revision + 1_000_000:
        revision = micros(event_ts)
    wording = hashlib.sha256(_wording(now).encode()).hexdigest()[:12]
    return said.but(
        kind=Kind.EDITED,
        key=f"{said.key}/edited/{edited}/{wording}",
        at=time_of(edited),
        order=revision,
        place=said.order,
        revision=revision,
    )


def removed(event: Json, before: Json, ts: str, account: Account) -> Message:
    """The end of the message ``ts``; ``event`` tells when, ``before`` what it was."""
    channel = str(event["channel"])
    when = str(event.get("event_ts") or event.get("ts") or ts)
    return Message(
        kind=Kind.REMOVED,
        room=account.room(channel),
        key=f"{channel}/{ts}/removed",
        id=ts,
        who=_speaker(before, account),
        at=time_of(when),
        order=micros(when),
        thread=_thread(before, ts),
        direct=_direct(event, channel),
        bot=bool(before.get("bot_id")),
    )


def _said(event: Json, channel: str, account: Account, *, recovered: bool = False) -> Message:
    ts = str(event["ts"])
    return Message(
        kind=Kind.NEW,
        room=account.room(channel),
        key=f"{channel}/{ts}",
        id=ts,
        who=_speaker(event, account),
        at=time_of(ts),
        order=micros(ts),
        text=text_of(event, account.source),
        thread=_thread(event, ts),
        broadcast=event.get("subtype") in ("thread_broadcast", "reply_broadcast"),
        files=files_of(event),
        emote=event.get("subtype") == "me_message",
        bot=bool(event.get("bot_id")),
        recovered=recovered,
        direct=_direct(event, channel),
        inside=True,  # who presses, reacts or uses the slash command may be looking in from outside
        origin=_origin(event, "id"),
        origin_of=_origin(event, "of"),
    )


def text_of(said: Json, source: str) -> Text:
    """What a message says: its rich text if any, else its mrkdwn; then attachments, then files kept elsewhere."""
    blocks, attachments = said.get("blocks") or [], said.get("attachments") or []
    raw = str(said.get("text") or "")
    rich = () if is_too_much(blocks) else from_blocks(blocks, source)
    text = rich if words(rich).strip() else parse(raw, source)
    text += plain(TOO_MUCH) if is_too_much(attachments) else from_attachments(attachments, source)
    whole = with_groups((*text, *links(said)), raw)
    return whole if words(whole).strip() or is_too_much(blocks) else instead_of_words(said)


def reaction(event: Json, account: Account) -> Message | None:
    """A ``reaction_added`` or ``reaction_removed`` event; None for the bot's own and for what is no message."""
    item = event.get("item") or {}
    if item.get("type") != "message" or event.get("user") == account.user_id:
        return None
    added = event["type"] == "reaction_added"
    return reacted(
        account,
        str(item["channel"]),
        str(item["ts"]),
        str(event["user"]),
        str(event["reaction"]),
        str(event["event_ts"]),
        added,
    )


def reacted(account: Account, channel: str, ts: str, user: str, name: str, when: str, added: bool = True) -> Message:
    """One person's reaction to the message ``ts``, set or taken away at ``when`` (a Slack timestamp)."""
    sign = "+" if added else "-"
    return Message(
        kind=Kind.REACTED if added else Kind.UNREACTED,
        room=account.room(channel),
        key=f"{channel}/{ts}/{sign}{name}/{user}/{when}",
        id=ts,
        who=account.person(user),
        at=time_of(when),
        order=micros(when),
        emoji=emoji_of(name),
        direct=channel.startswith("D"),
    )


def emoji_of(name: str) -> str:
    """A reaction's short name as an emoji; one of the workspace's own keeps its name."""
    return unicode_of(name) or f":{name}:"


def slash(body: Json, account: Account, now: datetime) -> Message:
    """A slash command. It has no timestamp: ``now`` is Slack's time, as nearly as it is known."""
    return _acted(body, account, now, str(body["channel_id"]), account.person(str(body["user_id"]))).but(
        kind=Kind.COMMAND, text=_typed(str(body.get("text") or "").strip(), account.source), answerable=True
    )


def _typed(text: str, source: str) -> Text:
    """The words of a slash command: nothing is markup there but what Slack itself escapes, mentions and links."""
    if marks(text) > MOST_MARKS:
        return plain(unescape(text))
    parts = re.split(r"<([^<>]+)>", text)
    inlines = [token(part, source) if at % 2 else Span(unescape(part)) for at, part in enumerate(parts) if part]
    return with_groups((Paragraph(tuple(inlines)),), text) if inlines else ()


def pressed(body: Json, account: Account, now: datetime) -> Message | None:
    """A button of ours; None for any other."""
    actions = [action for action in body.get("actions") or [] if str(action.get("action_id")).startswith(PRESS)]
    if not actions:
        return None
    container = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    thread = container.get("thread_ts") or (body.get("message") or {}).get("thread_ts")
    shown = str(container.get("message_ts") or "")
    return _acted(body, account, now, channel, account.person(str(body["user"]["id"]))).but(
        kind=Kind.PRESSED,
        id=shown,
        action=_value(actions[0]),
        thread=thread if thread != shown else None,
        answerable=True,
    )


def shortcut(body: Json, account: Account, now: datetime) -> Message:
    """A shortcut of a message's menu, as the command that it stands for."""
    channel, ts = str(body["channel"]["id"]), str(body["message_ts"])
    return _acted(body, account, now, channel, account.person(str(body["user"]["id"]))).but(
        kind=Kind.PRESSED, id=ts, action=f"{MESSAGE_SHORTCUTS[str(body['callback_id'])]} {ts}", answerable=True
    )


MESSAGE_SHORTCUTS = {"add_to_log": "addlog"}
"""Callback id → the command that is said with the message's timestamp."""


def submitted(body: Json, account: Account, now: datetime) -> Message:
    """A form of ours. Its private metadata tells the command line and the channel."""
    view = body["view"]
    known = json.loads(view["private_metadata"])
    inputs = (view.get("state") or {}).get("values") or {}
    values = {key: _value(element) for key, elements in inputs.items() for element in elements.values()}
    trigger = body.get("trigger_id") or f"{view['id']}/{view.get('hash')}"
    who = account.person(str(body["user"]["id"]))
    said = _acted({**body, "trigger_id": trigger}, account, now, str(known["channel"]), who)
    filled = {key: value for key, value in values.items() if value}
    return said.but(kind=Kind.SUBMITTED, action=str(known["command"]), values=filled)


def home(event: Json, account: Account, now: datetime) -> Message | None:
    """Somebody opened the app's Home tab: what is theirs is asked for, as by a command; None for its other tabs."""
    if event.get("tab") != "home":
        return None
    opened = f"{event['user']}/{event['event_ts']}"
    asked = {"trigger_id": opened}
    return _acted(asked, account, now, str(event["channel"]), account.person(str(event["user"]))).but(
        key=f"home/{opened}", text=plain("home"), direct=True, answerable=True
    )


def _acted(body: Json, account: Account, now: datetime, channel: str, who: Person) -> Message:
    trigger = str(body["trigger_id"])
    return Message(
        kind=Kind.COMMAND,
        room=account.room(channel),
        key=f"{channel}/trigger/{trigger}",
        id="",
        who=who,
        at=now,
        order=int((now - EPOCH) / timedelta(microseconds=1)),
        direct=channel.startswith("D"),
    )


def _value(element: Json) -> str:
    chosen = element.get("selected_option") or {}
    return str(element.get("value") or chosen.get("value") or "").strip()


def _speaker(said: Json, account: Account) -> Person:
    if said.get("user") and not (said.get("bot_id") and said.get("username")):
        name = str((said.get("user_profile") or {}).get("display_name") or "")
        return account.person(str(said["user"]), name)
    name = str(said.get("username") or (said.get("bot_profile") or {}).get("name") or "")
    return account.person(str(said.get("bot_id") or said.get("user") or "unknown"), name)


def _origin(said: Json, key: str) -> str:
    """What a marker tells: which post this is (``id``), and the first one that it stems from (``of``)."""
    metadata = said.get("metadata") or {}
    marker = (metadata.get("event_payload") or {}) if metadata.get("event_type") == ORIGIN_EVENT else {}
    return str(marker.get(key) or "")


def _thread(said: Json, ts: str) -> str | None:
    thread = said.get("thread_ts")
    return str(thread) if thread and thread != ts else None


def _direct(event: Json, channel: str) -> bool:
    return event.get("channel_type") == "im" or channel.startswith("D")


def _wording(said: Json) -> str:
    """All that the words of a message are made of, to tell one wording from the next."""
    parts = [said.get("text"), said.get("blocks")]
    own = [one for one in said.get("attachments") or [] if not is_preview(one)]
    return json.dumps([*parts, own] if own else parts, sort_keys=True)


def time_of(ts: str) -> datetime:
    """A Slack timestamp as a moment."""
    return EPOCH + timedelta(microseconds=micros(ts))
