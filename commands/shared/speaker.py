"""Who says it: the name under which the speaker goes into the record, and their own line of the check-in list."""

from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.folding import agency_key, unit_key


def own_name(call: Call) -> str:
    """The speaker's name as it goes into the record; the platform's id while it has not told the name yet."""
    return call.who.called


def myself(call: Call) -> Resource | None:
    """The speaker's own line: checked in by themselves, or by somebody else under their name and agency."""
    if own := call.store.own_checkin(call.here.id, call.who.key):
        return own
    found = call.store.checked_in(call.here.id, unit_key(own_name(call)))
    return next((one for one in found if _may_be(one, call)), None)


def _may_be(line: Resource, call: Call) -> bool:
    return not line.person and line.persons == 1 and agency_key(line.agency) == agency_key(call.who.label)
