"""What people answer by text: ``K4 1 25``. Short, without letters that look like figures, never a carrier's word."""

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass

LETTERS = "CDFGHJKMNPRTVWX"
"""Consonants that look like no figure and spell no word."""

DIGITS = "23456789"

STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
START = frozenset({"start", "yes", "unstop"})
HELP = frozenset({"help", "info"})
"""Single words that carriers take for themselves; none of them is ever an answer."""

GRAMMAR = "Answer with the code, the option and for coming the minutes: K4 1 25"

_CODE = re.compile(rf"([{LETTERS}{LETTERS.lower()}][{DIGITS}]{{1,2}})(?![0-9A-Za-z])[\s,.:;-]*")
_OPTION = re.compile(r"([1-9])(?![0-9A-Za-z])[\s,.:;-]*")
LONGEST = 1_600


@dataclass(frozen=True)
class Answer:
    """A text that was read. ``word`` is "stop", "start" or "help" where it is one of the carriers' words."""

    code: str = ""
    option: int = 0
    rest: str = ""
    word: str = ""


def read(text: str) -> Answer:
    """An answer as somebody typed it; quotes, blanks and a full stop are forgiven."""
    said = text[:LONGEST].strip().strip("\"'“”‘’.!").strip()
    alone = said.casefold()
    for word, words in (("stop", STOP), ("start", START), ("help", HELP)):
        if alone in words:
            return Answer(word=word)
    code = _CODE.match(said)
    behind = said[code.end() :] if code else said
    option = _OPTION.match(behind)
    rest = behind[option.end() :] if option else behind
    return Answer(code=code[1].upper() if code else "", option=int(option[1]) if option else 0, rest=rest.strip())


def codes() -> tuple[str, ...]:
    """All codes of two characters, in an order in which neighbours differ in both."""
    every = [f"{letter}{digit}" for letter, digit in itertools.product(LETTERS, DIGITS)]
    return tuple(every[place * 37 % len(every)] for place in range(len(every)))


def free_code(taken: Collection[str], after: int) -> str:
    """A code that no open thing has, beginning at the ``after``-th; of three characters where all are taken."""
    every = codes()
    turned = every[after % len(every) :] + every[: after % len(every)]
    longer = (f"{code}{digit}" for code in turned for digit in DIGITS)
    return next(code for code in itertools.chain(turned, longer, turned) if code not in taken or len(taken) > 1_000)
