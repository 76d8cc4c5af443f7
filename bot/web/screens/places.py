"""What has a place, in words; the picture of it is not drawn yet."""

from bot.web.screens.common import Panel, Sight, brief
from commands.domain.accountability.checkins import division

MOST = 100


def places(sight: Sight) -> tuple[Panel, ...]:
    """The resources that gave a place, by it."""
    found = sight.call.store.roster(sight.call.here.id, most=1000)
    placed = sorted((one for one in found if one.location), key=lambda one: (one.location.casefold(), one.name))
    rows = [
        {"place": brief(one.location, 60), "name": brief(one.name, 40), "div": division(one.div)}
        for one in placed[:MOST]
    ]
    return (Panel(id="places", template="places.html", values={"rows": rows, "more": max(0, len(placed) - MOST)}),)
