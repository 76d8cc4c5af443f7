"""How each kind of copy becomes posts. One function for each verb; each fixes posts through the lane's fixer."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.directory import upgrades
from bot.directory.mentions import with_names
from bot.documents.payload import held
from bot.outbound import buttons, threads
from bot.outbound.fixing import Fixer
from bot.platforms import Draft, Payload
from commands.domain.bridging import Rank, Verb
from commands.domain.messages import Reply
from commands.domain.text import plain, words
from storage.bridge.outbox import CopyState, FixedPost, QueuedCopy
from storage.packed import unpack_reply
from storage.store import Work

LEFT_OUT = plain("(…)")
"""Stands for the words of an edit that do not fit into a combined post; they are said in a line of their own."""

Fix = Callable[[Fixer, Work, QueuedCopy, datetime], None]


def _edit(fixer: Fixer, work: Work, queued: QueuedCopy, at: datetime) -> None:
    said = work.talk.get(queued.copy.said or 0)
    parts = [part for part in work.outbox.parts(said.id, fixer.room) if part.verb == "post"]
    if said.removed_at or not said.text or not (parts or _was_shown(fixer, work, said.id)):
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "nothing here to edit")
        return
    fixer.need_names(work, [said])
    if not parts:
        _instead(fixer, work, queued, at)
        return
    if len(work.outbox.carried(parts[0].id)) > 1:
        _block(fixer, work, queued, parts[0], at)
        return
    payloads = fixer.platform.render(fixer.drafter.talk(work, said, parts[0].fixed_at))
    shared = min(len(parts), len(payloads))
    for part, payload in zip(parts[:shared], payloads[:shared], strict=True):
        fixer.commit(work, "edit", payload, target=part.native, carries=[(queued.copy.id, 0)], at=at)
    for payload in payloads[shared:]:
        # the further parts show the original too: they belong to the copy that first said it
        says = [(copy, 0) for copy, _ in work.outbox.members(parts[0].id)]
        fixer.commit(work, "post", payload, carries=[*says, (queued.copy.id, 0)], at=at)
    for part in parts[shared:]:
        fixer.commit(work, "remove", {}, target=part.native, carries=[(queued.copy.id, 0)], at=at)


def _was_shown(fixer: Fixer, work: Work, said: int) -> bool:
    return work.outbox.was_shown(said, fixer.room) or upgrades.was_shown_before(work, said, fixer.room)


def _instead(fixer: Fixer, work: Work, queued: QueuedCopy, at: datetime) -> None:
    """The copy is gone, or stands in a room that was replaced: the new wording arrives in a line of its own, once."""
    said = work.talk.get(queued.copy.said or 0)
    if work.outbox.corrected(fixer.room, said.id, queued.queued_at):
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "said in a line of its own")
        return
    for line in fixer.platform.render(fixer.drafter.correction(work, said, words(with_names(work, said.text)))):
        fixer.commit(work, "post", line, carries=[(queued.copy.id, 0)], at=at)


def _block(fixer: Fixer, work: Work, queued: QueuedCopy, block: FixedPost, at: datetime) -> None:
    """Bring a combined post to the newest wording of all that it carries."""
    ids = work.outbox.carried(block.id)
    saids = [said for said in (work.talk.many(ids)[id] for id in ids) if said.text and not said.removed_at]
    fixer.need_names(work, saids)
    carries = [(queued.copy.id, 0)]
    if not saids:
        fixer.commit(work, "remove", {}, target=block.native, carries=carries, at=at)
        return
    drafts = [fixer.drafter.timed(fixer.drafter.talk(work, said, block.fixed_at), said) for said in saids]
    payload = fixer.platform.combine(drafts, edited=True)
    fixer.commit(work, "edit", payload or _shortened(fixer, drafts), target=block.native, carries=carries, at=at)
    if payload is None and queued.copy.verb is Verb.EDIT:
        said = work.talk.get(queued.copy.said or 0)
        for line in fixer.platform.render(fixer.drafter.correction(work, said, words(with_names(work, said.text)))):
            fixer.commit(work, "post", line, carries=[], at=at)


def _shortened(fixer: Fixer, drafts: list[Draft]) -> Payload:
    """A combined post that has grown too long: the longest words in it give way until the rest fits."""
    drafts = list(drafts)
    while True:
        longest = max(range(len(drafts)), key=lambda number: len(words(drafts[number].text)))
        if drafts[longest].text == LEFT_OUT:
            raise ValueError("a combined post without words is too long")
        drafts[longest] = replace(drafts[longest], text=LEFT_OUT)
        payload = fixer.platform.combine(drafts, edited=True)
        if payload is not None:
            return payload


def _remove(fixer: Fixer, work: Work, queued: QueuedCopy, at: datetime) -> None:
    parts = work.outbox.parts(queued.copy.said or 0, fixer.room)
    if "file" in queued.payload:
        parts = [part for part in parts if part.verb == "file" and _shows(work, part, queued.payload["file"])]
    if "words" in queued.payload:
        parts = [part for part in parts if part.verb == "post"]
    if not parts:
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "nothing here to remove")
        return
    if len(work.outbox.carried(parts[0].id)) > 1:
        _block(fixer, work, queued, parts[0], at)
        return
    for part in parts:
        if part.native:
            fixer.commit(work, "remove", {}, target=part.native, carries=[(queued.copy.id, 0)], at=at)


def _shows(work: Work, part: FixedPost, number: int) -> bool:
    """Is this the post of the original's file of this number?"""
    return any(payload.get("file") == number for _, payload in work.outbox.members(part.id))


def _reaction(fixer: Fixer, work: Work, queued: QueuedCopy, at: datetime) -> None:
    emoji = str(queued.payload["emoji"])
    target = str(queued.payload.get("target") or "") or _native(fixer, work, queued.copy.said or 0)
    if not target:
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "nothing here to react to")
        return
    held = work.outbox.held_reaction(fixer.room, target, emoji)
    # what is to be is asked now: a combined post shows one emoji for all that it carries
    react = queued.copy.verb is Verb.REACT if "target" in queued.payload else _elsewhere(fixer, work, target, emoji)
    if react == bool(held):
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "as it should be already")
        return
    payload: Payload = {"emoji": emoji}
    if held and held.native:
        payload["event"] = held.native
    verb = Verb.REACT if react else Verb.UNREACT
    fixer.commit(work, verb.value, payload, target=target, carries=[(queued.copy.id, 0)], at=at)


def _elsewhere(fixer: Fixer, work: Work, target: str, emoji: str) -> bool:
    """Does anybody in another room hold this emoji on what the target shows?"""
    shown = work.talk.behind(fixer.room, target)
    return any(room != str(fixer.room) for said in shown for room in work.talk.holders(said.id, emoji))


def _native(fixer: Fixer, work: Work, said_id: int) -> str | None:
    said = work.talk.get(said_id)
    if said.room == fixer.room:
        return said.native
    return next((part.native for part in work.outbox.parts(said_id, fixer.room) if part.native), None)


def _file(fixer: Fixer, work: Work, queued: QueuedCopy, at: datetime) -> None:
    if document := held(queued.payload):
        draft = fixer.drafter.document(work, document, queued.payload.get("thread"))
        target = str(queued.payload.get("to", "")).partition("/")[2] or None
        fixer.commit(work, "file", fixer.platform.render(draft)[0], target=target, carries=[(queued.copy.id, 0)], at=at)
        return
    said = work.talk.get(queued.copy.said or 0)
    if said.removed_at:
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "removed by its author before it was posted")
        return
    fixer.need_place(work, queued, said, at)
    fixer.need_names(work, [said])
    number = int(queued.payload["file"])
    fixer.need_details(said, number)
    draft = fixer.drafter.file(work, said, said.files[number], at)
    payload = fixer.platform.render(draft)[0] | stems(queued)
    fixer.commit(work, "file", payload, carries=[(queued.copy.id, number)], at=at)


def stems(queued: QueuedCopy) -> Payload:
    """What the marker of a copy of another Net Control's copy tells besides its own id."""
    return {"of": queued.payload["of"]} if queued.payload.get("of") else {}


def _own(fixer: Fixer, work: Work, queued: QueuedCopy, at: datetime) -> None:
    if "correction" in queued.payload:
        _correction(fixer, work, queued, at)
        return
    if "reacted" in queued.payload:
        _reacted(fixer, work, queued, at)
        return
    verb = {Verb.WHISPER: "whisper", Verb.DIRECT: "direct"}.get(queued.copy.verb, "post")
    target = str(queued.payload.get("to", "")).partition("/")[2] or None
    reply = unpack_reply(queued.payload["reply"])
    thread = _thread_of(fixer, work, queued, reply)
    marked = threads.mark(reply) if verb == "post" else {}
    sown = buttons.seeds(reply, verb) if fixer.platform.seeds_choices else {}
    draft = fixer.drafter.own(work, reply, thread, quoting=str(queued.payload.get("quote", "")))
    *others, last = fixer.platform.render(draft)
    for payload in (*others, last | sown):  # the choices stand at the end
        fixer.commit(work, verb, payload | marked, target=target, carries=[(queued.copy.id, 0)], at=at)


def _correction(fixer: Fixer, work: Work, queued: QueuedCopy, at: datetime) -> None:
    said = work.talk.get(int(queued.payload["of"]))
    fixer.need_names(work, [said])
    for payload in fixer.platform.render(fixer.drafter.correction(work, said, str(queued.payload["correction"]))):
        fixer.commit(work, "post", payload, carries=[(queued.copy.id, 0)], at=at)


def _reacted(fixer: Fixer, work: Work, queued: QueuedCopy, at: datetime) -> None:
    """A reaction that the room does not take, told in words."""
    said = work.talk.get(int(queued.payload["of"]))
    draft = fixer.drafter.reaction(work, said, str(queued.payload["reacted"]))
    if said.removed_at or not draft.text:
        work.outbox.settle([queued.copy.id], CopyState.DROPPED, "nobody holds it any more")
        return
    fixer.commit(work, "post", fixer.platform.render(draft)[0], carries=[(queued.copy.id, 0)], at=at)


def in_words(work: Work, post: FixedPost, at: datetime) -> bool:
    """Queue the words for a reaction that its room does not take, once for each emoji; False where they were told."""
    emoji, target = str(post.payload.get("emoji") or ""), post.target or ""
    said = work.talk.behind(post.room, target)
    key = hashlib.sha256(emoji.encode()).hexdigest()[:16]
    if not said or not work.talk.first_time(f"reacted/{post.room}/{target}/{key}", at):
        return False
    payload = {"reacted": emoji, "of": said[0].id, "alone": True}
    sort = int(at.timestamp() * 1_000_000)
    work.outbox.queue(post.room, Verb.TELL, payload=payload, sort=sort, at=at, rank=Rank.REACTION)
    return True


def _thread_of(fixer: Fixer, work: Work, queued: QueuedCopy, reply: Reply) -> str | None:
    """Below what it answers, or where the life of the thing is told that it is about."""
    if queued.copy.verb is Verb.DIRECT:
        return None
    if queued.copy.verb is Verb.WHISPER or "thread" in queued.payload:
        return queued.payload.get("thread")
    follows = fixer.platform.threads_things and reply.about and not (reply.loud or queued.payload.get("answers"))
    return threads.root(work, fixer.room, reply.about) if follows else None


def _board(fixer: Fixer, work: Work, queued: QueuedCopy, at: datetime) -> None:
    """The board is short enough for one part, so that there is one message to pin and to change."""
    target = queued.payload.get("target")
    payload = fixer.platform.render(fixer.drafter.own(work, unpack_reply(queued.payload["reply"])))[0]
    fixer.commit(work, "edit" if target else "post", payload, target=target, carries=[(queued.copy.id, 0)], at=at)


def _pin(fixer: Fixer, work: Work, queued: QueuedCopy, at: datetime) -> None:
    fixer.commit(work, "pin", {}, target=str(queued.payload["target"]), carries=[(queued.copy.id, 0)], at=at)


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
