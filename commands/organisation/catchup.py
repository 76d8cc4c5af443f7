"""What somebody missed: the difference since they last spoke, checked in or rested."""

from datetime import datetime

from commands.call import Call
from commands.domain.cards import words
from commands.domain.log.logbook import WRITTEN
from commands.domain.messages import Audience, Reply
from commands.domain.situation.shift_summary import compose
from commands.domain.situation.situation_faces import card
from commands.line.past import Past
from commands.organisation.shift.changing import difference, mine
from commands.registry import command
from commands.shared.belonging import readable


@command(also=("missed",), closed=True)
def catchup(call: Call, since: Past | None = None) -> Reply:
    """Tell you directly what you missed since you last spoke, checked in or rested; what is yours stands first.

    catchup. catchup since:2100. catchup 6h.
    """
    start = since or _last_heard(call) or call.here.opened
    found = card(compose("What you missed", difference(call, start, groups=readable(call)), mine(call)))
    return Reply(text=words(found), card=found, audience=Audience.PRIVATE)


def _last_heard(call: Call) -> datetime | None:
    """The newest thing that the record has of the speaker, before this moment."""
    here, store = call.here.id, call.store
    keys = store.same_person(call.who.key)
    entries = store.log_entries(here, readable(call), WRITTEN, authors=keys, most=1)
    times = (store.last_said(here, keys), store.last_moved(here, keys), entries[-1].at if entries else None)
    return max((at for at in times if at is not None and at < call.at), default=None)
