"""The words behind a verb become its arguments."""

from collections.abc import Sequence
from typing import Any

from commands.call import Call
from commands.domain.errors import Refused
from commands.grammar import Word, join, split
from commands.signature import Parameter

Given = dict[str, tuple[Word, ...]]
"""Words by the Python name of the parameter that they are for."""


class Missing(Exception):
    """A required value was not given."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter.key)
        self.parameter = parameter


def bind(parameters: Sequence[Parameter], line: str, call: Call) -> dict[str, Any]:
    """The verb's arguments by Python name. Raises Refused for what is wrong, Missing for what is not there."""
    given = _collect(parameters, line, call)
    for parameter in parameters:
        if parameter.required and not given.get(parameter.name):
            raise Missing(parameter)
    return {one.name: _value(one, given[one.name], call) for one in parameters if one.name in given}


def _collect(parameters: Sequence[Parameter], line: str, call: Call) -> Given:
    collector = _Collector(parameters, call)
    words = list(split(line))
    while words:
        words = collector.take(words, line)
    return collector.given


class _Collector:
    """Hands out words, one after the other, to the parameters that want them."""

    def __init__(self, parameters: Sequence[Parameter], call: Call) -> None:
        self.call = call
        self.keys = {one.key.casefold(): one for one in parameters if not one.verbatim}
        self.open = [one for one in parameters if one.positional]
        self.given: Given = {}

    def take(self, words: list[Word], line: str) -> list[Word]:
        """Place the first word, and what belongs to it; the words that are left."""
        first = words[0]
        if parameter := self._key(words):
            bare = first.key != parameter.key.casefold()
            return self._keyed(parameter, words, bare)
        parameter = self._next()
        if parameter is None:
            raise Refused(_too_many(first))
        if parameter.verbatim:
            self._give(parameter, (Word(_behind(line, words), "", gap=""),))
            return []
        if parameter.rest:
            self.given[parameter.name] = (*self.given.get(parameter.name, ()), first)
            return words[1:]
        size = self._longest(parameter, words)
        self._give(parameter, tuple(words[:size]))
        return words[size:]

    def _key(self, words: list[Word]) -> Parameter | None:
        """The parameter that the first word names, as ``key:value`` or as ``key value``."""
        first = words[0]
        if first.key:
            return self.keys.get(first.key)
        parameter = self.keys.get(first.text.casefold()) if len(words) > 1 and not first.quoted else None
        if parameter is None or parameter.name in self.given or self._starts_key(words[1]):
            return None
        if parameter.positional and not parameter.converter.bare:
            return None
        in_text = any(one.rest and one.name in self.given for one in self.open)
        return parameter if parameter.converter.bare or not in_text else None

    def _keyed(self, parameter: Parameter, words: list[Word], bare: bool) -> list[Word]:
        first, behind = words[0], words[1:]
        if not bare and (first.value or first.quoted):
            behind = [Word(first.value, first.value, quoted=first.quoted), *behind]
            if first.quoted:
                self._give(parameter, (behind[0],))
                return behind[1:]
        if not behind or (not bare and not first.value and self._starts_key(behind[0])):
            raise Refused(f"{parameter.key}: has nothing behind it; {parameter.converter.hint} would do.")
        size = self._longest(parameter, behind)
        if parameter.converter.blanks and not behind[0].quoted:
            size = self._to_the_end(parameter, behind)
        self._give(parameter, tuple(behind[:size]))
        return behind[size:]

    def _to_the_end(self, parameter: Parameter, words: list[Word]) -> int:
        """How many words a text takes: all that are left where it is the last key, else one."""
        rest = words[1:]
        if not rest or any(self._starts_key(word) or word.quoted for word in rest) or self._bare_key(rest):
            return 1
        waiting = self._next()
        if waiting and (waiting.rest or waiting.verbatim):
            return 1
        if waiting and len(rest) == 1 and not waiting.converter.blanks and self._fits(waiting, rest):
            word, both = rest[0].text, join(tuple(words))
            raise Refused(
                f"Is {word} the {waiting.key}, or does it belong to {both}? "
                f'Write {waiting.key}:{word}, or {parameter.key}:"{both}".'
            )
        return len(words)

    def _longest(self, parameter: Parameter, words: list[Word]) -> int:
        """How many of the words make one value without quotes: as many as the converter understands."""
        for size in range(min(parameter.converter.most, len(words)), 1, -1):
            if not any(self._starts_key(word) for word in words[:size]) and self._fits(parameter, words[:size]):
                return size
        return 1

    def _fits(self, parameter: Parameter, words: Sequence[Word]) -> bool:
        try:
            parameter.converter.read(join(tuple(words)), self.call)
        except ValueError:
            return False
        return True

    def _starts_key(self, word: Word) -> bool:
        return word.key in self.keys

    def _bare_key(self, words: list[Word]) -> bool:
        return any(self._key(words[at : at + 2]) for at in range(len(words) - 1))

    def _next(self) -> Parameter | None:
        return next((one for one in self.open if one.rest or one.name not in self.given), None)

    def _give(self, parameter: Parameter, words: tuple[Word, ...]) -> None:
        if parameter.name in self.given:
            raise Refused(
                f"{parameter.key} is given twice: {_some(join(self.given[parameter.name]))}, {_some(join(words))}."
            )
        self.given[parameter.name] = words


def _value(parameter: Parameter, words: tuple[Word, ...], call: Call) -> Any:
    text = join(words)
    if not (parameter.rest or parameter.verbatim) and (open_quote := next((w for w in words if w.unclosed), None)):
        raise Refused(f"A quotation mark is not closed: {_some(open_quote.text)}")
    try:
        return parameter.converter.read(text, call)
    except ValueError as fault:
        raise Refused(f"{parameter.key} {_some(text)}: {fault}. Expected {parameter.converter.hint}.") from None


def _behind(line: str, words: list[Word]) -> str:
    """The line as it was written, from the first of these words on."""
    return line[len(line) - sum(len(word.gap) + len(word.text) for word in words) :].strip()


def _too_many(word: Word) -> str:
    return f'{_some(word.text)} is one word too many. A value with blanks goes in quotes: agency:"Crescent FD".'


def _some(text: str) -> str:
    """What was written, cut to what a person needs to find it again."""
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
