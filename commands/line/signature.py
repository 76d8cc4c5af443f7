"""A function's signature read as a command: which words it takes, by which key, and of which shape."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from commands.line.converters import Converter, of_type

GAP = "…"
"""Stands for a value in a line that is to be filled in."""


@dataclass(frozen=True)
class Key:
    """The word people say for a parameter whose name Python reserves, or that has a better one."""

    word: str


@dataclass(frozen=True)
class Rest:
    """The parameter takes all words that are no ``key:value`` of the verb."""


@dataclass(frozen=True)
class Verbatim:
    """The parameter takes everything from its place to the end, as it was written: no keys, no quotes."""


@dataclass(frozen=True)
class AtEnd:
    """``key value`` without a colon counts also where it ends a text (``refuel the generator by 0400``).

    ``meant`` tells whether the words behind the key are meant as its value, be it a right one or not.
    """

    meant: Callable[[str], bool]


@dataclass(frozen=True)
class Hint:
    """What the form says beside the field."""

    words: str


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One thing that a verb takes. ``name`` is Python's word for it, ``key`` what people say."""

    name: str
    key: str
    converter: Converter
    required: bool
    positional: bool
    rest: bool = False
    verbatim: bool = False
    hint: str = ""
    at_end: Callable[[str], bool] | None = None

    @property
    def usage(self) -> str:
        """How it stands in a usage line: ``<what …>``, ``[why]``, ``[div:]``."""
        word = f"{self.key} …" if self.rest or self.verbatim else self.key
        if self.positional:
            return f"<{word}>" if self.required else f"[{word}]"
        return f"{self.key}:<…>" if self.required else f"[{self.key}:]"

    @property
    def label(self) -> str:
        """How its field in a form is called."""
        return self.key.capitalize()


def parameters(run: Callable[..., Any]) -> tuple[Parameter, ...]:
    """What the function takes behind ``call``; a signature that cannot be spoken raises TypeError at import."""
    hints = get_type_hints(run, include_extras=True)
    _, *spoken = inspect.signature(run).parameters.values()
    return tuple(_parameter(one, hints[one.name]) for one in spoken)


def _parameter(one: inspect.Parameter, hint: Any) -> Parameter:
    kind, marks = _unwrap(hint)
    if one.kind not in {one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY}:
        raise TypeError(f"{one.name}: a verb takes named parameters only")
    found = Parameter(
        name=one.name,
        key=one.name.strip("_"),
        converter=next((mark for mark in marks if isinstance(mark, Converter)), None) or of_type(kind),
        required=one.default is one.empty,
        positional=one.kind is one.POSITIONAL_OR_KEYWORD,
    )
    for mark in marks:
        found = _marked(found, mark)
    return found


def _marked(parameter: Parameter, mark: object) -> Parameter:
    match mark:
        case Key(word):
            return replace(parameter, key=word)
        case Rest():
            return replace(parameter, rest=True)
        case Verbatim():
            return replace(parameter, verbatim=True)
        case AtEnd(meant):
            return replace(parameter, at_end=meant)
        case Hint(words):
            return replace(parameter, hint=words)
    return parameter


def _unwrap(hint: Any) -> tuple[Any, list[object]]:
    """The bare type and all that was noted on it, through ``Annotated`` and ``… | None``."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        kind, deeper = _unwrap(inner)
        return kind, [*marks, *deeper]
    if get_origin(hint) in {Union, UnionType}:
        options = [option for option in get_args(hint) if option is not NoneType]
        if len(options) == 1:
            return _unwrap(options[0])
    return hint, []
