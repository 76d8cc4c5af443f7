"""What can be said."""

from commands.call import Call
from commands.dispatch import manual
from commands.domain.messages import Reply
from commands.registry import command


@command(anywhere=True)
def help(call: Call, word: str = "") -> Reply:
    """Say what commands there are, or how one of them is written.

    help checkin: everything about checkin; checkin help is the same.
    checkin form: what checkin asks for, as a form. help COML, help me: what that position may say, or yours.
    """
    return manual.about(word, call) if word else manual.overview(call)
