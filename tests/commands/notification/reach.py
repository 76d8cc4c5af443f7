"""What is configured to carry notices, and people who are reached by it."""

from commands.domain.messages import Person
from commands.domain.notification.ways import Carrying, Way, WayKind, WaySource
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold

CARRYING = Carrying(pace={WayKind.SMS: 1.0, WayKind.EMAIL: 200.0}, number="+12085550100")
RAE = Person("slack.county/U10", "Rae Dio", "Ada County")


def staffed(say):
    """Ana is IC, Ben COML, Rae at the radio desk."""
    hold(say, ANA, "IC")
    hold(say, BEN, "COML")
    hold(say, RAE, "RADO")


def way(say, who, kind, address, **known):
    """A way of somebody's that was verified."""
    told = {"verified": say.now, "source": WaySource.SELF, "place": 1} | known
    made = Way(
        incident="bear-creek", person=who.key, name=who.name, kind=kind, address=address, at=say.now, by="t", **told
    )
    return say.store.add(made)


def notices(say, of):
    return say.store.notices_of("bear-creek", of)
