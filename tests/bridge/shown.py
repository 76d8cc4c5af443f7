"""What stands in a room by the bot's hand, read as a person reads it: who is named, what is said, in which thread."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.sandbox.matrix_person import Event
from bot.sandbox.slack import Message

PROFILE = "com.beeper.per_message_profile"
NEUTRAL = "Net Control relay"
INVISIBLE = str.maketrans("", "", "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}")
LINK = re.compile(r"<(https?://[^|>]+)>")
SAID = re.compile(r"^\[said \d{4}\] ")
PART = re.compile(r"^\((\d+)/(\d+)\)\s")
SLACK_HEAD = re.compile(r"^\*(?P<author>.+ \(.+\))\*(?: (?P<time>\d{4}))?$")
MATRIX_HEAD = re.compile(r"^(?P<author>\S.*? \([^()]+\))(?: (?P<time>\d{4}))?: (?P<text>.*)$")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One person's words in one post. `author` is "" for the bot's own words; `together` marks a combined post."""

    native: str
    author: str
    text: str
    thread: str | None = None
    together: bool = False


def visible(text: str) -> str:
    """A text without the invisible characters that take the effect from what people typed."""
    return text.translate(INVISIBLE)


def on_slack(message: Message) -> Iterator[Shown]:
    """What a Slack post of the bot shows."""
    text = visible(html.unescape(LINK.sub(r"\1", message.text)))
    thread = message.thread_ts if message.is_reply else None
    if message.files and not text:
        return
    if message.username != NEUTRAL:
        yield _one(message.ts, message.username or "", text, thread)
        return
    author, lines = "", list[str]()
    for line in [*text.split("\n"), None]:
        head = SLACK_HEAD.match(line) if line is not None else None
        if head or line is None:
            if author:
                yield Shown(native=message.ts, author=author, text="\n".join(lines), thread=thread, together=True)
            author, lines = head["author"] if head else "", []
        else:
            lines.append(line)


def on_matrix(event: Event, content: Event) -> Iterator[Shown]:
    """What an event of the bot shows; `content` is its newest wording."""
    relation = event["content"].get("m.relates_to") or {}
    thread = relation.get("event_id") if relation.get("rel_type") == "m.thread" else None
    body = visible(str(content.get("body", "")))
    profile = event["content"].get(PROFILE)
    if profile or content.get("msgtype") == "m.notice" or not MATRIX_HEAD.match(body.partition("\n")[0]):
        author = str((profile or {}).get("displayname", ""))
        yield _one(event["event_id"], author, body.removeprefix(f"{author}: "), thread)
        return
    for line in body.split("\n"):
        head = MATRIX_HEAD.match(line)
        if head:
            yield Shown(
                native=event["event_id"], author=head["author"], text=head["text"], thread=thread, together=True
            )


def _one(native: str, author: str, text: str, thread: str | None) -> Shown:
    return Shown(native=native, author=author, text=SAID.sub("", text), thread=thread)


def joined(shown: list[Shown]) -> list[Shown]:
    """The parts of split messages put together again, in the place of the first."""
    found: list[Shown] = []
    begun: dict[tuple[str, str], tuple[int, int]] = {}  # (author, of how many) → (place in found, newest part)
    for each in shown:
        part = PART.match(each.text)
        if not part or each.together:
            found.append(each)
            continue
        text, number, key = each.text[part.end() :].strip(), int(part[1]), (each.author, part[2])
        place, newest = begun.get(key, (-1, 0))
        if number == newest + 1 > 1:
            found[place] = replace(found[place], text=f"{found[place].text} {text}")
            begun[key] = place, number
        else:
            begun[key] = len(found), number
            found.append(replace(each, text=text))
    return found
