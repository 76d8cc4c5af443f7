"""Edits: another wording, other files. A change that changes nothing that people read is none."""

from bot.directory.mentions import with_names
from bot.inbound import changes, talk
from bot.inbound.answers import command_line
from bot.inbound.context import Hearing
from bot.inbound.keys import gone_key, original_key
from commands.domain.bridging import Verb
from commands.domain.correction import correction
from commands.domain.messages import Reply
from storage.bridge.talk import Said


def edited(hearing: Hearing) -> None:
    """Keep what an original says and shows now, and bring it to every copy. Only the author's counts, and only what is
    newer than is kept.
    """
    message, work = hearing.message, hearing.work
    original = work.talk.find(message.room, message.id)
    if original is None:
        _edited_unheard(hearing)
        return
    if original.who != message.who.key:
        return  # nobody changes somebody else's words
    if message.recovered and _is_as_it_was(hearing, original):
        return  # it was looked for, and nothing is to be kept of it
    if not work.talk.reword(original, text=message.text, revision=message.revision, at=hearing.scene.at):
        return
    _is_told_that_no_edit_runs(hearing)
    _words_follow(hearing, original)
    _files_follow(hearing, original)


def _is_as_it_was(hearing: Hearing, original: Said) -> bool:
    gone = hearing.work.outbox.files_taken(original.id)
    shown = {file.id for number, file in enumerate(original.files) if number not in gone}
    return hearing.message.text == original.text and {file.id for file in hearing.message.files} == shown


def _words_follow(hearing: Hearing, original: Said) -> None:
    """Words that come to what had none are posted as such; where none are left, their copies go."""
    message = hearing.message
    if message.text == original.text:
        return
    if not original.text:
        if hearing.here:
            talk.queue_words(hearing, hearing.here, original.id, message.order)
        return
    if message.text:
        changes.bring(hearing, original, Verb.EDIT)
    else:
        changes.take_words(hearing, original)
    before, after = with_names(hearing.work, original.text), with_names(hearing.work, message.text)
    changes.correct(hearing, original, correction(before, after))


def _files_follow(hearing: Hearing, original: Said) -> None:
    """An edit names all the files that the message shows: new ones are posted, missing ones go."""
    message, known = hearing.message, {file.id for file in original.files}
    new = [file for file in message.files if file.id not in known]
    changes.take_files(hearing, original, known - {file.id for file in message.files})
    if not new:
        return
    hearing.work.talk.add_files(original.id, new)
    numbers = range(len(original.files), len(original.files) + len(new))
    if hearing.here:
        talk.queue_files(hearing, hearing.here, original.id, message.order, numbers)


def _edited_unheard(hearing: Hearing) -> None:
    """A new wording of what was not heard, or is no talk."""
    message, work = hearing.message, hearing.work
    if work.talk.was_heard(gone_key(message.room, message.id)):
        return  # it was removed before it was heard, or is a text of ours that came back
    if work.talk.was_heard(original_key(message)):
        hearing.whisper(Reply(text="An edit never runs a command. Send it again as a new message."))
    elif not _is_told_that_no_edit_runs(hearing) and hearing.here:
        talk.said(hearing, hearing.here)


def _is_told_that_no_edit_runs(hearing: Hearing) -> bool:
    """Tell the author so where the new wording is a command."""
    is_command = not hearing.message.bot and command_line(hearing) is not None
    if is_command:
        hearing.whisper(Reply(text="Not recorded: an edit never runs a command. Send it as a new message."))
    return is_command
