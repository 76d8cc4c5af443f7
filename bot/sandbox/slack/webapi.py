"""The Web API's table of methods, and the steps each call takes: token, scope, limit, arguments, handler.

A handler is a plain function `(call) -> fields of the answer`; it raises Refusal for what Slack would refuse.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from .model import JSON, Refusal

if TYPE_CHECKING:
    from .workspace import Workspace


class Token(StrEnum):
    """The sort of token that a method asks for; the value is the token's prefix."""

    NONE = ""
    BOT = "xoxb"
    APP = "xapp"


@dataclass(frozen=True, kw_only=True)
class Method:
    """One row of the table. `tier` is the bound per minute; `scopes` are asked for before anything else."""

    name: str
    handler: Callable[[Call], JSON]
    scopes: tuple[str, ...]
    tier: int | None
    token: Token


METHODS: dict[str, Method] = {}


def method(
    name: str, *scopes: str, tier: int | None = None, token: Token = Token.BOT
) -> Callable[[Callable[[Call], JSON]], Callable[[Call], JSON]]:
    """Enters a handler into the table."""

    def enter(handler: Callable[[Call], JSON]) -> Callable[[Call], JSON]:
        METHODS[name] = Method(name=name, handler=handler, scopes=scopes, tier=tier, token=token)
        return handler

    return enter


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call, with its arguments as they came: text from forms and query strings, any JSON type from JSON bodies."""

    workspace: Workspace
    arguments: Mapping[str, Any]

    def has(self, name: str) -> bool:
        """Whether the argument was given."""
        return self.arguments.get(name) is not None

    def required(self, name: str) -> str:
        """A text that must be there. Raises `invalid_arguments`."""
        value = self.text(name)
        if not value:
            raise Refusal.because("invalid_arguments", f"missing required field: {name}")
        return value

    def text(self, name: str, default: str = "") -> str:
        """An argument that must be text, or the default; a number or an object in JSON is refused."""
        value = self.arguments.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise _wrong_type(name, "a string")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Yes or no: a JSON boolean, or 1, 0, true, false as text."""
        value = self.arguments.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("1", "0", "true", "false"):
            return str(value).lower() in ("1", "true")
        raise _wrong_type(name, "a boolean")

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.arguments.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, bool) or not str(value).lstrip("-").isdigit():
            raise _wrong_type(name, "an integer")
        return int(value)

    def array(self, name: str, wrong: str = "invalid_arguments") -> list[Any] | None:
        """A JSON array, or one written as text. None when it was not given. Raises `wrong`."""
        found: list[Any] | None = self._structure(name, list, "an array", wrong)
        return found

    def object(self, name: str, wrong: str = "invalid_arguments") -> JSON | None:
        """A JSON object, or one written as text. None when it was not given. Raises `wrong`."""
        found: JSON | None = self._structure(name, dict, "an object", wrong)
        return found

    def _structure(self, name: str, wanted: type, described: str, wrong: str) -> Any:
        value = self.arguments.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            value = _parsed(value)
        if not isinstance(value, wanted):
            raise _wrong_type(name, described, wrong)
        return value


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _wrong_type(name: str, wanted: str, code: str = "invalid_arguments") -> Refusal:
    return Refusal.because(code, f"must be {wanted} [json-pointer:/{name}]")


def perform(workspace: Workspace, row: Method, arguments: Mapping[str, Any]) -> JSON:
    """Carries a call out. Raises Refusal."""
    if workspace.revoked:
        raise Refusal("token_revoked")
    require(workspace, *row.scopes)
    workspace.limits.call(row.name, row.tier)
    return row.handler(Call(workspace=workspace, arguments=arguments))


def require(workspace: Workspace, *scopes: str) -> None:
    """Raises `missing_scope` for the first scope that the app lacks."""
    provided = workspace.manifest.scopes
    for scope in scopes:
        if scope not in provided:
            raise Refusal("missing_scope", needed=scope, provided=",".join(sorted(provided)))
