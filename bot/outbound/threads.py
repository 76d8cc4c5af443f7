"""The life of a thing (a request, an action, …) in one thread: the first post about it in a room is the thread's root.

What people answer below a post about it reaches the other rooms below theirs, on every platform. The bot's own further
posts go into the thread where people read threads so. Whatever is loud, what the clock says, and the answer to a
command that was typed in the room stand in the room itself: a thread is hidden from it.
"""

from bot.platforms import Payload
from commands.domain.messages import Reply, Room
from storage.bridge.outbox import FixedPost
from storage.store import Work


def mark(reply: Reply) -> Payload:
    """What the payload of a post tells of the thing that it is about."""
    if not reply.about:
        return {}
    return {"thing": reply.about, "loud": True} if reply.loud else {"thing": reply.about}


def begin(work: Work, post: FixedPost, native: str) -> None:
    """A post is out: where it is the room's first about its thing, it is the root of the thread."""
    about = post.payload.get("thing")
    if about and native and not root(work, post.room, about):
        work.places.take_root(_incident(work, post.room), str(post.room), about, native)


def root(work: Work, room: Room, about: str) -> str | None:
    """Where the life of a thing is told in a room; None where it was not told yet."""
    return work.places.root(_incident(work, room), str(room), about) or None


def place(work: Work, answered: tuple[Room, str], here: Room) -> tuple[str | None, str]:
    """The thread here for an answer to a post of ours there, and what it is about; both empty for any other message.

    An answer to a loud post has no thread: it is read in the room, as that is.
    """
    post = work.outbox.by_native(*answered)
    about = str(post.payload.get("thing", "")) if post else ""
    if not post or not about or post.payload.get("loud"):
        return None, about
    return root(work, here, about), about


def _incident(work: Work, room: Room) -> str:
    """A room may belong to one incident after the other, and each counts from one."""
    linked = work.rooms.get(room)
    return linked.incident if linked else ""
