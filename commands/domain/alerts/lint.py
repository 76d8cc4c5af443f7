"""What is wrong with a drafted alert before anybody sends it, by the IPAWS profile, by WEA and by plain words.

By the schema alone nearly everything is valid. An error has to be mended, a warning to be looked at; each says where it
is and what would be right.

The sources: CAP 1.2 (OASIS), the IPAWS profile 1.0, 47 CFR 10.430 and 11.31, FEMA's WEA guide.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from commands.domain.alerts.cap import CapAlert, Info, Ring
from commands.domain.alerts.codes import EVENTS, same_fault
from commands.domain.alerts.geometry import crosses_itself

SHORT, LONG = 90, 360
"""Characters of GSM-7 that a phone shows: old ones the short text, newer ones the long."""

MOST_POINTS = 100
LONGEST = timedelta(hours=24)
GRADE = 8.0

_GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = "^{}\\[~]|€"
_CURLY = str.maketrans(
    dict.fromkeys("“”„", '"') | dict.fromkeys("‘’", "'") | dict.fromkeys("–—", "-") | {"…": "...", "\u00a0": " "}
)
_SYLLABLE = re.compile(r"[aeiouy]+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|www\.|\b\w+\.(?:gov|com|org|net|us)\b", re.IGNORECASE)
_PHONE = re.compile(r"\d{3}[-. )]{1,2}\d{3}[-. ]?\d{4}")
_TIME = re.compile(r"\b\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.)|\b\d{4}\b|\b\d{1,2}:\d\d|\bnoon\b|\bmidnight\b", re.IGNORECASE)


class Level(StrEnum):
    """How grave a finding is."""

    ERROR = "E"
    WARNING = "W"


@dataclass(frozen=True)
class Finding:
    """One thing about a draft: ``where`` in it, what is wrong, and what would be right."""

    level: Level
    where: str
    wrong: str
    remedy: str

    @property
    def line(self) -> str:
        """``E short text: has 91 characters, 90 fit: shorten it``."""
        return f"{self.level.value} {self.where}: {self.wrong}: {self.remedy}"


def straightened(text: str) -> str:
    """The text with straight quotes, plain dashes and blanks, as phones and sirens can show it."""
    return " ".join(text.translate(_CURLY).split())


def septets(text: str) -> int:
    """Characters of GSM-7 that a text takes: some count twice."""
    return len(text) + sum(one in _TWICE for one in text)


def strangers(text: str) -> str:
    """The characters that GSM-7 has not, each once."""
    return "".join(dict.fromkeys(one for one in text if one not in _GSM and one not in _TWICE))


def lint(alert: CapAlert, written: str = "") -> tuple[Finding, ...]:
    """Everything that is to be said of a draft, errors first. ``written`` is the text as it was typed."""
    found = [*_head(alert), *_same_in_all(alert)]
    for info in alert.infos:
        found += [*_codes(info), *_times(alert, info), *_areas(info), *_short(info), *_words(info)]
    if not alert.infos:
        found.append(_error("info", "there is no text", "say what happens, where, until when and what to do"))
    if written != written.translate(_CURLY):
        found.append(_warning("text", "it has curly quotes or long dashes", "they were made straight; look it over"))
    return tuple(sorted(found, key=lambda one: one.level is Level.WARNING))


def _error(where: str, wrong: str, remedy: str) -> Finding:
    return Finding(Level.ERROR, where, wrong, remedy)


def _warning(where: str, wrong: str, remedy: str) -> Finding:
    return Finding(Level.WARNING, where, wrong, remedy)


def _head(alert: CapAlert) -> Iterator[Finding]:
    for name, value in (("identifier", alert.identifier), ("sender", alert.sender)):
        if not value or re.search(r"[\s,<&]", value):
            yield _error(name, "is empty, or has a blank, a comma, < or &", "letters, digits, dots, @ and hyphens")
    if alert.status == "Actual":
        yield _error("status", "is Actual", "this program drafts only: Draft, Exercise or Test")
    if alert.type in ("Update", "Cancel") and not alert.references:
        yield _error("references", f"an {alert.type} refers to nothing", "name every earlier message still in force")


def _same_in_all(alert: CapAlert) -> Iterator[Finding]:
    if len({info.categories for info in alert.infos}) > 1:
        yield _error("category", "differs between languages", "give each language the same categories")
    if len({info.codes for info in alert.infos}) > 1:
        yield _error("eventCode", "differs between languages", "give each language the same code")


def _codes(info: Info) -> Iterator[Finding]:
    same = [value for kind, value in info.codes if kind == "SAME"]
    if len(same) != 1 or not re.fullmatch(r"[A-Z]{3}", same[0]):
        wrong = f"“{info.event[:40]}” has no SAME code"
        yield _error("eventCode", wrong, "name one of three letters, such as EVI or SPW")
    elif same[0] not in EVENTS:
        yield _warning("eventCode", f"{same[0]} is no code of 47 CFR 11.31", "some receivers will not know it")


def _times(alert: CapAlert, info: Info) -> Iterator[Finding]:
    if info.expires is None:
        yield _error("expires", "there is none", "say until when: until:1800")
    elif info.expires <= alert.sent:
        yield _error("expires", "it is over before it is sent", "name a time to come")
    elif info.expires - alert.sent > LONGEST:
        yield _error("expires", "is more than 24 hours away", "WEA takes at most 24 hours; renew it later")
    if info.ends and info.expires and info.ends > info.expires:
        yield _warning("ends", "the event lasts longer than the alert", "plan an update before it expires")


def _areas(info: Info) -> Iterator[Finding]:
    if not info.areas:
        yield _error("area", "there is none", "name counties, and a polygon: area:same:016015")
    for area in info.areas:
        if not area.desc.strip():
            yield _error("areaDesc", "the area has no name", "say where in words that people there use")
        same = [value for kind, value in area.codes if kind == "SAME"]
        if not same:
            yield _error("geocode", "no county is named (SAME)", "add one: area:same:016015")
        faults = [fault for value in same if (fault := same_fault(value))]
        yield from (_error("geocode", fault, "state and county of the U.S. census behind a 0") for fault in faults)
        if same and not area.polygons and not area.circles:
            yield _warning("polygon", "there is none: the whole county rings", "add circle: or polygon: to the area")
        if len(area.polygons) + len(area.circles) > 10:
            yield _error("polygon", "there are more than 10 shapes", "WEA takes 10")
        for ring in area.polygons:
            yield from _ring(ring)


def _ring(ring: Ring) -> Iterator[Finding]:
    if len(ring) < 4 or ring[0] != ring[-1]:
        yield _error("polygon", "it is not closed, or has fewer than 4 points", "repeat the first point at the end")
    elif len(ring) > MOST_POINTS:
        yield _error("polygon", f"it has {len(ring)} points", f"WEA takes {MOST_POINTS}")
    elif crosses_itself(ring):
        yield _error("polygon", "it crosses itself", "name its points in their order along the edge")


def _short(info: Info) -> Iterator[Finding]:
    for name, most in (("CMAMtext", SHORT), ("CMAMlongtext", LONG)):
        for text in info.all_of(name):
            where = "short text" if name == "CMAMtext" else "long text"
            if septets(text) > most:
                wrong = f"has {septets(text)} characters, {most} fit: a phone shows “{text[:most][-30:]}” as its end"
                yield _error(where, wrong, "shorten it, or give a short text of its own: short:\"…\"")
            if odd := strangers(text):
                yield _error(where, f"has {' '.join(odd[:8])}, which phones may not show", "write it otherwise")
    short = " ".join(info.all_of("CMAMtext"))
    if _ADDRESS.search(short) or _PHONE.search(short):
        remedy = "many at once bring either down: put it into the long text"
        yield _warning("short text", "has an address or a telephone number", remedy)
    letters = [one for one in short if one.isalpha()]
    if len(letters) > 12 and all(one.isupper() for one in letters):
        yield _warning("short text", "is all in capitals", "capitals are harder to read, and not louder")


def _words(info: Info) -> Iterator[Finding]:
    whole = f"{info.headline} {info.description} {info.instruction}"
    if not info.instruction.strip():
        yield _warning("instruction", "nothing says what to do", "say what people are to do first: do:\"…\"")
    if not info.sender_name.strip():
        yield _warning("senderName", "nobody says this", "name the office that people know")
    if not _TIME.search(whole):
        yield _warning("text", "no time is in it", "say until when, or when it comes")
    if (grade := reading_grade(f"{info.description} {info.instruction}")) > GRADE:
        yield _warning("text", f"needs grade {grade:.0f} to be read", "shorter sentences, shorter words")


def reading_grade(text: str) -> float:
    """The school grade by Flesch and Kincaid (1975); 0 for a text of fewer than five words."""
    words = re.findall(r"[A-Za-z']+", text[:5_000])
    if len(words) < 5:
        return 0.0
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", text[:5_000])))
    syllables = sum(max(1, len(_SYLLABLE.findall(word))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
