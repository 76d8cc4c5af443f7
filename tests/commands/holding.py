"""People in positions and crews, without the conversation that put them there."""

from dataclasses import replace

from commands.domain.accountability.checkins import Resource
from commands.domain.messages import Person
from commands.domain.organisation.roles import Holding, Rank, Seat, slot


def hold(say, who: Person, position: str, place: str = "", rank: Rank = Rank.HOLDER) -> Holding:
    """Put a person into a position."""
    return say.store.add(
        Holding(
            incident=say.incident.id,
            position=position,
            place=place,
            rank=rank,
            person=who.key,
            name=who.name,
            label=who.label,
            since=say.now,
            by="test",
            slot=slot(Seat(position, place, rank), who.key),
        )
    )


def bind(say, name_key: str, *people: Person) -> Resource:
    """Bind those who are named in a crew, as its leader or one of it, to their accounts."""
    (line,) = say.store.checked_in(say.incident.id, name_key)
    known = {one.name: one.key for one in people}
    accounts = tuple(known.get(name, "") for name in line.crew)
    return say.store.save(replace(line, leader_account=known.get(line.leader, ""), crew_accounts=accounts))
