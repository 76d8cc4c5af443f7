"""Who may say that things are well with a crew, and how it is kept what others say."""

from commands.call import Call
from commands.domain.accountability.checkins import Resource
from commands.domain.moments import clock
from commands.shared import rights
from commands.shared.speaker import own_name


def speaks_for(call: Call, one: Resource) -> bool:
    """Its own people, its leader, whoever checked it in, its supervisor, the desk and command."""
    return brought_or_leads(call, one) or _is_of(call, one) or rights.may_do("status others", call)


def brought_or_leads(call: Call, one: Resource) -> bool:
    """True for whoever checked it in, for its leader, and for the person itself."""
    keys = call.store.same_person(call.who.key)
    return bool({one.checked_in_by, one.person, one.leader_account} & {*keys})


def reported(call: Call, words: str) -> str:
    """What is kept of a word that changes nothing: ``4 of 4, reported by Ben Ito, 0612 MST``."""
    return f"{words}, reported by {own_name(call)}, {clock(call.at, call.zone)}"


def _is_of(call: Call, one: Resource) -> bool:
    return not one.accounts.isdisjoint(call.store.same_person(call.who.key))
