"""What is not where it should be, and another try."""

from datetime import timedelta

from commands.call import Call
from commands.domain.cards import words
from commands.domain.errors import Refused
from commands.domain.messages import Card, Choice, Reply, Table
from commands.domain.moments import clock, shown
from commands.registry import command

WAITING = timedelta(minutes=1)
"""A copy that waits longer than this is listed."""


@command(also=("unposted",), closed=True)
def undelivered(call: Call) -> Reply:
    """List the messages that could not be posted, wait for over a minute or may stand twice; only you see it."""
    found = call.store.unposted(call.here.id, call.at - WAITING)
    if not found:
        return Reply(text=f"{call.here.shown}: nothing is waiting or refused.")
    refused = any(one.refused for one in found)
    card = Card(
        title=f"{call.here.shown}: {len(found)} to look at",
        table=Table(
            ("No.", "Said", "By", "For room", "Why"),
            tuple(
                (str(one.id), clock(one.said, call.zone), one.author, one.room, one.reason or "waiting")
                for one in found
            ),
        ),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    choices = (Choice("Try all again", "retry", "🔁"),) if refused else ()
    return Reply(text=words(card), card=card, choices=choices)


@command(noun="retry", verb="", closed=True)
def retry(call: Call, number: int | None = None) -> Reply:
    """Queue again what was refused: all of it, or one by its number of the list “undelivered”."""
    count = call.store.requeue(call.here.id, number)
    if not count:
        raise Refused("There is nothing refused to try again; “undelivered” lists what is not posted.")
    return Reply(text=f"{count} queued again; “undelivered” lists what is still not posted.")
