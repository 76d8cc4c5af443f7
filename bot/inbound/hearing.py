"""One heard thing goes to its handler, by the kind of its message; decided and stored in one transaction.

Everything here runs on the clerk's thread, may run again after a Stale, and touches nothing but the open Work.
"""

from collections.abc import Callable

from bot.directory.mentions import with_names
from bot.inbound import answers, echoes, edits, reactions, room_events, talk
from bot.inbound.context import Hearing
from bot.inbound.keys import heard_key
from commands.domain.messages import Kind, Reply
from commands.domain.text import words

EXPOSED = "Not run: it came unencrypted into an encrypted room, so nobody knows that it is yours. Send it encrypted."


def hear(hearing: Hearing) -> None:
    """Hear one thing. What was heard before changes nothing; so does what the bot itself said."""
    message = hearing.message
    if message.who.key in hearing.scene.own and message.kind is not Kind.REMOVED:
        return
    if not hearing.work.talk.first_time(heard_key(message), hearing.scene.at):
        return
    if message.origin and message.kind is Kind.NEW:
        if echoes.came_back(hearing):
            return
        hearing.message = message = message.but(bot=True)  # another Net Control's copy: nobody says it here
    _HEARERS[message.kind](hearing)


def _new(hearing: Hearing) -> None:
    message = hearing.message
    line = None if message.bot else answers.command_line(hearing)
    if line is not None and message.exposed:
        hearing.whisper(Reply(text=EXPOSED))
    elif line is not None:
        answers.answer(hearing, line)
    elif hearing.here:
        talk.said(hearing, hearing.here)
        answers.write_down(hearing)
    if hearing.here:
        hearing.work.rooms.heard(message.room, id=message.id, order=message.order, at=hearing.scene.at)


def _command(hearing: Hearing) -> None:
    answers.answer(hearing, words(with_names(hearing.work, hearing.message.text)))


def _pressed(hearing: Hearing) -> None:
    answers.answer(hearing, hearing.message.action)


def _submitted(hearing: Hearing) -> None:
    message = hearing.message
    quoted = (f'{key}:"{_unquoted(value)}"' for key, value in message.values.items() if value.strip())
    answers.answer(hearing, " ".join([message.action, *quoted]))


def _unquoted(value: str) -> str:
    return value.translate(dict.fromkeys(map(ord, '"“”„«»'), "″"))  # any of them would end the value early


_HEARERS: dict[Kind, Callable[[Hearing], None]] = {
    Kind.NEW: _new,
    Kind.EDITED: edits.edited,
    Kind.REMOVED: talk.removed,
    Kind.REACTED: reactions.reacted,
    Kind.UNREACTED: reactions.unreacted,
    Kind.COMMAND: _command,
    Kind.PRESSED: _pressed,
    Kind.SUBMITTED: _submitted,
    Kind.HAPPENED: room_events.happened,
}
