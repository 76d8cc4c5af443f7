"""Who a name on the roster is: a leader or person who was named by text is bound to an account by two words.

One is the person's own, by the account that is to be bound; the other that of somebody who speaks for the line. Until
both were said the name gives no right and answers nothing: a display name is chosen by whoever bears it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commands.domain.moves import Table
from commands.domain.names import headed, person_name


class Part(StrEnum):
    """As what somebody is bound to a line of the roster."""

    LEADER = "leader"
    MEMBER = "member"
    SELF = "self"  # the line is that one person


class Bound(StrEnum):
    """Whose word was said, and what has come of it."""

    CLAIMED = "claimed"  # the person's own
    OFFERED = "offered"  # that of whoever speaks for the line
    BOUND = "bound"
    DECLINED = "declined"


CLAIM: Table[Bound] = {
    Bound.CLAIMED: {"agree": Bound.BOUND, "decline": Bound.DECLINED},
    Bound.OFFERED: {"confirm": Bound.BOUND, "decline": Bound.DECLINED},
    Bound.BOUND: {},
    Bound.DECLINED: {},
}
"""``agree`` is the word of whoever speaks for the line, ``confirm`` the person's own."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """CL-1: an account (``person``, by key) is a part of a line of the roster; ``by`` is who said so first."""

    id: int = 0
    incident: str
    number: int
    resource: int
    name: str
    part: Part
    person: str
    person_name: str
    label: str = ""
    state: Bound
    at: datetime
    by: str
    ended: datetime | None = None
    ended_by: str = ""
    version: int = 0

    @property
    def shown(self) -> str:
        """The number by which it is agreed to: ``CL-1``."""
        return f"CL-{self.number}"

    @property
    def who(self) -> str:
        """The person with the account, which no name can hold: ``Kim Lee (Ada County, slack.county/U9)``."""
        return headed(person_name(self.person_name) or "?", [self.label, self.person])

    @property
    def what(self) -> str:
        """What they are: ``the leader of E12``."""
        if self.part is Part.SELF:
            return f"the {self.name} of the roster"
        return f"{'the leader' if self.part is Part.LEADER else 'one'} of {self.name}"
