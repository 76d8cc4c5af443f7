"""The situation report, by hand and by the clock."""

from datetime import timedelta

from commands.call import Call
from commands.domain.cards import words
from commands.domain.messages import Audience, Reply
from commands.domain.sitrep import Sitrep, compose
from commands.registry import command


@command(also=("situation",))
def sitrep(call: Call) -> Reply:
    """Post a situation report in all rooms of the main group.

    It says who is checked in by agency, and what changed since the last report. The clock posts one by
    schedule, and says how late it is.
    """
    here = call.here.id
    last = call.store.last_sitrep(here)
    changes = call.store.movements(here, last.movement if last else 0)
    report = Sitrep(
        incident=here,
        number=call.store.next_number(here, "sitrep"),
        at=call.at,
        since=last.at if last else None,
        due=call.due,
        late=max(call.at - call.due, timedelta(0)) if call.due else timedelta(0),
        movement=changes[-1].id if changes else last.movement if last else 0,
        by=call.who.key,
    )
    call.store.add(report)
    card = compose(report, call.here, call.store.roster(here), changes, call.zone)
    return Reply(text=words(card), card=card, audience=Audience.MAIN)
