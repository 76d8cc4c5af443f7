"""The draft of an after-action report."""

from commands.call import Call
from commands.domain.messages import Audience, Reply
from commands.paper import later
from commands.paper.papers import posted
from commands.radio.documents import Paper
from commands.registry import command


@command(closed=True, also=("hotwash",))
def aar(call: Call, paper: Paper = Paper.LETTER) -> Reply:
    """Draft the after-action report from the record, as PDF and Markdown: timeline, response times, what was late.

    It stands under the four key functions of the National Emergency Communications Plan, with items to improve. Only
    what the main group may read is in it.
    """
    made = later.after_action(call, paper)
    return Reply(text=posted(made, call), audience=Audience.QUIET if call.direct else Audience.ROOM, documents=made)
