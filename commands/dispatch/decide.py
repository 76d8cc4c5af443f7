"""A line becomes an answer: find the verb, read its arguments, let it decide."""

import re
from dataclasses import replace

from commands.call import Call
from commands.dispatch import manual, overheard
from commands.dispatch.again import AGAIN, asked_again, note
from commands.domain.errors import Refused
from commands.domain.incidents import EXERCISE
from commands.domain.messages import Reply
from commands.domain.moments import shown
from commands.line.arguments import Missing, bind
from commands.line.grammar import clean
from commands.line.nearest import nearest
from commands.registry import Noun, Verb, of_number, spoken, without_noun
from commands.shared import membership, rights, where
from commands.shared.entering import entered

LONGEST_NAME = 3
"""Words in the name of a verb."""

_ID = re.compile(r"[a-z]-\d{1,9}|m\d{1,9}", re.IGNORECASE)
_CHECK = re.compile(r"^check[\s-]+(in|out)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[a-z]-?)?\d{1,9}", re.IGNORECASE)


def decide(line: str, call: Call) -> tuple[Reply, ...]:
    """Answer one command line (without ``!net`` or ``/net``). Raises Refused, with words for the person, and Stale.

    Lines behind the first belong to its last text. ``EXERCISE`` before it says that it is meant for an exercise.
    Whoever does not belong to the incident reads one sentence, whatever is said: ``shared.membership.NEUTRAL``.
    """
    if call.member or call.by_clock:
        return _or_distress(line, call)
    return _for_stranger(line, call)


def _for_stranger(line: str, call: Call) -> tuple[Reply, ...]:
    """Help, and what a code or the administration of a room lets be said; of nothing else even that it is there."""
    outside = call.incident is None and not call.direct  # in a room of no incident, which tells nothing either
    call = replace(call, incident=None)
    try:
        verb = _named(line, call)
    except Refused:
        raise Refused(membership.NEUTRAL) from None
    if verb is None or not _opens(verb, outside=outside):
        raise Refused(membership.NEUTRAL)
    return _decide(line, call)


def _opens(verb: Verb, *, outside: bool) -> bool:
    """May this be said by somebody who belongs nowhere? What it does is looked at as for everybody else."""
    if verb.noun == "help" or verb.by_code:
        return True
    return outside and (verb.by_room is not None or verb.at_once or not verb.anywhere)


def _named(line: str, call: Call) -> Verb | None:
    """The verb that a line names; Refused or None where it names none."""
    word, behind = _first(_CHECK.sub(r"check\1", clean(line).removeprefix("!")))
    noun = spoken().get(word.casefold().strip(",.:;!?") or "help")
    if noun and noun.default and noun.default.at_once:
        return noun.default
    return _verb(noun, behind, call)[0] if noun else None


def _or_distress(line: str, call: Call) -> tuple[Reply, ...]:
    """The answer of a command; distress in a line that is none, or that it refuses, is raised, else asked about."""
    if not overheard.worth_reading(line, call):
        return _decide(line, call)
    if overheard.cries_for_help(line):
        return _run(overheard.reads(), clean(line), call)
    before = call.store.written()
    try:
        answers = _decide(line, call)
    except Refused:
        if call.store.written() != before:
            raise  # it is undone whole
        return _run(overheard.reads(), clean(line), call)
    if call.store.written() == before and any(answer.form for answer in answers):  # something was missing
        return _run(overheard.reads(), clean(line), call)
    return (*answers, *overheard.offered(call, line, "It was not taken for one."))


def _decide(line: str, call: Call) -> tuple[Reply, ...]:
    word, behind = _first(_CHECK.sub(r"check\1", _played(clean(line).removeprefix("!"), call)))
    if word.casefold() == AGAIN:
        return _decide(behind, replace(call, again=True))
    if not word:
        return (manual.overview(call),)
    noun = spoken().get(word.casefold()) or spoken().get(word.casefold().strip(",.:;!?"))
    if noun is None and (verb := without_noun().get(word.casefold())):
        return _decide(f"{verb.spoken} {behind}", call)
    if noun is None:
        raise Refused(_unknown(word, behind, call))
    if noun.default and noun.default.at_once:
        return _at_once(noun, noun.default, word, behind, call)
    if behind.casefold() == "help":
        return (manual.of(noun, call),)
    verb, behind = _verb(noun, behind, call)
    if behind.casefold() == "help" and not verb.hidden:
        return (manual.of_verb(verb, call),)
    if behind.casefold() == "form" and not verb.hidden and verb.noun != "help":
        return (manual.form(verb, call),)
    return _run(verb, behind, call)


def _at_once(noun: Noun, fires: Verb, word: str, behind: str, call: Call) -> tuple[Reply, ...]:
    """Nothing that is said in distress is taken for a slip: a verb is one only alone, or with a number behind it.

    Behind a whole id, as in ``clear M-1``, further words are a note: nobody in distress says that.

    ``help`` behind the noun's own name explains it; behind any other word for it, it is a cry.
    """
    words = behind.split()
    own = word.casefold() == noun.name
    if own and behind.casefold() == "help":
        return (manual.of(noun, call),)
    verb = noun.verbs.get(words[0].casefold()) if words else None
    if own and words and words[-1].casefold() == "form" and (len(words) == 1 or (verb and len(words) == 2)):
        return (manual.form(verb or fires, call),)
    if verb and len(words) == 2 and words[1].casefold() == "all":  # “clear all” is no cry; of several it is asked which
        words = words[:1]
    alone = all(_NUMBER.fullmatch(one) for one in words[1:]) or bool(_ID.fullmatch(words[1]))
    if verb and alone and (not verb.hidden or call.by_clock):
        return _run(verb, "".join(behind.split(maxsplit=1)[1:]) if words[1:] else "", call)
    return _run(fires, behind, call)


def _run(verb: Verb, behind: str, call: Call) -> tuple[Reply, ...]:
    if not verb.anywhere:
        _ = call.here
    if _over(verb, call):
        return ()
    membership.admit(verb, call)  # before anything is said that names an incident or a region
    where.check(verb, call)
    rights.check(verb, call)
    try:
        arguments = bind(verb.parameters, behind, call)
    except Missing as missing:
        return (manual.missing(verb, missing.parameter, call),)
    except Refused as refusal:
        raise Refused(refusal.words, key=refusal.key, usage=manual.brief(verb, call)) from None
    if verb.by_code and not call.member and not arguments.get("code"):
        raise Refused(membership.NEUTRAL)
    if verb.creates and (asked := asked_again(verb, arguments, behind, call)):
        return (asked,)
    call.store.speaks(call.who.key, call.at)
    before = call.store.written()
    answer = verb.run(call, **arguments)
    answers = answer if isinstance(answer, tuple) else (answer,)
    entered(verb, call, answers, before)
    if verb.creates:
        note(verb, arguments, answers, call)
    return answers


def _played(line: str, call: Call) -> str:
    """The line without ``EXERCISE``; refused where that was said in an incident that is none."""
    word, behind = _first(line)
    if word.strip(":,.!").casefold() != EXERCISE.casefold():
        return line
    if call.incident is not None and not call.incident.exercise:
        raise Refused(f"{call.incident.name} is no exercise: nothing was recorded. Say it in the exercise's own rooms.")
    return _played(behind, call)


def _over(verb: Verb, call: Call) -> bool:
    """True where the clock has nothing to say any more; refused where only an open incident takes what is said."""
    incident = call.incident
    if incident is None or incident.closed is None or verb.closed or verb.anywhere:
        return False
    if call.by_clock:
        return True
    raise Refused(
        f"{incident.shown} was closed {shown(incident.closed, call.zone)}; nothing was recorded. "
        f"“{call.prefix} incident reopen” opens it again."
    )


def _verb(noun: Noun, behind: str, call: Call) -> tuple[Verb, str]:
    """The verb that the words start with (the longest one), or what the noun alone means; and what is behind it."""
    words = behind.split(maxsplit=LONGEST_NAME)
    for size in range(LONGEST_NAME, 0, -1):
        if verb := noun.verbs.get(" ".join(words[:size]).casefold()) if len(words) >= size else None:
            return verb, "".join(behind.split(maxsplit=size)[size:])
    word = words[0] if words else ""
    bare = noun.default is None or not noun.default.parameters
    certain = 0.6 if bare else 0.8  # where words may follow the noun, they may merely resemble a verb
    meant = nearest(word, (name for name in noun.verbs if len(name) > 3), certain) if len(word) > 3 else ""
    if noun.default is None or meant:
        raise Refused(_unknown_verb(noun, word, meant, call))
    return noun.default, behind


def _first(line: str) -> tuple[str, str]:
    words = line.split(maxsplit=1)
    return (words[0] if words else ""), "".join(words[1:])


def _unknown(word: str, behind: str, call: Call) -> str:
    verb = of_number(word, behind)
    second, rest = _first(behind)
    if second.casefold() in spoken():  # “E12 par 4”
        return (
            f"There is no command “{word[:40]}”; nothing was recorded. Did you mean "
            f"{call.prefix} {second.casefold()} {word[:40]} {rest[:40]}".rstrip()
            + "?"
        )
    meant = f"{verb.spoken} {behind[:40]}" if verb else nearest(word, spoken())
    hint = f"Did you mean {call.prefix} {meant}?" if meant else f"{call.prefix} help lists what there is."
    return f"There is no command “{word[:40]}”; nothing was recorded. {hint}"


def _unknown_verb(noun: Noun, word: str, meant: str, call: Call) -> str:
    there = f"There is: {', '.join(verb.name for verb in noun.distinct if verb.name)}."
    if not word:
        return f"{noun.name} what? Nothing was recorded. {there}"
    hint = f"Did you mean {call.prefix} {noun.name} {meant}?" if meant else there
    return f"{noun.name} has no “{word[:40]}”; nothing was recorded. {hint}"
