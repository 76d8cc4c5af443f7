"""People in positions, without the conversation that put them there."""

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
