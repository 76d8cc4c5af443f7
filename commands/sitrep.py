"""The situation report, by hand and by the clock."""

from datetime import timedelta

from commands.call import Call
from commands.domain.cards import words
from commands.domain.messages import Audience, Reply
from commands.domain.sitrep import MOST_CHANGES, Facts, Sitrep, compose
from commands.registry import command


@command(also=("situation",))
def sitrep(call: Call) -> Reply:
    """Post a situation report in all rooms of the main group.

    It says who is checked in by agency, and what changed since the last report. The clock posts one by
    schedule, and says how late it is.
    """
    here, store = call.here.id, call.store
    last = store.last_sitrep(here)
    covered = last.movement if last else 0
    changes = store.movements(here, covered, MOST_CHANGES)
    report = Sitrep(
        incident=here,
        number=store.next_number(here, "sitrep"),
        at=call.at,
        since=last.at if last else None,
        due=call.due,
        late=max(call.at - call.due, timedelta(0)) if call.due else timedelta(0),
        movement=changes[-1].id if changes else covered,
        by=call.who.key,
    )
    store.add(report)
    facts = Facts(incident=call.here, agencies=store.agencies(here), counts=store.moved(here, covered), changes=changes)
    card = compose(report, facts, call.zone)
    return Reply(text=words(card), card=card, audience=Audience.MAIN)
