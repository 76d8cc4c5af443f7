"""Who may say what. Everybody may say what needs no right; administrators may say everything."""

from commands.call import Call
from commands.domain.errors import Refused
from commands.registry import Verb


def check(verb: Verb, call: Call) -> None:
    """Raise Refused when the speaker may not say this, naming who could."""
    if verb.needs and not (call.admin or call.by_clock):
        raise Refused(f"“{verb.spoken}” is for the incident's administrators; ask one of them. Nothing was changed.")
