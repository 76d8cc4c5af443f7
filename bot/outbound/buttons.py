"""The bot's own reactions below a post with choices, where those are the buttons: whoever presses one counts.

They come last of all that waits for a room: the words say already which emoji means what, and any client can give it.
"""

from datetime import datetime

from bot.platforms import Payload
from commands.domain.bridging import Rank, Verb
from commands.domain.messages import Reply
from storage.bridge.outbox import FixedPost
from storage.store import Work

MOST = {"post": 12, "whisper": 3}
"""Choices below one post; what is beyond them is pressed by an emoji of the person's own. Quiet answers are many and an
account's budget is small; below a direct message nothing is put."""


def seeds(reply: Reply, verb: str) -> Payload:
    """What the payload of such a post tells of its choices."""
    faces = list(dict.fromkeys(choice.emoji for choice in reply.choices if choice.emoji))
    kept = faces[: MOST.get(verb, 0)]
    return {"seeds": kept} if kept else {}


def sow(work: Work, post: FixedPost, native: str, at: datetime) -> bool:
    """Queue the reactions below a post that is out; True where there are any."""
    faces: list[str] = post.payload.get("seeds", []) if native else []
    sort = int(at.timestamp() * 1_000_000)
    for number, emoji in enumerate(faces):
        mark = {"emoji": emoji, "target": native, "alone": True}
        work.outbox.queue(post.room, Verb.REACT, payload=mark, sort=sort + number, at=at, rank=Rank.REACTION)
    return bool(faces)
