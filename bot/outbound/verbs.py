"""How each kind of copy becomes posts. One function for each verb; each fixes posts through the lane's composer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.directory import upgrades as succession
from bot.directory.mentions import with_names
from bot.documents import payload as documents
from bot.outbound import buttons as seeding
from bot.outbound import threads as things
from bot.platforms import Draft, Payload
from commands.domain.bridging import Verb
from commands.domain.messages import Reply
from commands.domain.text import plain, words
from storage.bridge.outbox import CopyState, FixedPost, QueuedCopy
from storage.packed import unpack_reply
from storage.store import Work

if TYPE_CHECKING:
    from bot.outbound.composer import Composer

LEFT_OUT = plain("(…)")
"""Stands for the words of an edit that do not fit into a combined post; they are said in a line of their own."""

Fix = Callable[["Composer", Work, QueuedCopy, datetime], None]


def _edit(lane: "Composer", work: Work, queued: QueuedCopy, at: datetime) -> None:
    said = work.talk.get(queued.copy.said or 0)
    parts = [part for part in work.outbox.parts(said.id, lane.room) if part.verb == "post"]
    if said.removed_at or not (parts or _was_shown(lane, work, said.id)):
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "nothing here to edit")
        return
    lane.need_names(work, [said])
    if not parts:
        _instead(lane, work, queued, at)
        return
    if len(work.outbox.carried(parts[0].id)) > 1:
        _block(lane, work, queued, parts[0], at)
        return
    payloads = lane.platform.render(lane.drafter.talk(work, said, parts[0].fixed_at))
    shared = min(len(parts), len(payloads))
    for part, payload in zip(parts[:shared], payloads[:shared], strict=True):
        lane.commit(work, "edit", payload, target=part.native, carries=[(queued.copy.id, 0)], at=at)
    for payload in payloads[shared:]:
        # the further parts show the original too: they belong to the copy that first said it
        says = [(copy, 0) for copy, _ in work.outbox.members(parts[0].id)]
        lane.commit(work, "post", payload, carries=[*says, (queued.copy.id, 0)], at=at)
    for part in parts[shared:]:
        lane.commit(work, "remove", {}, target=part.native, carries=[(queued.copy.id, 0)], at=at)


def _was_shown(lane: "Composer", work: Work, said: int) -> bool:
    return work.outbox.was_shown(said, lane.room) or succession.was_shown_before(work, said, lane.room)


def _instead(lane: "Composer", work: Work, queued: QueuedCopy, at: datetime) -> None:
    """The copy is gone, or stands in a room that was replaced: the new wording arrives in a line of its own, once."""
    said = work.talk.get(queued.copy.said or 0)
    if work.outbox.corrected(lane.room, said.id, queued.queued_at):
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "said in a line of its own")
        return
    for line in lane.platform.render(lane.drafter.correction(work, said, words(with_names(work, said.text)))):
        lane.commit(work, "post", line, carries=[(queued.copy.id, 0)], at=at)


def _block(lane: "Composer", work: Work, queued: QueuedCopy, block: FixedPost, at: datetime) -> None:
    """Bring a combined post to the newest wording of all that it carries."""
    ids = work.outbox.carried(block.id)
    saids = [said for said in (work.talk.many(ids)[id] for id in ids) if not said.removed_at]
    lane.need_names(work, saids)
    carries = [(queued.copy.id, 0)]
    if not saids:
        lane.commit(work, "remove", {}, target=block.native, carries=carries, at=at)
        return
    drafts = [lane.drafter.timed(lane.drafter.talk(work, said, block.fixed_at), said) for said in saids]
    payload = lane.platform.combine(drafts, edited=True)
    lane.commit(work, "edit", payload or _shortened(lane, drafts), target=block.native, carries=carries, at=at)
    if payload is None and queued.copy.verb is Verb.EDIT:
        said = work.talk.get(queued.copy.said or 0)
        for line in lane.platform.render(lane.drafter.correction(work, said, words(with_names(work, said.text)))):
            lane.commit(work, "post", line, carries=[], at=at)


def _shortened(lane: "Composer", drafts: list[Draft]) -> Payload:
    """A combined post that has grown too long: the longest words in it give way until the rest fits."""
    drafts = list(drafts)
    while True:
        longest = max(range(len(drafts)), key=lambda number: len(words(drafts[number].text)))
        if drafts[longest].text == LEFT_OUT:
            raise ValueError("a combined post without words is too long")
        drafts[longest] = replace(drafts[longest], text=LEFT_OUT)
        payload = lane.platform.combine(drafts, edited=True)
        if payload is not None:
            return payload


def _remove(lane: "Composer", work: Work, queued: QueuedCopy, at: datetime) -> None:
    parts = work.outbox.parts(queued.copy.said or 0, lane.room)
    if "file" in queued.payload:
        parts = [part for part in parts if part.verb == "file" and _shows(work, part, queued.payload["file"])]
    if not parts:
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "nothing here to remove")
        return
    if len(work.outbox.carried(parts[0].id)) > 1:
        _block(lane, work, queued, parts[0], at)
        return
    for part in parts:
        if part.native:
            lane.commit(work, "remove", {}, target=part.native, carries=[(queued.copy.id, 0)], at=at)


def _shows(work: Work, part: FixedPost, number: int) -> bool:
    """Is this the post of the original's file of this number?"""
    return any(payload.get("file") == number for _, payload in work.outbox.members(part.id))


def _reaction(lane: "Composer", work: Work, queued: QueuedCopy, at: datetime) -> None:
    emoji = str(queued.payload["emoji"])
    target = str(queued.payload.get("target") or "") or _native(lane, work, queued.copy.said or 0)
    if not target:
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "nothing here to react to")
        return
    held = work.outbox.held_reaction(lane.room, target, emoji)
    # what is to be is asked now: a combined post shows one emoji for all that it carries
    react = queued.copy.verb is Verb.REACT if "target" in queued.payload else _elsewhere(lane, work, target, emoji)
    if react == bool(held):
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "as it should be already")
        return
    payload: Payload = {"emoji": emoji}
    if held and held.native:
        payload["event"] = held.native
    verb = Verb.REACT if react else Verb.UNREACT
    lane.commit(work, verb.value, payload, target=target, carries=[(queued.copy.id, 0)], at=at)


def _elsewhere(lane: "Composer", work: Work, target: str, emoji: str) -> bool:
    """Does anybody in another room hold this emoji on what the target shows?"""
    shown = work.talk.behind(lane.room, target)
    return any(room != str(lane.room) for said in shown for room in work.talk.holders(said.id, emoji))


def _native(lane: "Composer", work: Work, said_id: int) -> str | None:
    said = work.talk.get(said_id)
    if said.room == lane.room:
        return said.native
    return next((part.native for part in work.outbox.parts(said_id, lane.room) if part.native), None)


def _file(lane: "Composer", work: Work, queued: QueuedCopy, at: datetime) -> None:
    if document := documents.held(queued.payload):
        draft = lane.drafter.document(work, document, queued.payload.get("thread"))
        target = str(queued.payload.get("to", "")).partition("/")[2] or None
        lane.commit(work, "file", lane.platform.render(draft)[0], target=target, carries=[(queued.copy.id, 0)], at=at)
        return
    said = work.talk.get(queued.copy.said or 0)
    if said.removed_at:
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "removed by its author before it was posted")
        return
    lane.need_place(work, queued, said, at)
    lane.need_names(work, [said])
    number = int(queued.payload["file"])
    lane.need_details(said, number)
    draft = lane.drafter.file(work, said, said.files[number], at)
    payload = lane.platform.render(draft)[0] | stems(queued)
    lane.commit(work, "file", payload, carries=[(queued.copy.id, number)], at=at)


def stems(queued: QueuedCopy) -> Payload:
    """What the marker of a copy of another Net Control's copy tells besides its own id."""
    return {"of": queued.payload["of"]} if queued.payload.get("of") else {}


def _own(lane: "Composer", work: Work, queued: QueuedCopy, at: datetime) -> None:
    if "correction" in queued.payload:
        _correction(lane, work, queued, at)
        return
    verb = {Verb.WHISPER: "whisper", Verb.DIRECT: "direct"}.get(queued.copy.verb, "post")
    target = str(queued.payload.get("to", "")).partition("/")[2] or None
    reply = unpack_reply(queued.payload["reply"])
    thread = _thread_of(lane, work, queued, reply)
    marked = things.mark(reply) if verb == "post" else {}
    sown = seeding.seeds(reply, verb) if lane.platform.seeds_choices else {}
    draft = lane.drafter.own(work, reply, thread, quoting=str(queued.payload.get("quote", "")))
    *others, last = lane.platform.render(draft)
    for payload in (*others, last | sown):  # the choices stand at the end
        lane.commit(work, verb, payload | marked, target=target, carries=[(queued.copy.id, 0)], at=at)


def _correction(lane: "Composer", work: Work, queued: QueuedCopy, at: datetime) -> None:
    said = work.talk.get(int(queued.payload["of"]))
    lane.need_names(work, [said])
    for payload in lane.platform.render(lane.drafter.correction(work, said, str(queued.payload["correction"]))):
        lane.commit(work, "post", payload, carries=[(queued.copy.id, 0)], at=at)


def _thread_of(lane: "Composer", work: Work, queued: QueuedCopy, reply: Reply) -> str | None:
    """Below what it answers, or where the life of the thing is told that it is about."""
    if queued.copy.verb is Verb.DIRECT:
        return None
    if queued.copy.verb is Verb.WHISPER or "thread" in queued.payload:
        return queued.payload.get("thread")
    follows = lane.platform.threads_things and reply.about and not (reply.loud or queued.payload.get("answers"))
    return things.root(work, lane.room, reply.about) if follows else None


def _board(lane: "Composer", work: Work, queued: QueuedCopy, at: datetime) -> None:
    """The board is short enough for one part, so that there is one message to pin and to change."""
    target = queued.payload.get("target")
    payload = lane.platform.render(lane.drafter.own(work, unpack_reply(queued.payload["reply"])))[0]
    lane.commit(work, "edit" if target else "post", payload, target=target, carries=[(queued.copy.id, 0)], at=at)


def _pin(lane: "Composer", work: Work, queued: QueuedCopy, at: datetime) -> None:
    lane.commit(work, "pin", {}, target=str(queued.payload["target"]), carries=[(queued.copy.id, 0)], at=at)


FIXES: dict[Verb, Fix] = {
    Verb.EDIT: _edit,
    Verb.REMOVE: _remove,
    Verb.REACT: _reaction,
    Verb.UNREACT: _reaction,
    Verb.FILE: _file,
    Verb.TELL: _own,
    Verb.WHISPER: _own,
    Verb.DIRECT: _own,
    Verb.BOARD: _board,
    Verb.PIN: _pin,
}
