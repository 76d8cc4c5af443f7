import pytest

from commands.dispatch.recognise import Command, Distress, Lookalike, recognise
from commands.domain.text import plain
from commands.line.nearest import nearest


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("!net checkin E12 4", "checkin E12 4"),
        ("!NET CheckIn E12 4", "CheckIn E12 4"),
        ("!net", ""),
        ("!net   help", "help"),
        ("!net anything at all", "anything at all"),
        ("!checkin", "checkin"),
        ("!CHECKIN E12 4", "checkin E12 4"),
        ("!check-in E12 4", "check-in E12 4"),
        ("!sitrep", "sitrep"),
        ("!resources div A", "resources div A"),
        ("!help", "help"),
        ("!help checkin", "help checkin"),
        ("!net checkin\nE12 4", "checkin\nE12 4"),
        ("!checkin E12 4\nsecond line", "checkin E12 4\nsecond line"),
    ],
)
def test_a_prefix_or_a_known_noun_makes_a_command(said, line):
    assert recognise(plain(said), "net") == Command(line)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("! net checkin", "!net checkin"),
        ("! checkin E12 4", "!checkin E12 4"),
        (" !checkin", "!checkin"),
        ("\n!net help", "!net help"),
        ("net par E12 4", "!net par E12 4"),
        ("Net checkin", "!net checkin"),
        ("net chekin E12 4", "!net chekin E12 4"),
        ("!resorce", "!resource"),
        ("!chekin E12 4", "!checkin E12 4"),
        ("!roater", "!roster"),
        ("!checkin: E12 4", "!checkin E12 4"),
        ("!par, E12 4", "!par E12 4"),
        ("!roster?", "!roster"),
        ("!net: roster", "!net roster"),
        ("!check in E12 4", "!checkin E12 4"),
        ("!Check out E12", "!checkout E12"),
        ("/net checkin", "!net checkin"),
        ("/checkin", "!checkin"),
        ("! take COML", "!take COML"),
        ("/give RADO @Kim Oh", "!give RADO @Kim Oh"),
        ("net take COML", "!net take COML"),
    ],
)
def test_what_looks_like_a_command_is_talk_whose_author_is_told(said, meant):
    assert recognise(plain(said), "net") == Lookalike(f"Not recorded; did you mean “{meant}”?")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "!",
        "!!!",
        "! ",
        "!FIRE AT DIV A",
        "! FIRE AT DIV A",
        "!EVACUATE NOW",
        "!important: read this",
        "!!checkin",
        "net work is down",
        "net control, this is Engine 12",
        "network is down",
        "Net is closed",
        "please !checkin",
        "checkin is at 0600",
        "the roster is wrong",
        "/shrug",
        "!netcontrol",
        "> !net checkin",
        "!\u202e",
        "!" + "a" * 1_000_000,
        "net " + "a" * 1_000_000,
        " " * 1_000_000,
        "!" * 1_000_000,
    ],
)
def test_everything_else_is_talk(said):
    assert recognise(plain(said), "net") is None


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("!HELP trapped at Div A", "HELP trapped at Div A"),
        ("!help E12 trapped div A", "help E12 trapped div A"),
        ("!maday E12 down", "maday E12 down"),
        ("!emergancy second ff trapped", "emergancy second ff trapped"),
        ("!may day E12 trapped", "may day E12 trapped"),
        ("! mayday E12", "mayday E12"),
        ("/mayday E12", "mayday E12"),
        ("!maydya E12", "maydya E12"),
        ("!E12 trapped", "E12 trapped"),
        ("!take cover, crew trapped", "take cover, crew trapped"),
    ],
)
def test_distress_behind_a_mark_is_a_command_in_any_spelling(said, line):
    assert recognise(plain(said), "net") == Command(line)


@pytest.mark.parametrize(
    "said", ["MAYDAY MAYDAY MAYDAY E12 trapped div A", "emergancy second ff trapped", "net mayday E12", "may day E12"]
)
def test_distress_without_a_mark_is_talk_that_is_asked_about(said):
    assert recognise(plain(said), "net") == Distress(said)


@pytest.mark.parametrize("said", ["> mayday E12", "mayday drill at noon", "!may day parade", "! help desk is open"])
def test_what_only_sounds_like_distress_is_not(said):
    assert not isinstance(recognise(plain(said), "net"), Command | Distress)


@pytest.mark.parametrize(
    "said",
    [
        "take COML",
        "take coml",
        "take DIVS A",
        "take COML (T)",
        "take TIME",
        "take COML until 1800",
        "take IC emergency:yes",
        "take Communications Unit Leader",
        "give RADO @Kim Oh at 1800",
        "give RADO to @Kim Oh",
        "relieve COML",
        "relieve RADO @Kim Oh",
    ],
)
def test_a_position_is_taken_given_and_relieved_without_the_noun(said):
    assert recognise(plain(f"!{said}"), "net") == Command(f"role {said}")


@pytest.mark.parametrize(
    "said",
    [
        "take cover",
        "TAKE COVER NOW",
        "take",
        "take time",
        "take food",
        "take medical supplies to Div A",
        "take DIVS A water",
        "take COML a radio",
        "give way",
        "give RADO a break",
        "give them room @Kim Oh",
        "relieve the night crew",
    ],
)
def test_other_talk_that_begins_like_it_stays_talk_and_its_author_is_told(said):
    found = recognise(plain(f"!{said}"), "net")
    assert isinstance(found, Lookalike)
    assert found.hint.startswith("Not recorded, but posted as talk; did you mean “!net role ")


@pytest.mark.parametrize(
    "said",
    [
        "cancel R-1 borrowed",
        "cancel r1",
        "cancel R 1",
        "cancel R-1.2 the truck broke down",
        "deny R-1: the cache is empty",
        "approve R-3",
        "approve 3",
        "fill 3 8",
        "fill R-3 8 eta:0600",
        "change R-3 state the band",
        "order id:R-3 quantity:3",
        "cancel",
        "approve help",
        "order form",
        "ack M-1",
        "ACK m1 E14 is on the way",
        "acknowledge MSG-2",
        "ack A-3.",
        "ack",
    ],
)
def test_what_names_a_record_is_a_command_by_its_verb_alone(said):
    word, _, behind = said.partition(" ")
    assert recognise(plain(f"!{said}"), "net") == Command(f"{word.casefold()} {behind}".strip())


@pytest.mark.parametrize(
    "said",
    [
        "cancel the burnout",
        "CANCEL THE BURNOUT",
        "cancel 3 of the buses",
        "cancel Rescue 1",
        "cancel R-1x",
        "change of plan, burnout starts now",
        "change to VTAC12",
        "deny access to everybody",
        "fill the tanks at Div A",
        "fill 3 buses",
        "approve of that",
        "order in the camp",
        "ack your traffic",
        "ack that, E12",
    ],
)
def test_talk_that_begins_with_such_a_verb_stays_talk_and_its_author_is_told(said):
    found = recognise(plain(f"!{said}"), "net")
    assert isinstance(found, Lookalike)
    word = said.split()[0].casefold()
    assert found.hint.startswith(f"Not recorded, but posted as talk; did you mean “!net {word} ")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("clear M-1", "emergency clear M-1"),
        ("clear m1", "emergency clear m1"),
        ("confirm H-2", "role confirm H-2"),
        ("ok W-1", "watch ok W-1"),
        ("done T-4 all of it", "action done T-4 all of it"),
        ("tick A-1 Div A", "announce tick A-1 Div A"),
    ],
)
def test_a_verb_without_its_noun_is_found_by_the_number_behind_it(said, meant):
    assert recognise(plain(f"!{said}"), "net") == Lookalike(f"Not recorded; did you mean “!{meant}”?")


@pytest.mark.parametrize("said", ["clear the road", "confirm with H-2 first", "ok W1CKD", "done with R-1"])
def test_without_such_a_number_it_is_talk(said):
    assert recognise(plain(f"!{said}"), "net") is None


@pytest.mark.parametrize(
    "said",
    [
        "take COML",
        "give RADO @Kim Oh at 1800",
        "net take five",
        "! take cover",
        "/take cover",
        "! cancel the burnout",
        "net cancel the burnout",
    ],
)
def test_without_the_prefix_it_is_talk(said):
    assert recognise(plain(said), "net") is None


@pytest.mark.parametrize(
    "said",
    [
        "report to staging now",
        "roster is wrong, E12 has 5",
        "request to all: keep the channel clear",
        "request that you hold at DP 4",
        "status is good on our end",
        "status of E12?",
        "status check please",
        "checkin with the IC at staging",
        "par is complete in Div A",
        "traffic is bad on 55",
        "traffic on the highway",
        "watch your step at the dip",
        "watch the wind",
        "form up at staging",
        "board is out of date",
        "link up with E12",
        "patch is down",
        "freq is busy",
        "incident is over",
        "report any spot fires",
        "medical needed at DP 4",
    ],
)
def test_a_sentence_that_a_noun_begins_is_posted_as_talk(said):
    found = recognise(plain(f"!{said}"), "net")
    assert isinstance(found, Lookalike)
    assert found.hint.startswith("Not recorded, but posted as talk; did you mean “!net ")
    assert recognise(plain(f"!net {said}"), "net") == Command(said), "behind the prefix it is a command"


@pytest.mark.parametrize(
    "said",
    [
        "log the truck left, it is on its way",
        "action check that the pumps are fuelled by 0600",
        "announce the road is open",
        "find the dozer",
        "emergency is E12 down",
        "request 20 radios for the camp, please",
        "message to IC: the fuel is here",
        "message IC we are out of fuel",
        "traffic DIVA COMM the road is out",
        "checkin E12 4 div A",
        "status E12 oos mech",
        "par E12 3 of 4",
        "par here",
        "roster div A",
        "reassign E12 to div B",
        "report can all is well here",
        'checkin "Crew of the North" 20',
    ],
)
def test_what_could_be_a_command_is_one(said):
    assert recognise(plain(f"!{said}"), "net") == Command(said)


@pytest.mark.parametrize(
    ("said", "meant"), [("req", "request"), ("chec", ""), ("resourc", "resource"), ("wind", "find")]
)
def test_the_beginning_of_a_word_is_that_word(said, meant):
    among = ("freq", "request", "find", "checkin", "checkout", "resource", "resources")
    assert nearest(said, among) == (meant or nearest(said, ("checkin", "checkout")))


def test_the_configured_prefix_counts():
    assert recognise(plain("!nc checkin"), "nc") == Command("checkin")
    assert recognise(plain("!net checkin"), "nc") is None
