"""Which accounts are one person: by a code, and by the word of both accounts, each of which sees the other's name."""

from collections.abc import Iterator
from dataclasses import replace

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.exercises import marked
from commands.domain.incidents import MAIN
from commands.domain.log.logbook import Origin
from commands.domain.messages import Audience, Choice, Reply, carried
from commands.domain.moments import shown, span
from commands.domain.moves import step
from commands.domain.names import headed, person_name
from commands.domain.organisation.links import PAIR_WITHIN, PAIRING, Code, Identity, Pairing
from commands.line.nearest import nearest
from commands.organisation.link import linking
from commands.registry import command
from commands.shared.entering import enter

CARRIED = (
    "You speak here by another bridge's account, which others share: nothing is paired with it. Nothing was changed."
)
NO_ADMINISTRATOR = "An administrator's rights stay with the account that the configuration names."


@command(anywhere=True, by_code=True)
def me(call: Call, code: linking.Digits | None = None) -> tuple[Reply, ...]:
    """Say that your accounts on two platforms are one person, so that your positions count on both.

    link me: get a code, privately. link me 123 456 7890, on the other platform: say it.
    Then both accounts are shown each other's name, and confirm it within ten minutes: link me confirm.
    link me off ends it.
    """
    if carried(call.who.key):
        raise Refused(CARRIED)
    if code is None:
        made = linking.new_code(call)
        words = (
            f"Code {linking.grouped(made.digits)}: on your other account say “link me {made.digits}”. It is good once, "
            f"for {span(PAIR_WITHIN)}; then both accounts confirm. Give it to nobody else."
        )
        return (Reply(text=words, audience=Audience.PRIVATE),)
    own = call.store.code(code)
    if own is not None and own.by == call.who.key:
        raise Refused("That is your own code: say it on your other account. Nothing was changed.")
    found = linking.use(call, code, for_room=False)
    if isinstance(found, str):
        return (Reply(text=found),)
    _one_of_each(call, found.by)
    said = replace(
        found,
        pairing=step(PAIRING, found.pairing, "say"),
        used_name=call.who.called,
        used_room=str(call.room),
    )
    return _asked(call, call.store.save(said))


@command(verb="me confirm", also=("me yes",), anywhere=True, by_code=True)
def me_confirm(call: Call, code: linking.Digits | None = None) -> tuple[Reply, ...]:
    """Confirm, on each of your two accounts, that they are one person.

    link me confirm. link me confirm 123 456 7890.
    """
    one = _open(call, code)
    after = step(PAIRING, one.pairing, "ask" if one.by == call.who.key else "answer", "This pairing")
    one = call.store.save(replace(one, pairing=after))
    if after is not Pairing.PAIRED:
        other = _of(one.used_name, one.used_by) if one.by == call.who.key else _of(one.by_name, one.by)
        words = f"Confirmed by this account. Nothing counts before {other} confirms it too, "
        return (Reply(text=f"{words}until {shown(one.confirmed_until, call.zone)}.", audience=Audience.PRIVATE),)
    return _paired(call, one)


@command(verb="me decline", also=("me no",), anywhere=True, by_code=True)
def me_decline(call: Call, code: linking.Digits | None = None) -> tuple[Reply, ...]:
    """Decline that an account is yours which says so.

    link me decline. link me decline 123 456 7890.
    """
    one = _open(call, code)
    call.store.save(replace(one, pairing=step(PAIRING, one.pairing, "decline", "This pairing")))
    words = f"{_of(one.by_name, one.by)} and {_of(one.used_name, one.used_by)} are not paired: declined."
    return _to_both(call, one, words)


@command(verb="me off", anywhere=True)
def me_off(call: Call) -> tuple[Reply, ...]:
    """End it that this account and your others are one person; what was said by each stays in the record."""
    keys = call.store.same_person(call.who.key)
    if len(keys) == 1:
        raise Refused(f"This account is paired with no other; nothing was changed. {call.prefix} link me pairs it.")
    return _parted(call, call.who.key, keys, f"ended by {call.who.called}")


@command(verb="pairs", needs="pairings", closed=True)
def pairs(call: Call) -> Reply:
    """List which accounts of the incident's people are paired; only you see the answer."""
    found = call.store.pairings(call.here.id)
    lines = [" = ".join(_of(name, key) for key, name in accounts.items()) for accounts in found]
    if not lines:
        return Reply(text=f"No accounts of {call.here.shown}'s people are paired.", audience=Audience.PRIVATE)
    end = f"{call.prefix} link cut <account> ends one."
    return Reply(text="\n".join([f"{call.here.shown}, paired accounts:", *lines, end]), audience=Audience.PRIVATE)


@command(verb="cut", needs="pairings", closed=True)
def cut(call: Call, account: str) -> tuple[Reply, ...]:
    """Cut a pairing: the account is a person of its own again. It is told where a position is concerned.

    link cut slack.county/U0123. link cut Ana Ruiz.
    """
    key, accounts = _meant(call, account)
    told = _parted(call, key, tuple(accounts), f"cut by {call.who.called}")
    own = Reply(text=f"{_of(accounts[key], key)} is a person of its own again.", audience=Audience.PRIVATE)
    return (own, *told) if call.who.key not in accounts else told


def _asked(call: Call, one: Code) -> tuple[Reply, ...]:
    """Both sides are shown both names, and asked."""
    words = (
        f"Are these two accounts one person? {_of(one.by_name, one.by)} asked for a code, and "
        f"{_of(one.used_name, one.used_by)} said it. Both confirm until {shown(one.confirmed_until, call.zone)}, here "
        f"with “link me confirm {one.digits}”; nothing counts before. If either is not yours, decline: whoever is "
        "paired with you may all that your positions may."
    )
    choices = (
        Choice("Both are mine", f"link me confirm {one.digits}", "✅"),
        Choice("Decline", f"link me decline {one.digits}", "🛑"),
    )
    return _to_both(call, one, words, choices)


def _to_both(call: Call, one: Code, words: str, choices: tuple[Choice, ...] = ()) -> tuple[Reply, ...]:
    """To the speaker, and to the other account by the room in which it was last heard."""
    other, room = (one.used_by, one.used_room) if one.by == call.who.key else (one.by, one.room)
    here = Reply(text=words, audience=Audience.PRIVATE, choices=choices)
    return (here, replace(here, to=(other,), rooms=(room,)))


def _open(call: Call, code: str | None) -> Code:
    """The pairing that waits for this account's word."""
    found = [one for one in call.store.pairing(call.who.key, call.at - PAIR_WITHIN) if code in (None, one.digits)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused("More than one account says that it is you: say it with the code. Nothing was changed.")
    raise Refused(
        f"No pairing waits for this account's word: it is confirmed within {span(PAIR_WITHIN)} after the code was "
        "said. Nothing was changed. “link me” begins anew, with a new code."
    )


def _paired(call: Call, one: Code) -> tuple[Reply, ...]:
    asker, other = (one.by, one.used_by) if one.by == call.who.key else (one.used_by, one.by)
    _one_of_each(call, other)
    human = _human(call, one.by)
    for key in call.store.same_person(one.used_by):
        _is(call, key, human)
    keys = call.store.same_person(asker)
    both = f"{_of(one.by_name, one.by)} and {_of(one.used_name, one.used_by)}"
    words = (
        f"You are one person on {', '.join(keys)}: your positions count on each. {NO_ADMINISTRATOR} “link me off” "
        "ends it."
    )
    told = f"{both} are one person from now on, as both accounts have confirmed"
    return (*_to_both(call, one, words), *_told(call, keys, told))


def _parted(call: Call, key: str, keys: tuple[str, ...], why: str) -> tuple[Reply, ...]:
    """One account is a person of its own again; both sides, and the rooms of their positions, are told."""
    rest = [one for one in keys if one != key]
    told = tuple(_told(call, keys, f"{_named(call, key)} and {' and '.join(rest)} are no longer one person: {why}"))
    own = call.store.get(Identity, key)
    if own is None:
        raise Refused(f"{key} is paired with no other account; nothing was changed.")
    call.store.save(replace(own, human=key))
    if own.human == key:
        for one in rest:
            _is(call, one, rest[0])
    words = f"{key} and {', '.join(rest)} are no longer one person: {why}. What was said by each stays in the record."
    others = tuple(one for one in keys if one != call.who.key)
    here = Reply(text=words, audience=Audience.PRIVATE)
    return (*((here,) if call.who.key in keys else ()), replace(here, to=others), *told)


def _told(call: Call, keys: tuple[str, ...], what: str) -> Iterator[Reply]:
    """Kept in the log of each incident that it concerns, and told in the rooms of each in which a position is held."""
    for incident in call.store.incidents():
        held = call.store.held_by(incident.id, keys)
        if not held and not any(call.store.own_checkin(incident.id, key) for key in keys):
            continue
        seats = ", ".join(dict.fromkeys(one.seat.shown for one in held))
        words = f"{what}. It concerns {seats}." if seats else f"{what}."
        enter(call, Origin.SYSTEM, words, incident=incident.id, group=MAIN, noun="link")
        rooms = tuple(str(one.room) for one in call.store.rooms_of(incident.id) if one.group == MAIN)
        if held and rooms:
            yield Reply(text=marked(words) if incident.exercise else words, rooms=rooms)


def _meant(call: Call, account: str) -> tuple[str, dict[str, str]]:
    """The account that is meant among the pairings, and the accounts that it is paired with (key → name)."""
    folded = account.strip().removeprefix("@").casefold()
    every = {key: accounts for accounts in call.store.pairings(call.here.id) for key in accounts}
    found = [
        key
        for key, accounts in every.items()
        if folded
        in (key.casefold(), key.partition("/")[2].removeprefix("@").casefold(), person_name(accounts[key]).casefold())
    ]
    if len(found) == 1 or (found and all(every[key] is every[found[0]] for key in found) and len(every[found[0]]) == 2):
        return found[0], every[found[0]]
    if found:
        raise Refused(f"Which one? {' or '.join(found[:4])}. Nothing was changed.")
    near = nearest(account, every)
    hint = f"Did you mean {near}?" if near else f"{call.prefix} link pairs lists them."
    raise Refused(f"No account “{account[:60]}” is paired here; nothing was changed. {hint}")


def _of(name: str, key: str) -> str:
    """A name with its account, set apart as what nobody can type: ``Ana Ruiz (slack.county/U1)``."""
    return headed(person_name(name) or "?", [key])


def _named(call: Call, key: str) -> str:
    return _of(call.who.name, key) if key == call.who.key else key


def _one_of_each(call: Call, other: str) -> None:
    """A person has one account of each platform account; refused where this would make two."""
    mine, theirs = call.store.same_person(call.who.key), call.store.same_person(other)
    if other in mine:
        raise Refused("These accounts are one person already; nothing was changed.")
    sources = {key.partition("/")[0] for key in mine}
    if both := sorted(sources & {key.partition("/")[0] for key in theirs}):
        raise Refused(
            f"That would make two accounts on {both[0]} one person; one of each is enough. Nothing was changed. "
            "Say the code on your account of another platform."
        )


def _human(call: Call, key: str) -> str:
    """The name under which a person's accounts are one; made where it is the first."""
    known = call.store.get(Identity, key)
    if known is not None:
        return known.human
    call.store.add(Identity(id=key, human=key, at=call.at))
    return key


def _is(call: Call, key: str, human: str) -> None:
    known = call.store.get(Identity, key)
    if known is None:
        call.store.add(Identity(id=key, human=human, at=call.at))
    elif known.human != human:
        call.store.save(replace(known, human=human))
