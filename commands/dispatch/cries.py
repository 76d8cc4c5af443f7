"""A cry of somebody of whom it cannot be found out just now whether they belong here: it is told, and no more."""

from commands.call import Call
from commands.dispatch import overheard
from commands.domain.incidents import MAIN
from commands.domain.messages import Reply
from commands.domain.organisation.roles import DESK, IC
from commands.line.grammar import clean
from commands.line.who import OFF_CHAT
from commands.registry import spoken

PASSED_ON = (
    "USE THE RADIO OR THE EMERGENCY NUMBER NOW. Net Control could not find out whether you are in one of its rooms; "
    "where there is somebody to tell, they are told that you called, as not verified. Say it in a room of yours, too."
)
"""What is answered to a cry of somebody whose membership cannot be found out just now."""

LONGEST = 500


def is_cry(line: str) -> bool:
    """Is this command line said in distress?"""
    word, _, behind = clean(line).removeprefix("!").partition(" ")
    noun = spoken().get(word.casefold().strip(",.:;!?"))
    said = bool(noun and noun.default and noun.default.at_once) and behind.strip().casefold() != "help"
    return said or overheard.cries_for_help(line)


def cried(call: Call, words: str) -> tuple[Reply, ...]:
    """A cry of somebody of whom it cannot be found out whether they belong to the incident: it is told, and no more.

    It raises no emergency. It goes to the IC and the radio desk in person; where nobody holds these, to the main rooms.
    """
    said = " ".join(words.split())[:LONGEST] or "no words"
    who = f"{call.who.name} ({call.who.key})" if call.who.name else call.who.key
    text = f"EMERGENCY reported by {who}, not verified: {said}. Find out who it is; no emergency was opened."
    incident = call.here.id
    holders = call.store.holders(incident, (IC, *sorted(DESK)))
    people = dict.fromkeys(one.person for one in holders if not one.person.startswith(OFF_CHAT))
    if people:
        return (Reply(text=text, to=tuple(people), loud=True),)
    rooms = (str(one.room) for one in call.store.rooms_of(incident) if one.group == MAIN)
    return (Reply(text=text, rooms=tuple(rooms), loud=True),)
