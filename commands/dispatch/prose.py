"""Could it be a command? A noun may begin a sentence: “!roster is wrong”."""

import re

from commands.line.converters import read_long
from commands.line.signature import Parameter
from commands.registry import HOW, Noun, Verb

_BEGINNINGS = """
is are was were am be been isn't isnt aren't arent has have had will would can can't cant could should must may might
does did to of in on with and or but so that this these those the our your their his her its it's it my we you they he
she i i'm if when where why how what who please just not any some says said need needs needed up out over into about
there looks seems went goes gets got
"""
_GOES_ON = frozenset(_BEGINNINGS.split())
"""Words with which a sentence goes on, and no value of a command begins."""

_WITHIN = "is are was were the our your their we you they it's it please will that this isn't has have my"
_OF_TALK = frozenset(_WITHIN.split())
"""Words that stand in sentences, and in no line of names, numbers and keys."""

_QUOTED = re.compile(r"[\"“”„«»][^\"“”„«»]*[\"“”„«»]?|\S+:\S+")


def is_prose(noun: Noun, behind: str) -> bool:
    """Is the noun with these words behind it a sentence rather than a command? A verb of the noun makes it a command,
    and a noun that takes any text is one with every text.
    """
    words = [word.strip(".,;!?—–").casefold() for word in _QUOTED.sub(" ", behind[:400]).replace("’", "'").split()]
    first = (behind.split() or [""])[0].casefold().strip(".,;!?")
    if not words or words[0] != first or first in HOW or _is_verb(noun, behind):
        return False
    verb = noun.default
    takes = [one for one in verb.parameters if one.positional] if verb else []
    if takes and _any_text(takes[0]):
        return False
    if first in _GOES_ON and not (takes and first in takes[0].converter.skips):
        return True
    return not any(map(_any_text, takes)) and any(word in _OF_TALK for word in words[1:])


def _is_verb(noun: Noun, behind: str) -> bool:
    said = " ".join(behind.casefold().split())
    return any(name and re.match(rf"{re.escape(name)}(?=\W|$)", said) for name in noun.verbs)


def _any_text(parameter: Parameter) -> bool:
    return parameter.converter.read is read_long and (parameter.rest or parameter.verbatim)


def usage(verb: Verb | None, prefix: str) -> str:
    """How the command is written that may have been meant."""
    return f"!{prefix} {verb.usage}" if verb else f"!{prefix} help"
