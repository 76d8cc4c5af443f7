"""Talk or command? Only ``!net …`` and ``!`` with a known noun are commands; what merely looks like one is talk."""

import re
from dataclasses import dataclass

from commands.dispatch.prose import is_prose, usage
from commands.domain.accountability.distress import MOST, in_distress
from commands.domain.text import Text, words
from commands.line.nearest import nearest
from commands.registry import Verb, of_number, spoken, without_noun

LONGEST = 400
"""Characters from which it is told what a message is."""

NEAR = 0.76
"""How alike a word must be to a noun to count as a slip of the finger."""
NEAR_SHORT = 0.85
"""The same for a word of four letters: “fire” is not “freq”."""

_SHORT_LINE = re.compile(r"\s+\w+\s+[a-z]+[ -]?\d+\w*(\s+\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Command:
    """``line`` is what is decided: the whole message without its prefix."""

    line: str


@dataclass(frozen=True)
class Lookalike:
    """Talk, relayed as talk; its author reads ``hint``: that nothing was recorded, and what would have been."""

    hint: str


@dataclass(frozen=True)
class Distress:
    """Talk, relayed as talk, that reads as an emergency: its author and others can raise it with one press."""

    words: str


def recognise(text: Text, prefix: str) -> Command | Lookalike | Distress | None:
    """What a message of the room is, by its first word; ``prefix`` is the configured word, such as ``net``.

    What reads as distress is a command where it was typed as one, in any spelling, else talk that is asked about.
    """
    said = words(text)
    found = _recognised(said, prefix)
    if isinstance(found, Command) or not in_distress(own := _own_words(said)):
        return found
    if typed := re.match(r"\s*[!/]\s*(?=\w)", own):
        return Command(own[typed.end() :])
    return Distress(own)


def _own_words(said: str) -> str:
    """Without the lines that quote somebody else."""
    return "\n".join(line for line in said[:MOST].split("\n") if not line.lstrip().startswith(">")).strip()


def _recognised(said: str, prefix: str) -> Command | Lookalike | None:
    head = said[:LONGEST]
    if found := re.match(r"!(\w[\w-]*)(?=\s|$)", head):
        return _command(found[1], said, prefix.casefold())
    if (found := re.match(r"!(\w+)(?=[,.:;!?])", head)) and _cries(found[1]):
        return Command(f"{found[1]} {said[1 + len(found[1]) :].lstrip(',.:;!? ')}".strip())
    if meant := _meant(head, prefix.casefold()):
        return Lookalike(f"Not recorded; did you mean “{meant}”?")
    return None


def _command(word: str, said: str, prefix: str) -> Command | Lookalike | None:
    folded, whole = word.casefold(), said[1 + len(word) :].strip()
    if folded == prefix:
        return Command(whole)
    behind = whole[:LONGEST]
    if folded == "help" and behind and behind.split()[0].casefold() not in spoken():
        return Lookalike(f"Not recorded, but posted as talk; did you mean “!{prefix} help”?")
    if noun := spoken().get(folded):
        could_be = noun.is_meant(behind) and not is_prose(noun, behind)
        return Command(f"{folded} {whole}".strip()) if could_be else _as_talk(noun.default or noun.distinct[0], prefix)
    if verb := without_noun().get(folded):
        if verb.alone and verb.alone(behind):
            return Command(f"{verb.spoken} {whole}")
        return _as_talk(verb, prefix)
    meant = _corrected(folded, behind, prefix)
    return Lookalike(f"Not recorded; did you mean “{meant}”?") if meant else None


def _as_talk(verb: Verb | None, prefix: str) -> Lookalike:
    return Lookalike(f"Not recorded, but posted as talk; did you mean “{usage(verb, prefix)}”?")


def _cries(word: str) -> bool:
    """In distress nobody minds a comma."""
    noun = spoken().get(word.casefold())
    return bool(noun and noun.default and noun.default.at_once)


def _meant(head: str, prefix: str) -> str:
    """The command that a line without a proper start was probably meant to be, or an empty text."""
    if found := re.match(r"\s*(?:!\s*|/)(\w[\w-]*)(.*)", head):
        return _corrected(found[1].casefold(), found[2], prefix)
    if found := re.match(rf"\s*{re.escape(prefix)}(\s+(\w[\w-]*)(.*))", head, re.IGNORECASE):
        if _known(found[2].casefold(), found[3].strip()) or _near(found[2].casefold(), found[3]):
            return f"!{prefix}{_shown(found[1])}"
        if _SHORT_LINE.fullmatch(found[1]):
            return f"!{prefix}{_shown(found[1])}"
    return ""


def _known(word: str, behind: str) -> bool:
    """A noun, or a verb without its noun where the words behind it can be meant."""
    if noun := spoken().get(word):
        return noun.is_meant(behind)
    verb = without_noun().get(word)
    return bool(verb and verb.alone and verb.alone(behind))


def _corrected(word: str, behind: str, prefix: str) -> str:
    behind = behind.lstrip(" ,.:;!?")
    if found := re.match(r"(in|out)(?:\s+|$)", behind, re.IGNORECASE) if word == "check" else None:
        word, behind = f"check{found[1].casefold()}", behind[found.end() :]
    if word == prefix or _known(word, behind.strip()):
        return f"!{word}{_shown(behind)}"
    return f"!{near}{_shown(behind)}" if (near := _near(word, behind)) else ""


def _near(word: str, behind: str) -> str:
    """What was probably meant: a noun and its verb by the number behind it, else a noun that is spelled alike.

    Short words and short nouns are too easily alike; a noun that is limited and stands here is ordinary talk.
    """
    if verb := of_number(word, behind):
        return verb.spoken
    if word in spoken():
        return ""
    near = NEAR if len(word) > 4 else NEAR_SHORT
    return nearest(word, (noun for noun in spoken() if len(noun) > 3), near) if len(word) > 3 else ""


def _shown(behind: str) -> str:
    words_behind = " ".join(behind.split())
    return f" {words_behind[:60]}" if words_behind else ""
