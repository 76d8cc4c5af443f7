"""Which words are for which parameter."""

import re
from collections.abc import Sequence
from dataclasses import replace

from commands.call import Call
from commands.domain.errors import Refused
from commands.domain.folding import SHORT_DIV
from commands.line.grammar import Word, join, split
from commands.line.numbers import MOST_PARTS
from commands.line.signature import Parameter

_DIV = frozenset({"div.", "division"})
_JOINED = re.compile(r"(?:div|division)[-=.](\w{1,3})[,;]?", re.IGNORECASE)

LONGEST_ENDING = 6
"""Words of a value behind a key that ends a text: ``Sun 22 Nov 2026 0400 MST``."""

Given = dict[str, tuple[Word, ...]]
"""Words by the Python name of the parameter that they are for."""


class Collector:
    """Hands out the words of one line, one after the other, to the parameters that want them."""

    def __init__(self, parameters: Sequence[Parameter], call: Call) -> None:
        self.call = call
        self.keys = {one.key.casefold(): one for one in parameters if not one.verbatim}
        self.positional = [one for one in parameters if one.positional]
        self.given: Given = {}
        self.latest: Parameter | None = None

    def collect(self, line: str) -> Given:
        """All words, each with its parameter. Raises Refused for those that have no place, or two."""
        words = [self._spelled_out(word) for word in split(line)]
        while words:
            words = self._take(words, line)
        return self.given

    def _take(self, words: list[Word], line: str) -> list[Word]:
        """Place the first word, and what belongs to it; the words that are left."""
        if parameter := self._key(words):
            return self._keyed(parameter, words)
        parameter = next((one for one in self.positional if one.rest or one.name not in self.given), None)
        if parameter is None and self._was_half_a_name(words[0]):
            return words
        if parameter is None:
            raise Refused(self._too_many(words[0]))
        if len(words) > 1 and not words[0].quoted and words[0].text.casefold() in parameter.converter.skips:
            return words[1:]
        if parameter.verbatim:
            self._give(parameter, (Word(_from_form(parameter, _behind(line, words)), "", gap=""),))
            return []
        if parameter.rest:
            self.given[parameter.name] = (*self.given.get(parameter.name, ()), words[0])
            return words[1:]
        size = self._name(parameter, words) if parameter.converter.blanks else self._longest(parameter, words)
        self._give(parameter, tuple(words[:size]))
        return words[size:]

    def _was_half_a_name(self, word: Word) -> bool:
        """``Crew 7 20``: where a further number has no place, the first one belongs to the name."""
        if len(self.positional) < 2 or not word.text[0].isdecimal():
            return False
        name, count = (self.given.get(one.name, ()) for one in self.positional[:2])
        if len(count) != 1 or any(one.quoted or one.key for one in (*name, *count)):
            return False
        if not (count[0].text.rstrip(",;").isdecimal() and name and all(one.text.isalpha() for one in name)):
            return False
        self.given[self.positional[0].name] = (*name, *count)
        self.latest = self.positional[0]
        del self.given[self.positional[1].name]
        return True

    def _key(self, words: list[Word]) -> Parameter | None:
        """The parameter that the first word names, as ``key:value`` or as ``key value``.

        The second way is not for the very first word where a name may stand ("Crew 7"), nor within a text.
        """
        first = words[0]
        if first.key:
            parameter = self.keys.get(first.key)
            return parameter if parameter is None or self._is_said(parameter, words) else None
        parameter = self._named(words) if len(words) > 1 and not first.quoted else None
        if parameter is None or words[1].key in self.keys:
            return None
        in_text = any(one.rest and one.name in self.given for one in self.positional)
        if in_text and self._ending(parameter, words[1:]):
            return parameter
        if parameter.converter.bare:
            return None if in_text and parameter.name in self.given else parameter
        starts = not self.given and any(one.converter.blanks for one in self.positional[:1])
        return None if starts or parameter.positional or in_text or parameter.name in self.given else parameter

    def _is_said(self, parameter: Parameter, words: list[Word]) -> bool:
        """Before a text that is kept as it stands, a key is one only with a value that can be meant by it."""
        verbatim = any(one.verbatim and one.name not in self.given for one in self.positional)
        if not verbatim or parameter.at_end is None:
            return True
        values = [words[0].value, *(word.text for word in words[1:LONGEST_ENDING])]
        return any(parameter.at_end(" ".join(values[:size]).strip()) for size in range(1, len(values) + 1))

    def _named(self, words: list[Word]) -> Parameter | None:
        """``division C`` and ``Div. C`` are ``div C``; “division boundaries” are words."""
        said = words[0].text.casefold()
        short = len(words[1].text) <= SHORT_DIV
        return self.keys.get("div") if said in _DIV and short else self.keys.get(said)

    def _spelled_out(self, word: Word) -> Word:
        """``div-A`` and ``DIV=A`` are ``div:A``."""
        found = _JOINED.fullmatch(word.text) if "div" in self.keys and not word.quoted else None
        return replace(word, key="div", value=found[1]) if found else word

    def _keyed(self, parameter: Parameter, words: list[Word]) -> list[Word]:
        first, values = words[0], words[1:]
        if first.key and (first.value or first.quoted):
            values = [Word(first.value, first.value, quoted=first.quoted), *values]
        if not values or (not values[0].quoted and values[0].key in self.keys):
            raise Refused(f"{parameter.key}: has nothing behind it; {parameter.converter.hint} would do.")
        size = 1
        if not values[0].quoted:
            size = self._size(parameter, values)
        self._give(parameter, tuple(values[:size]))
        return values[size:]

    def _size(self, parameter: Parameter, values: list[Word]) -> int:
        if parameter.converter.blanks:
            return self._text(parameter, values)
        return self._ending(parameter, values) or self._longest(parameter, values)

    def _ending(self, parameter: Parameter, words: list[Word]) -> int:
        """How many words the value has that ends a text, before the next key or ``@person``; 0 where it is none."""
        if parameter.at_end is None:
            return 0
        words = words[: LONGEST_ENDING + 1]
        ends = (at for at, word in enumerate(words) if word.key in self.keys or word.text.startswith("@"))
        size = next(ends, len(words))
        if not 0 < size <= LONGEST_ENDING or any(word.quoted for word in words[:size]):
            return 0
        return size if parameter.at_end(join(tuple(words[:size]))) else 0

    def _text(self, parameter: Parameter, words: list[Word]) -> int:
        """How many words a text behind its key takes: all that are left where it is the last key, else one.

        Where the words could as well be the name or the number that is still open, the person is asked.
        """
        loose = self._loose(words[1:])
        waiting = [one for one in self.positional if one.name not in self.given]
        if not loose or parameter.converter.whole(words[0].text) or any(one.rest or one.verbatim for one in waiting):
            return 1
        last = len(loose) == len(words) - 1
        if waiting and waiting[0].converter.options and self._fits(waiting[0], loose):
            return 1  # “agency:BOI oos mech”: one of a few words that are waited for is no part of a name
        if self._are(waiting, loose) and _identifies(loose[0]) and (len(loose) > 1 or not last):
            return 1
        if last and not (waiting and any(map(_has_digit, loose))):
            return len(words)
        raise Refused(self._ask(parameter, words[: len(loose) + 1], waiting))

    def _loose(self, words: list[Word]) -> list[Word]:
        """The words up to the next key or quote."""
        for at, word in enumerate(words):
            if word.quoted or self._key(words[at : at + 2]):
                return words[:at]
        return words

    def _name(self, parameter: Parameter, words: list[Word]) -> int:
        """How many words a text in its own place takes without quotes: all where nothing can follow it.

        Where something can, a name without digits goes on until the next number: ``checkin Ana Ruiz``.
        """
        if words[0].quoted:
            return 1
        loose = self._loose(words[1:])
        if not any(one is not parameter and one.name not in self.given for one in self.positional):
            return 1 + len(loose)
        if ends := self._before_its_end(words, loose):
            return ends
        numbered = (at for at, word in enumerate([words[0], *loose]) if not word.text[0].isalpha() or _has_digit(word))
        return max(next(numbered, 1 + len(loose)), 1)

    def _before_its_end(self, words: list[Word], loose: list[Word]) -> int:
        """``COMT Rptr 4 30m``: the words before the last that can be what follows the name; 0 where none can."""
        following = next((one for one in self.positional[1:] if one.name not in self.given), None)
        if following is None or not following.converter.ends_name:
            return 0
        names = (at for at, word in enumerate(loose, 1) if word.text.startswith("@"))
        told = [words[0], *loose][: next(names, len(loose) + 1)]
        fitting = [at for at in range(1, len(told)) if self._fits(following, told[at : at + 1])]
        fitting = fitting or [at for at in range(1, len(told) - 1) if self._fits(following, told[at : at + 2])]
        numbers = [at for at, word in enumerate(told) if at and word.text[0].isdecimal()]
        return max(fitting or numbers, default=0)

    def _longest(self, parameter: Parameter, words: list[Word]) -> int:
        """How many of the words make one value without quotes: as many as the converter understands."""
        if size := self._parted(parameter, words):
            return size
        for size in range(min(parameter.converter.most, len(words)), 1, -1):
            if not any(word.key in self.keys for word in words[:size]) and self._fits(parameter, words[:size]):
                return size
        return 1

    def _parted(self, parameter: Parameter, words: list[Word]) -> int:
        """How many words are one number whose thousands are parted by blanks; 0 where it is none."""
        parted = parameter.converter.parted
        if parted is None or words[0].quoted:
            return 0
        for size in range(min(MOST_PARTS, len(words)), 1, -1):
            some_of = words[:size]
            if not any(word.quoted or word.key for word in some_of) and parted(join(tuple(some_of))):
                return size
        return 0

    def _are(self, waiting: list[Parameter], words: list[Word]) -> bool:
        """True when the words, one each, would do for the parameters that are still open."""
        return len(words) <= len(waiting) and all(map(self._fits, waiting, ([word] for word in words)))

    def _fits(self, parameter: Parameter, words: list[Word]) -> bool:
        try:
            parameter.converter.read(join(tuple(words)), self.call)
        except ValueError:
            return False
        return True

    def _give(self, parameter: Parameter, words: tuple[Word, ...]) -> None:
        if parameter.name in self.given:
            first, second = some(join(self.given[parameter.name])), some(join(words))
            raise Refused(f"{parameter.key} is given twice: {first} and {second}.")
        self.given[parameter.name] = words
        self.latest = parameter

    def _too_many(self, word: Word) -> str:
        if "\n" in word.gap:
            return f"{some(word.text)} stands on a further line; each command is a message of its own."
        asked = f"{some(word.text)} is one word too many."
        if self.latest is None:
            return asked
        if not self.latest.converter.blanks:
            return f'{asked} A value with blanks goes in quotes, such as "Crew 7".'
        whole = cut(join((*self.given[self.latest.name], word)))
        return f'{asked} A value with blanks goes in quotes: {self.latest.key}:"{whole}".'

    def _ask(self, parameter: Parameter, words: list[Word], waiting: list[Parameter]) -> str:
        loose, both = cut(join(tuple(words[1:]))), cut(join(tuple(words)))
        quoted = f'A value with blanks that is not last goes in quotes: {parameter.key}:"{both}"'
        if not waiting:
            return f"{quoted}."
        asked = f"Does {loose} belong to the {parameter.key}, or is it the {waiting[0].key}?"
        return f"{asked} {quoted}; or put {loose} first."


def some(text: str) -> str:
    """What was written, in quotes, cut to what a person needs to find it again."""
    return f"“{cut(text)}”"


def cut(text: str) -> str:
    """No more of a text than a line has room for."""
    return f"{text[:40]}…" if len(text) > 40 else text


def _behind(line: str, words: list[Word]) -> str:
    """The line as it was written, from the first of these words on."""
    return line[len(line) - sum(len(word.gap) + len(word.text) for word in words) :].strip()


def _from_form(parameter: Parameter, text: str) -> str:
    """The text itself, where a form has written its key and its quotes around it."""
    start, end = f'{parameter.key}:"', '"'
    if len(text) > len(start) and text.casefold().startswith(start.casefold()) and text.endswith(end):
        return text[len(start) : -len(end)]
    return text


def _has_digit(word: Word) -> bool:
    return any(map(str.isdigit, word.text))


def _identifies(word: Word) -> bool:
    """``E12`` is the name of a resource; ``12`` and ``FD`` may be anything."""
    return word.text[0].isalpha() and _has_digit(word)
