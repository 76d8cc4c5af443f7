"""Every emoji with its short names and its skin tones, from emoji_names.csv beside this file.

The table is made by tools/emoji_table.py from emoji-datasource (MIT, see NOTICE). It is read at the first question.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TABLE = "emoji_names.csv"
TONES = "🏻🏼🏽🏾🏿"
SELECTORS = {0xFE0E: None, 0xFE0F: None}  # ask for black ink or for colours; people's clients differ in them
PLACE = "?"


@dataclass(frozen=True, slots=True)
class Face:
    """One emoji: its full spelling, its short names, its spellings in skin tones (``?`` stands for a tone)."""

    shown: str
    names: tuple[str, ...]
    toned: tuple[str, ...] = ()

    def with_tones(self, tones: Sequence[str]) -> str:
        """The emoji in these skin tones; where it has none, they stand beside it, as chat programs show them."""
        alike = len(set(tones)) == 1  # two people of one tone may be spelled with it once or twice
        for asked in (tones[:1], [tones[0]] * 2) if alike else (tones,):
            for spelling in self.toned:
                if spelling.count(PLACE) == len(asked):
                    return _filled(spelling, asked)
        return self.shown + "".join(tones)


@dataclass(frozen=True, slots=True)
class Recognised:
    """An emoji that somebody wrote: which it is, and in which skin tones (their characters, in order)."""

    face: Face
    tones: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The emoji itself, with the tones that its name told."""
        return self.face.with_tones(self.tones) if self.tones else self.face.shown


def recognised(shown: str) -> Recognised | None:
    """Which emoji this is, with whatever variation selectors it was written; None for anything else."""
    key = _key(shown)
    tones = tuple(char for char in key if char in TONES)
    face = _by_key().get((key, 0))  # a skin tone alone is an emoji too
    if face:
        return Recognised(face)
    face = _by_key().get(("".join(char for char in key if char not in TONES), len(tones)))
    return Recognised(face, tones) if face else None


def spelled(shown: str) -> str:
    """The one spelling of an emoji (``❤`` is ``❤️``); what is none stays as it is."""
    found = recognised(shown)
    return found.shown if found else shown


def named(name: str) -> Face | None:
    """The emoji of a short name without colons and skin tones."""
    return _by_name().get(name)


@cache
def table() -> tuple[Face, ...]:
    """Every emoji, in the order of emoji pickers."""
    with files(__package__).joinpath(TABLE).open(encoding="utf-8") as file:
        return tuple(
            Face(_characters(row["emoji"]), tuple(row["names"].split()), tuple(map(_characters, row["toned"].split())))
            for row in csv.DictReader(file)
        )


def _characters(codes: str) -> str:
    return "".join(PLACE if code == PLACE else chr(int(code, 16)) for code in codes.split("-"))


def _filled(spelling: str, tones: Sequence[str]) -> str:
    left = iter(tones)
    return "".join(next(left) if char == PLACE else char for char in spelling)


def _key(shown: str) -> str:
    return shown.translate(SELECTORS)


@cache
def _by_name() -> dict[str, Face]:
    return {name: face for face in table() for name in face.names}


@cache
def _by_key() -> dict[tuple[str, int], Face]:
    """(characters without selectors and skin tones, number of skin tones) → the emoji."""
    return {key: face for face in table() for key in _keys(face)}


def _keys(face: Face) -> Iterator[tuple[str, int]]:
    yield _key(face.shown), 0
    for spelling in face.toned:
        yield _key(spelling.replace(PLACE, "")), spelling.count(PLACE)
