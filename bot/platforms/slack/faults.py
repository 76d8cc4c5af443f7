"""What a refused or failed call means for the post that made it, in words for a person."""

from bot.platforms import Rejected, RoomLost, SendFault, TryLater, Unknown
from bot.platforms.slack.api import TOKEN_FAULTS, Fault, Known

ONCE = {"post", "direct", "file"}
"""Verbs that are not repeatable: after a missing answer they are looked for."""

TOKEN_PAUSE = 60.0

ROOM_FAULTS = {
    "channel_not_found": "Slack does not show the channel to the app: invite it there with /invite",
    "not_in_channel": "the app is not in the channel: invite it there with /invite",
    "is_archived": "the channel is archived: unarchive it, or unlink it",
    "channel_is_archived": "the channel is archived: unarchive it, or unlink it",
    "restricted_action": "a workspace setting keeps the app from posting here: ask an admin of the workspace",
    "restricted_action_read_only_channel": "the channel is read-only: let the app post there in the channel's settings",
    "restricted_action_thread_only_channel": "the channel takes thread replies only: change that in its settings",
    "restricted_action_non_threadable_channel": "the channel takes no thread replies: change that in its settings",
    "ekm_access_denied": "an admin has suspended posting in this channel",
    "method_not_supported_for_channel_type": "an app cannot post in a conversation of this kind",
    "channel_type_not_supported": "an app cannot post in a conversation of this kind",
}

SUCCESS = {
    "remove": {"message_not_found"},
    "react": {"already_reacted"},
    "unreact": {"no_reaction", "message_not_found"},
    "pin": {"already_pinned"},
}
"""Refusals that mean: it is already so."""

REJECTIONS = {
    "msg_too_long": "Slack refuses it as too long",
    "msg_blocks_too_long": "Slack refuses it as too long",
    "edit_window_closed": "the workspace does not allow changes so late",
    "cant_update_message": "the message cannot be changed",
    "cant_delete_message": "the message cannot be deleted",
    "message_not_found": "the message is not there any more",
    "no_item_specified": "the message is not there any more",
    "bad_timestamp": "the message is not there any more",
    "thread_not_found": "the thread is not there any more",
    "cannot_reply_to_message": "the message takes no replies",
    "too_many_pins": "the channel has as many pins as Slack allows",
    "invalid_name": "Slack does not know this emoji",
    "too_many_emoji": "the message has as many different reactions as Slack allows",
    "too_many_reactions": "the message has as many reactions as Slack allows",
    "user_not_in_channel": "the person is not in the channel",
    "user_not_found": "Slack does not know the person",
    "users_not_found": "Slack does not know the person",
    "user_disabled": "the person's account is closed",
    "cannot_dm_bot": "bots take no direct messages",
    "messages_tab_disabled": "the app's messages tab is switched off: switch it on in the app's settings (App Home)",
    "file_not_found": "the file is not there any more",
    "storage_limit_reached": "the workspace has no room left for files",
    "file_uploads_disabled": "the workspace has switched file uploads off",
    "file_uploads_except_images_disabled": "the workspace takes pictures only",
}


def is_done(fault: Fault, verb: str) -> bool:
    """Whether the refusal says that nothing is left to be done."""
    return fault.known is Known.REFUSED and fault.code in SUCCESS.get(verb, ())


def send_fault(fault: Fault, verb: str) -> SendFault:
    """The fault as the courier understands it."""
    if fault.known is Known.NOT_APPLIED:
        return TryLater(_words(fault), after=fault.after)
    if fault.known is Known.PERHAPS:
        kind = Unknown if verb in ONCE or verb == "whisper" else TryLater
        return kind(_words(fault), after=fault.after)
    if fault.code in TOKEN_FAULTS:
        return TryLater(f"{TOKEN_FAULTS[fault.code]}: install the app again and renew its token", after=TOKEN_PAUSE)
    if fault.code == "missing_scope":
        words = f"the app lacks the scope {fault.needed or '?'}: add it in the app's settings and install the app again"
        return Rejected(words) if verb in ("react", "unreact", "whisper", "pin") else TryLater(words, after=TOKEN_PAUSE)
    if fault.code in ROOM_FAULTS:
        return RoomLost(ROOM_FAULTS[fault.code])
    return Rejected(REJECTIONS.get(fault.code, f"Slack refuses it ({fault.code})"))


def _words(fault: Fault) -> str:
    return "Slack asks to wait" if fault.code == "ratelimited" else fault.code
