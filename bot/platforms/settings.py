"""What a platform's folder says about its accounts, in its module ``settings`` under the name ``ACCOUNTS``.

The configuration, ``netcontrol check`` and ``netcontrol account add`` ask the folders for it, so that they name no
platform. The module is read at every start: it imports no library of the platform's.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints


def _web(text: str) -> str:
    if not re.fullmatch(r"https?://[^/\s]+(/\S*)?", text):
        raise ValueError("must be an address that begins with https:// (or http://)")
    return text


LOOPBACK = frozenset({"localhost", "::1"})

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Web = Annotated[Text, AfterValidator(_web)]
Secret = Annotated[SecretStr, Field(min_length=1)]


class Section(BaseModel):
    """A table of the configuration file."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


class AccountSettings(Section):
    """`[<platform>.<name>]`; people see the account as its label, which is its name where none is given."""

    label: Text
    insecure_http: bool = False  # the address may be http:// although it lies on another machine


@dataclass(frozen=True)
class IdForm:
    """How an id is written: ``pattern`` is a regular expression for the whole of it, ``words`` say it to a person."""

    pattern: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Option:
    """A setting that ``account add`` takes as an option: ``key`` of the settings, ``--key`` on the command line."""

    key: str
    help: str
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class SecretOption:
    """A setting that is no argument, which every user of the machine could read.

    It comes from the file that ``--<key>-file`` names, from the environment ``variable``, or is asked for.
    """

    key: str
    what: str  # how it is asked for: "Password"
    holds: str  # what the file holds: "the password"
    variable: str


RawAccount = Mapping[str, Any]
"""An account's table as it stands in the file: any key may be missing or have a value of the wrong form."""


def unprotected(account: RawAccount, key: str) -> Iterator[tuple[str, str]]:
    """The fault of an address over which others could read along: http to another machine, unless it is meant."""
    url = str(account.get(key, ""))
    if account.get("insecure_http") is True or not url.casefold().startswith("http://"):
        return
    host = urlsplit(url).hostname or ""
    if host not in LOOPBACK and not host.startswith("127."):
        yield key, "http:// shows tokens and talk to everybody on the way: use https://, or set insecure_http = true"


def _no_faults(account: RawAccount) -> Iterator[tuple[str, str]]:
    del account
    return iter(())


def _everywhere(account: RawAccount) -> str:
    del account
    return ""


@dataclass(frozen=True, kw_only=True)
class AccountKind:
    """The accounts of one platform. The folder's name is the platform's: letters from a to z."""

    settings: type[AccountSettings]
    brings_in: str  # what an account brings in: "a Matrix homeserver"
    example: str  # a room's whole address, for whoever wrote one that is none: "slack.county/C0123ABCD"
    room: IdForm
    person: IdForm
    identity: str  # the key that tells which bot it is: two accounts with one value of it would hear everything twice
    faults: Callable[[RawAccount], Iterator[tuple[str, str]]] = _no_faults  # (key or "", text): what joins several keys
    realm: Callable[[RawAccount], str] = _everywhere  # within which an id means one room; "" where it does everywhere
    help: str  # what ``account add <platform>`` does
    options: tuple[Option | SecretOption, ...]  # what it takes beside a label, in the order in which it is kept
    next_step: str  # what a person does then; ``{key}`` stands for an option's value
    first: str = ""  # what a person does before there is anything to bring in
    loggers: tuple[str, ...] = ()  # libraries that log addresses with tickets, texts or every step
    place: int = 100  # among the platforms, where people read of all of them; equal ones go by name
