"""Where a verb belongs: in an incident, in a region, or in both; and what to say where it does not belong."""

from commands.call import Call
from commands.domain.errors import Refused
from commands.registry import IN_INCIDENT, IN_REGION, Verb

INSTEAD = {
    "par": "Whoever is in the field is counted in the incident's own rooms",
    "period": "A region has no operational periods; a goal has a due date: {prefix} goal add … due:2028-06",
    "shift": "A region has no shifts; who to call stands with the agencies: {prefix} agency list",
    "board": "A region pins no board; {prefix} region shows how it stands",
    "incident": "A region never ends; an agency's assets are retired: {prefix} asset status GW-1 retired",
    "checkin": "People check in at an incident; who is qualified stands here: {prefix} qual list",
    "sitrep": "A region has no situation report; {prefix} region shows how it stands",
}
"""What is said instead of an incident's words in a region."""


def check(verb: Verb, call: Call) -> None:
    """Raise Refused where the verb belongs to the other kind of record, with what would work here."""
    if call.incident is None or call.by_clock or not verb.where:
        return
    if verb.where == IN_INCIDENT and call.incident.standing:
        way = INSTEAD.get(verb.noun, "Say it in the rooms of the incident that it is about").format(prefix=call.prefix)
        raise Refused(
            f"{call.incident.name} is a region, a record that never ends; “{verb.spoken}” belongs to an incident. "
            f"Nothing was recorded. {way}."
        )
    if verb.where == IN_REGION and not call.incident.standing:
        used = [call.store.get(type(call.incident), use.region) for use in call.store.uses(call.incident.id)]
        names = " or ".join(one.name for one in used if one)
        there = f"in a room of {names}" if names else "in the region's own room"
        raise Refused(
            f"“{verb.spoken}” belongs to a region; {call.incident.shown} is an incident. Nothing was recorded. "
            f"Say it {there}."
        )
