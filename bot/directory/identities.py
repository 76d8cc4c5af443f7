"""Who somebody is here and on the other accounts, and what an incident is: remembered until a command changes it."""

from dataclasses import dataclass, field

from commands.domain.incidents import Incident
from commands.domain.names import alike, person_name
from storage.store import Work


@dataclass
class Identities:
    """Asked at most once for each person and incident after each command: every message asks."""

    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    selves: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exercises: dict[str, bool] = field(default_factory=dict)

    def forget(self) -> None:
        """A command may have changed positions, pairings or incidents."""
        self.titles.clear()
        self.selves.clear()
        self.exercises.clear()

    def exercise(self, work: Work, incident: str) -> bool:
        """Whether an incident is an exercise."""
        if incident not in self.exercises:
            found = work.record.get(Incident, incident)
            self.exercises[incident] = bool(found and found.exercise)
        return self.exercises[incident]

    def title(self, work: Work, incident: str, who: str) -> str:
        """The positions that a person holds in the incident (``DIVS A``), or an empty text."""
        key = (incident, who)
        if key not in self.titles:
            held = work.record.held_by(incident, self.same(work, who))
            seats = dict.fromkeys(person_name(holding.seat.shown) for holding in held)
            self.titles[key] = ", ".join(seats)
        return self.titles[key]

    def account(self, work: Work, who: str, name: str) -> str:
        """The id of a person's account where somebody else of the same platform account is called alike, or empty."""
        others = set(work.people.alike(who.partition("/")[0], alike(name))) - {*self.same(work, who)}
        return who.partition("/")[2] if others else ""

    def same(self, work: Work, who: str) -> tuple[str, ...]:
        """All keys of a person who has paired accounts, this one among them."""
        if who not in self.selves:
            self.selves[who] = work.record.same_person(who)
        return self.selves[who]
