"""Help, usage lines and forms, all made from the commands themselves."""

from commands.call import Call
from commands.dispatch.subjects import by_subject
from commands.domain.errors import Refused
from commands.domain.messages import Field, Form, Reply
from commands.domain.organisation.positions import WORDS
from commands.domain.organisation.roles import rights as rights_of
from commands.line.converters import TEXT
from commands.line.nearest import nearest
from commands.line.signature import GAP, Parameter
from commands.registry import Noun, Verb, nouns, spoken, without_noun
from commands.shared import rights

MINE = frozenset({"me", "my role", "for my role", "my position", "for me"})
BRIEF = 6
"""Parameters in a usage line that stands below a fault; help shows them all."""


def usage(verb: Verb, call: Call) -> str:
    """The whole usage line."""
    return f"Usage: {call.prefix} {verb.usage}"


def brief(verb: Verb, call: Call) -> str:
    """The usage line without its rarer keys."""
    if len(verb.parameters) <= BRIEF:
        return usage(verb, call)
    words = " ".join([verb.spoken, *(parameter.usage for parameter in verb.parameters[:BRIEF])])
    return f"Usage: {call.prefix} {words} … (all: {call.prefix} help {verb.noun})"


def overview(call: Call) -> Reply:
    """The nouns of which the speaker can say something here, a line each, by subject."""
    held = rights.positions(call)
    lines = [f"Each begins with {call.prefix}; {call.prefix} help <word> explains one."]
    for subject, found in by_subject().items():
        mine = [noun for noun in found if any(_sayable(verb, call, held) for verb in noun.distinct)]
        if mine:
            lines += ["", subject.upper(), *(f"{noun.name}: {noun.summary}" for noun in mine)]
    return Reply(text="\n".join(lines))


def of(noun: Noun, call: Call) -> Reply:
    """All that one noun can do, and for whom."""
    shown = (verb for verb in noun.distinct if not verb.apart or rights.may(verb, call))
    return Reply(text="\n\n".join(_explained(verb, call) for verb in shown))


def _explained(verb: Verb, call: Call) -> str:
    words = f"{usage(verb, call)}\n{verb.help}"
    return words if rights.may(verb, call) else f"{words}\nNot for you here: it is {rights.whose_verb(verb, call)}"


def _sayable(verb: Verb, call: Call, held: frozenset[str]) -> bool:
    return (verb.anywhere or call.incident is not None) and rights.may(verb, call, held)


def of_verb(verb: Verb, call: Call) -> Reply:
    """What one verb does, and for whom."""
    return Reply(text=_explained(verb, call))


def about(words: str, call: Call) -> Reply:
    """Help for a noun, or a noun and its verb, that somebody typed; Refused when there is no such noun."""
    word, _, behind = words.partition(" ")
    noun = spoken().get(word.casefold())
    verb = noun.verbs.get(" ".join(behind.split()).casefold()) if noun and behind else None
    verb = verb or (None if noun else without_noun().get(word.casefold()))
    if verb and not verb.hidden and (not verb.apart or rights.may(verb, call)):
        return of_verb(verb, call)
    if noun is None and (held := _role(words, call)) is not None:
        return of_positions(held, call)
    if noun is None:
        meant = nearest(word, spoken())
        hint = f"Did you mean {call.prefix} help {meant}?" if meant else f"There is: {', '.join(nouns())}."
        raise Refused(f"There is no command “{word[:40]}”. {hint}")
    return of(noun, call)


def _role(words: str, call: Call) -> frozenset[str] | None:
    """The positions that ``help COML`` or ``help me`` asks about; None where it asks about neither."""
    if words.casefold() in MINE:
        return rights.positions(call)
    return frozenset({WORDS[words.casefold()]}) if words.casefold() in WORDS else None


def of_positions(held: frozenset[str], call: Call) -> Reply:
    """What these positions may say beyond what everybody may."""
    if not held:
        return Reply(text=f"You hold no position here. What everybody may say: {call.prefix} help")
    named = " and ".join(sorted(held))
    every = (verb for found in by_subject().values() for noun in found for verb in noun.distinct)
    mine = [verb for verb in every if (needed := rights.needed(verb)) is not None and needed & held]
    lines = [f"{verb.spoken}: {verb.summary}" for verb in mine]
    also = ", ".join(sorted(rights_of(held) - {verb.needs for verb in mine}))
    tail = [f"And where it depends on what is said: {also}."] if also else []
    head = f"{named}, beside what everybody may say ({call.prefix} help):"
    return Reply(text="\n".join([head, *(lines or ["nothing that is kept to a few."]), *tail]))


def form(verb: Verb, call: Call) -> Reply:
    """The verb's form, made from its signature, with the usage line for where there are no forms."""
    if not verb.parameters:
        return Reply(text=usage(verb, call))
    fields = tuple(_field(parameter) for parameter in verb.parameters)
    text = f"{usage(verb, call)}\nTo copy and fill in: {_to_fill_in(verb, call)}"
    return Reply(text=text, form=Form(title=verb.spoken.capitalize(), command=verb.spoken, fields=fields))


def _to_fill_in(verb: Verb, call: Call) -> str:
    """The line with a gap for each value, for where there are no forms; a gap that is left counts as not given."""
    keyed = (f'{one.key}:"{GAP}"' for one in verb.parameters if not one.verbatim)
    behind = (GAP for one in verb.parameters if one.verbatim)
    return " ".join([call.prefix, verb.spoken, *keyed, *behind])


def missing(verb: Verb, parameter: Parameter, call: Call) -> Reply:
    """What is answered when a required value was not given: which, the usage line, and the form."""
    asked = form(verb, call)
    words = f"{parameter.key} is missing: {parameter.converter.hint}. Nothing was recorded.\n{asked.text}"
    return Reply(text=words, form=asked.form)


def _field(parameter: Parameter) -> Field:
    return Field(
        key=parameter.key,
        label=parameter.label,
        required=parameter.required,
        hint=parameter.hint or (parameter.converter.hint if parameter.converter is not TEXT else ""),
        options=parameter.converter.options,
        long=parameter.rest or parameter.verbatim,
    )
