"""What the small nouns (weather, hazard, evac, figures) share: keeping the newest words, showing and ending them."""

from collections.abc import Collection

from commands.call import Call
from commands.domain.cards import words as words_of
from commands.domain.errors import Refused
from commands.domain.messages import Card, Reply, Table
from commands.domain.moments import shown
from commands.domain.situation.reports import ENDED, Report, Subject, stands
from commands.shared.belonging import readable, told
from commands.situation.report.owed import given_by, settle
from commands.situation.report.words import add, newest, written


def kept(call: Call, subject: Subject, name: str, *, words: str, state: str = "") -> Report:
    """Keep the newest words on a thing; whoever owed a report has given one."""
    one = add(call, subject, name, state=state, words=written(words))
    settle(call, given_by(call), one)
    return one


def stand(call: Call, subject: Subject) -> Reply:
    """What stands, for the asker alone."""
    found = [one for one in call.store.newest_states(call.here.id, readable(call), subject) if stands(one)]
    if not found:
        return Reply(
            text=f"{call.here.shown}: nothing is said of {_OF[subject]} yet. {call.prefix} help {subject.value}"
        )
    rows = tuple((one.shown, one.gist, shown(one.at, call.zone), one.by_name) for one in found)
    card = Card(
        title=f"{call.here.shown}: {_OF[subject]}",
        table=Table(("Id", "What stands", "As of", "By"), rows),
        footer=f"as of {shown(call.at, call.zone)}",
    )
    return Reply(text=words_of(card), card=card)


_OF = {
    Subject.WEATHER: "the weather",
    Subject.HAZARD: "hazards",
    Subject.EVAC: "evacuations",
    Subject.FIGURES: "figures",
}


def ended(call: Call, subject: Subject, name: str, groups: Collection[str]) -> tuple[Reply, ...]:
    """Say that what stands under this name stands no longer. Refused where nothing does."""
    before = newest(call, groups, subject, name)
    if before is None or not stands(before):
        raise Refused(f"No {name.lower()} stands; nothing was changed.")
    one = kept(call, subject, name, words=before.words, state=ENDED)
    return told(call, one, f"{one.shown} {one.gist}")
