"""The words behind a verb become its arguments."""

from collections.abc import Sequence
from typing import Any

from commands.call import Call
from commands.domain.errors import Refused
from commands.line.collecting import Collector, some
from commands.line.grammar import Word, join
from commands.line.signature import GAP, Parameter


class Missing(Exception):
    """A required value was not given."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter.key)
        self.parameter = parameter


def bind(parameters: Sequence[Parameter], line: str, call: Call) -> dict[str, Any]:
    """The verb's arguments by Python name. Raises Refused for what is wrong, Missing for what is not there."""
    given = {name: words for name, words in Collector(parameters, call).collect(line).items() if join(words) != GAP}
    values = {one.name: _value(one, given[one.name], call) for one in parameters if one.name in given}
    for parameter in parameters:
        if parameter.required and values.get(parameter.name) in (None, ""):
            raise Missing(parameter)
    return values


def _value(parameter: Parameter, words: tuple[Word, ...], call: Call) -> Any:
    text = join(words)
    if not (parameter.rest or parameter.verbatim) and (open_quote := next((w for w in words if w.unclosed), None)):
        raise Refused(f"A quotation mark is not closed: {some(open_quote.text)}.")
    try:
        return parameter.converter.read(text, call)
    except ValueError as fault:
        end = "" if str(fault).endswith("?") else "."
        reason = f"{parameter.key} {some(text)}: {fault}{end} Expected {parameter.converter.hint}."
        raise Refused(reason, key=parameter.key) from None
