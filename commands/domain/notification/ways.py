"""The ways by which a person is reached outside the rooms: whose they are, and what is known of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class WayKind(StrEnum):
    """What carries a notice: a text, a call, an e-mail."""

    SMS = "sms"
    VOICE = "voice"
    EMAIL = "email"


class WaySource(StrEnum):
    """Where a way comes from: the person's own word, a list that somebody vouched for, the check-in list."""

    SELF = "self"
    LIST = "list"
    CONTACT = "contact"


CODE_LASTS = timedelta(minutes=15)
CODE_TRIES = 5
"""So often a code that was sent may be tried."""

CODES_AN_HOUR = 3
"""So many codes are sent to one way in an hour, and to one person."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One address of one person. A changed address is another way; a removed one stays in the record.

    ``person`` is a person's key, or ``name/…`` for somebody who is not on chat. ``place`` is the order in which a
    person's ways are tried. ``code`` is the digest of the code that was sent; ``sent`` are the moments (ISO) of those
    of the last hour. ``quiet`` is when routine words wait, ``2200-0600`` by the incident's clock. ``failing`` is what
    the carrier said of the address itself.
    """

    id: int = 0
    incident: str
    person: str
    name: str
    kind: WayKind
    address: str
    place: int = 1
    source: WaySource = WaySource.SELF
    at: datetime
    by: str
    verified: datetime | None = None
    code: str = ""
    code_until: datetime | None = None
    tries: int = 0
    sent: tuple[str, ...] = ()
    quiet: str = ""
    opted_out: datetime | None = None
    failing: str = ""
    removed: datetime | None = None
    version: int = 0

    @property
    def usable(self) -> bool:
        """May anything be sent to it?"""
        return self.removed is None and self.opted_out is None and not self.failing

    @property
    def masked(self) -> str:
        """The address as its owner knows it and nobody else can use it: ``sms …0101``, ``email a…@county.example``."""
        if self.kind is WayKind.EMAIL:
            local, _, host = self.address.partition("@")
            return f"{self.kind.value} {local[:1]}…@{host}"
        return f"{self.kind.value} …{self.address[-4:]}"

    @property
    def why_not(self) -> str:
        """Why nothing is sent to it; empty where something is."""
        if self.removed:
            return "removed"
        if self.opted_out:
            return "opted out (STOP)"
        return self.failing


@dataclass(frozen=True, kw_only=True)
class Carrying:
    """What is configured to carry notices: kind → parts a second. ``number`` is the one from which texts come."""

    pace: Mapping[WayKind, float] = field(default_factory=dict)
    number: str = ""


_E164 = re.compile(r"\+[1-9]\d{6,14}")
_MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_NUMBER = re.compile(r"\+?[\d(][\d\s().-]{6,20}\d")
LONGEST_ADDRESS = 254


def read_number(text: str) -> str:
    """A telephone number with + and its country (E.164). ValueError says what would be right."""
    said = text.strip()[:40]
    bare = re.sub(r"[\s().-]", "", said)
    if _E164.fullmatch(bare):
        return bare
    digits = re.sub(r"\D", "", said)
    if len(digits) == 10:
        hint = f"+1{digits} if it is in the United States or Canada"
    elif len(digits) == 11 and digits.startswith("1"):
        hint = f"+{digits}"
    else:
        hint = "+ and the country first, as in +12085550101"
    raise ValueError(f"it is not a telephone number as carriers take it (E.164): write {hint}")


def read_mail(text: str) -> str:
    """An e-mail address, its host in small letters. ValueError for anything else."""
    said = text.strip().strip("<>").removeprefix("mailto:")
    if len(said) > LONGEST_ADDRESS or not _MAIL.fullmatch(said) or ".." in said:
        raise ValueError("it is not an e-mail address, as in ana@county.example")
    local, _, host = said.rpartition("@")
    return f"{local}@{host.lower()}"


def read_address(kind: WayKind, text: str) -> str:
    """The address of a way of that kind. ValueError says what would be right."""
    return read_mail(text) if kind is WayKind.EMAIL else read_number(text)


def ways_in(contact: str) -> tuple[tuple[WayKind, str], ...]:
    """The first number and the first e-mail address in what somebody wrote of how they are reached.

    A number of ten digits is taken as one of the North American plan; what follows an ``x`` is an extension.
    """
    said = contact[:400]
    found: list[tuple[WayKind, str]] = []
    mail = _MAIL.search(said)
    if mail:
        found.append((WayKind.EMAIL, read_mail(mail[0])))
        said = said.replace(mail[0], " ")
    for number in _NUMBER.finditer(said):
        digits = re.sub(r"\D", "", number[0])
        written = f"+1{digits}" if len(digits) == 10 and "+" not in number[0] else f"+{digits}"
        if _E164.fullmatch(written) and ("+" in number[0] or len(digits) in (10, 11)):
            found.insert(0, (WayKind.SMS, written))
            break
    return tuple(found)
