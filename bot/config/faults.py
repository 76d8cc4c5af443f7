"""Faults of a configuration file: where each one is, in the file's own terms, and what would be right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

WORDS = {
    "missing": "is required",
    "string_type": "must be a text in quotes",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "mapping_type": "must be a table",
    "tuple_type": "must be a list in square brackets",
    "list_type": "must be a list in square brackets",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
}


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong: `path` as in `matrix.state.homeserver`, `text` without any value that may be secret."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


class ConfigFaults(Exception):
    """All faults of one file; its text is written for the person who wrote the file."""

    def __init__(self, source: str, faults: Iterable[Fault]) -> None:
        self.source = source
        self.faults = sorted(set(faults))
        super().__init__(source, self.faults)

    def __str__(self) -> str:
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        return "\n".join([f"{self.source}: {count}", *(f"  {fault}" for fault in self.faults)])


def path_of(location: Iterable[str | int]) -> str:
    """`("incident", "bear-creek", "say", 0, "cron")` as `incident.bear-creek.say[0].cron`."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".")


def nearest(word: str, choices: Iterable[str]) -> str:
    """`; did you mean "…"?`, or nothing where no choice is near."""
    found = get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return f'; did you mean "{found[0]}"?' if found else ""


def faults_of(error: ValidationError, root: type[BaseModel]) -> list[Fault]:
    """What pydantic found, without the values it found."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return [Fault(path_of(each["loc"]), _words(each, root)) for each in details]


def _words(detail: Mapping[str, Any], root: type[BaseModel]) -> str:
    kind, location = detail["type"], detail["loc"]
    if kind == "extra_forbidden":
        keys = _keys_at(root, location[:-1])
        return "is not a known key" + (nearest(str(location[-1]), keys) or f"; known are {', '.join(sorted(keys))}")
    return WORDS.get(kind) or str(detail["msg"]).removeprefix("Value error, ")


def _keys_at(root: type[BaseModel], location: Iterable[str | int]) -> list[str]:
    kind: Any = root
    for part in location:
        kind = _table(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = _fields(kind)[str(part)].annotation
        else:
            kind = get_args(kind)[0 if get_origin(kind) is tuple else -1]
    return list(_fields(_table(kind)))


def _fields(kind: type[BaseModel]) -> dict[str, FieldInfo]:
    """The keys as people write them (``from``), and what each holds."""
    return {field.alias or name: field for name, field in kind.model_fields.items()}


def _table(kind: Any) -> Any:
    """What a table that may be left out is where it is there."""
    found = [one for one in get_args(kind) if isinstance(one, type) and issubclass(one, BaseModel)]
    return found[0] if isinstance(kind, UnionType) and found else kind
