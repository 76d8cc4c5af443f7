"""Distress in any spelling: what reads as an emergency, what only sounds like one, and what says that one is over.

The tables are our own, from the radio words of fire, law enforcement and rescue (MAYDAY: NFPA 1561, ITU Radio
Regulations 32.13; "officer needs assistance", "man down", SOS: field practice). Nothing is lost by a
wrong guess: what reads as distress is still posted as talk, and what does not may be raised by anybody.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

MOST = 1_000
"""Characters that are read; whoever needs help says so before."""


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


SIGNALS = {
    "mayday": 1,
    "emergency": 2,
}
"""Words that alone are a cry → how many slips of the finger still leave them readable."""

NOT_SIGNALS = _words_of(
    "payday midday monday sayday mayan heyday emergence emergent emergents emerging emergencies urgency "
    "insurgency divergency emergen"
)
"""Words that are as near to a signal as a slip is, and mean something else."""

CRIES = frozenset({"sos", "socorro", "auxilio", "panpan"})
"""Words that alone are a cry, and only as they stand: they are too short, or too like others, for slips."""

STATES = {
    "trapped": 1,
    "entrapped": 1,
    "pinned": 0,
    "buried": 0,
    "drowning": 0,
    "unconscious": 2,
    "unresponsive": 2,
    "bleeding": 1,
    "burnover": 1,
    "burnedover": 0,
    "overrun": 0,
    "collapsed": 1,
    "missing": 0,
    "down": 0,
    "hurt": 0,
    "injured": 1,
    "stuck": 0,
    "lost": 0,
    "shot": 0,
    "stabbed": 0,
    "electrocuted": 1,
}
"""What somebody is who needs help → how many slips still leave it readable."""

NOT_STATES = _words_of("wrapped tapped strapped trapper rapped tramped leading pleading breeding beading")

ALONE = ("trapped", "entrapped", "drowning", "unconscious", "unresponsive", "burnover", "burnedover", "electrocuted")
"""States that need no person beside them to be distress."""

PERSONS = _words_of(
    "man men ff ffs firefighter firefighters fighter officer officers deputy medic medics member members crew crews "
    "person persons people victim victims rescuer rescuers swimmer diver patient driver operator lookout captain "
    "partner guy i im me we us he she they someone somebody somone were weve trooper ranger soldier worker child"
)
"""Who may be in distress; a unit (E12) may as well."""

_UNIT = re.compile(r"[a-z]{1,3}\d{1,4}|(?:engine|crew|team|truck|squad|medic|ladder|rescue|unit)")
_DOWN_OF_A_UNIT = frozenset({"down", "stuck", "lost", "hurt", "shot", "missing"})
"""States that a unit's name does not make distress: an engine that is down is out of service."""

PHRASES = (
    r"help (me|us|now|needed now)\b.*",
    r"(need|send) help (now|fast|quick\w*|asap)",
    r"(low|out of|no) air",
    r"(cant|cannot|can not) (breathe?|breath|get out|find (a|the|my|our) (way|exit))",
    r"not breathing",
    r"no pulse",
    r"(need|request\w*|send|deploy) (a |the )?(rit|ric|rapid intervention)( team| crew)? (now|in|to)",
    r"(officer|deputy|trooper|crew|unit) needs? (help|assistance|backup) ?(now|immediately)?",
    r"shots fired",
    r"(burn(ed|t)?|burning) over",
    r"man over ?board",
    r"deploy\w* (fire )?shelters?",
    r"shelters? deployed",
    r"pan pan",
    r"(we are|were|im|i am) (on fire|burning|cut off|going down(?! \w))",
    r"in distress",
)
"""Words together that are distress, whoever says them."""

FRIENDS = (
    r"(mayday|emergency|distress|sos) (drills?|exercises?|test\w*|training|class|practice|procedures?|polic\w+|"
    r"checklists?|"
    r"button|channel|talkgroup|frequency|plans?|simulation|parameters|course|protocol|card|poster|song|film|movie)",
    r"(drill|exercise|training|simulated|mock|practice|test) (mayday|emergency)",
    r"may ?day (parade|holiday|celebrations?|weekend|festival|bank|party|event|events|march|rally|concert|fair|"
    r"fireworks|picnic)",
    r"(on|until|till|by|before|after|since|for|the|this|next|last|our|of|around|from) may day",
    r"(labou?r|bank holiday) may day",
    r"(may|it may|they may|we may|you may|he may|she may) (day by day|day to day)",
    r"(non|no|not an|not a|isnt an|isnt a|wasnt an|wasnt a|any|if|in case of|in an|during an|former|previous|last) "
    r"(emergency|mayday)",
    r"emergency (services?|vehicles?|manage\w+|operations?|cent(er|re)s?|rooms?|departments?|exits?|contacts?|"
    r"declarations?|declared by|orders?|meetings?|generators?|power|lighting|lights?|kits?|access|traffic only|"
    r"medicine|"
    r"medical tech\w*|alerts?|broadcasts?|funds?|funding|brakes?|numbers?|personnel|responders?|response|shelters?|"
    r"fuel|"
    r"suppl\w+|communicators?|communications?|comms|crews? arriv\w*|proclamation|preparedness|support|repairs?|"
    r"purchase|"
    r"procurement|parking|lanes?|routes?|stop|stops|landing|coordinator|dispatch\w*|calls? are|phone|radio)",
    r"(state of|medical|declare an|declared an|local|county) emergency (is )?(over|ended|declared|declaration|"
    r"proclamation)?",
    r"help ?desk\w*",
    r"(trapped|stuck) (smoke|heat|air|gas|gases|moisture|in traffic|deer|dog|cat|animals?|horses?|cattle|cows?|"
    r"calls?|in mud)",
    r"(deer|dog|cat|animals?|horses?|cattle|cows?|smoke|heat|air|gas|truck|trailer|door|valve|key|paper|vehicle) "
    r"(is |are |was |got )?(trapped|stuck|down)",
    r"(lines?|wires?|tree|trees|system|server|network|net|radio|repeater|channel|link|bridge|internet|phone|power|"
    r"tower|"
    r"pole|poles|fence|site|it|they) (is |are |went |was )?down",
    r"(go|going|went) down (?=\w)",
    r"burn over (there|here|by)",
    r"(they|it|we|you|he|she|i) may day",
    r"down (for|to|at|by|from|in|on|the|with) ",
    r"(shut|slow|slowed|slowing|stand|step|cool|cooled|calm|write|wrote|come|coming|back|lay|laid|sit|sat|hunker|"
    r"put|count|wind|winding|die|dying|knock|knocked|lie|lying) down",
    r"(stuck|lost|missing) (with|in|at|on) (the )?(meeting|traffic|paper\w*|office)",
    r"(lost|missing|missed) (the |a |an |my |our |some |your |their |his |her )?(key|keys|radio|phone|form|forms|"
    r"signal|"
    r"count|charger|badge|wallet|page|pages|file|files|battery|batteries|link|note|notes|contact info\w*|track)",
    r"(form|forms|page|pages|radio|radios|entry|entries|signature|item|items|report|reports|rows?|files?|data|info\w*) "
    r"(is |are |was |were )?(missing|lost)",
    r"(nobody|no one|none|noone|nothing) (is |are |was |were )?(hurt|injured|trapped|missing|lost|down|stuck)",
    r"(no|without|zero) (injur\w+|missing|trapped|hurt|bleeding|shots fired|one (is )?missing)",
    r"(not|isnt|arent|wasnt|werent|no longer) (hurt|injured|trapped|missing|lost|down|stuck|in distress|bleeding)",
    r"(mayday|emergency) (was |is |has been )?(clear\w*|over|ended|resolved|terminated|cancel\w*|acknowledged)",
    r"(after|since|from|about) (the|that|a|last|yesterdays) (mayday|emergency)",
    r"(mayday|emergency) (report|review|debrief|log|form|notes|summary|article|story)",
    r"we (lost|missed) (comms?|contact|the)",
    r"(bleeding|burn\w*) (control|edge|class|kit|off the|brakes?|the line)",
)
"""Words together that only sound like distress."""

ENDINGS = (
    r"cancel\w*",
    r"false (alarm|call)",
    r"no longer",
    r"(was|is) (a )?(mistake|an accident|over)",
    r"(my|by) mistake",
    r"wrong button",
    r"disregard",
    r"never ?mind",
    r"accidental\w*",
)
"""What says that there is none, or none any more: it never raises one."""

NO_ENDINGS = (
    r"(not|dont|do not|never|didnt|cant|cannot) (be )?(cancel\w*|disregard)",
    r"not (a )?(false|mistake|an accident|accidental\w*|over)",
    r"no longer (answer\w*|respond\w*|reply\w*|breath\w*|mov\w*|conscious|hear\w*|reach\w*|in contact|have (contact|"
    r"water|air)"
    r"|able|talk\w*|safe|visible|see)",
)

_PLAYS = re.compile(r"(drill|exercise|training|practice|parade|holiday)\b")
_DRILL = re.compile(r"\b(drill|exercise exercise|rehearsal)\b")
_NO_DRILL = re.compile(r"\b(no|not a|isnt a|aint a|not the) (drill|rehearsal|exercise)\b")
_PHRASES, _FRIENDS = re.compile(rf"\b({'|'.join(PHRASES)})"), re.compile(rf"\b(?:{'|'.join(FRIENDS)})(?:\b|(?<= ))")
_ENDINGS, _NO_ENDINGS = re.compile(rf"\b(?:{'|'.join(ENDINGS)})\b"), re.compile(rf"\b(?:{'|'.join(NO_ENDINGS)})\b")


def in_distress(text: str) -> bool:
    """True where a text reads as distress, in whatever spelling; its false friends are left out first."""
    said = folded(text)
    if _DRILL.search(_NO_DRILL.sub(" ", said)):
        return False
    said = " ".join(_FRIENDS.sub(" . ", _NO_DRILL.sub(" ", said)).split())
    if _PHRASES.search(said):
        return True
    tokens = said.split()
    return any(_signal(word) for word in _words(tokens)) or _somebody(tokens)


def ends(text: str) -> bool:
    """True where a text says that there is no emergency, or none any more: it never raises one."""
    return bool(_ENDINGS.search(_NO_ENDINGS.sub(" ", folded(text))))


def plays(text: str) -> bool:
    """True for what stands behind “mayday” where none is meant: ``drill at 1400``, ``parade``."""
    return bool(_PLAYS.match(folded(text))) and not in_distress(text)


def folded(text: str) -> str:
    """Lower case without marks and accents, one blank between words, long runs of one letter made short."""
    plain = unicodedata.normalize("NFKD", text[:MOST]).casefold().replace("'", "").replace("’", "")
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"([a-z])\1{2,}", r"\1", plain)
    return " ".join(re.sub(r"[^\w]|_", " ", plain).split())


def _words(tokens: list[str]) -> Iterator[str]:
    """Each word, each two neighbours as one ("may day"), and letters that stand apart as one ("m a y d a y")."""
    yield from tokens
    for one, two in pairwise(tokens):
        if len(one) + len(two) <= len("emergency") + 2 and "." not in (one, two):
            yield one + two
    run = ""
    for token in [*tokens, "--"]:
        if len(token) == 1 and token.isalpha():
            run += token
        elif run:
            yield run
            run = ""


def _signal(word: str) -> bool:
    return word in CRIES or (word not in NOT_SIGNALS and any(_alike(word, one, far) for one, far in SIGNALS.items()))


def _somebody(tokens: list[str]) -> bool:
    """Somebody, or a unit, is what nobody is who needs no help."""
    for at, token in enumerate(tokens):
        state = _state(token) or _state(token + (tokens[at + 1] if at + 1 < len(tokens) else ""))
        if not state:
            continue
        near = tokens[max(at - 4, 0) : at + 4]
        help_called = "help" in tokens
        person = help_called or any(one in PERSONS for one in near)
        unit = any(_UNIT.fullmatch(one) for one in near) and state not in _DOWN_OF_A_UNIT
        if person or unit or (state in ALONE and len(tokens) <= 12):
            return True
    return False


def _state(word: str) -> str:
    if word in NOT_STATES:
        return ""
    return next((one for one, far in STATES.items() if _alike(word, one, far)), "")


def _alike(word: str, wanted: str, far: int) -> bool:
    """At most so many letters wrong, missing, too many or in the wrong order; the first two are seldom all wrong."""
    if word == wanted:
        return True
    if not far or abs(len(word) - len(wanted)) > far or len(word) < 5:
        return False
    return _distance(word, wanted) <= far


def _distance(one: str, other: str) -> int:
    """Letters changed, left out, put in, or two neighbours changed over (Damerau, restricted)."""
    before: list[int] = [0] * (len(other) + 1)
    row: list[int] = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at, *([0] * len(other))]
        for to, wanted in enumerate(other, 1):
            row[to] = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                row[to] = min(row[to], older[to - 2] + 1)
    return row[-1]
