"""How somebody is reached is said where nobody else reads along."""

from commands.call import Call
from commands.domain.errors import Refused


def not_overheard(call: Call, form: str = "checkin form") -> None:
    """Raise Refused where contact details are typed into a room; ``form`` is the one to use instead."""
    if call.overheard:
        raise Refused(
            "Contact details are not taken in a room: nothing was recorded, but others here have seen them; delete "
            f"your message. Use the form ({call.prefix} {form}) or a direct message to me."
        )
