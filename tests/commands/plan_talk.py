"""A Communications Unit Leader's afternoon: positions, and a plan of thirty rows built line by line."""

from commands.domain.organisation.roles import Holding, Rank, slot

ADVISORY_LINE = "Decision support only: this is no frequency coordination"

OWN = (
    'freq add "RIDGE CMD" rx:154.1750 tx:159.1050 rxtone:103.5 txtone:103.5 mode:A width:N users:"all"',
    'freq add "STATE TG 3" kind:talkgroup system:"State 700" talkgroup:1203 mode:D',
    'freq add "NIFC TAC 2" rx:168.2000 tx:168.2000 width:N lender:"NIFC COMC"',
    'freq add "AIR GUARD" rx:168.6250 tx:168.6250 txtone:110.9 width:N lender:"NIFC COMC"',
    'freq add "A/G 41" rx:123.4750 tx:123.4750 width:AM',
    'freq add "P25 LOG" rx:155.0850 tx:158.8650 rxtone:$293 txtone:$293 mode:D width:N',
)

ROWS = (
    'VCALL10 as:"calling" area:all',
    '"RIDGE CMD" as:"command" area:all site:"Ridge Mtn"',
    'VTAC11 as:"Div A tactical" area:"Div A"',
    'VTAC12 as:"Div B tactical" area:"Div B"',
    'VTAC13 as:"Div C tactical" area:"Div C"',
    'VTAC14 as:"Div D tactical" area:"Div D" remarks:"valley only"',
    'VFIRE21 as:"Div E tactical" area:"Div E" licence:"STA 12"',
    'VFIRE23 as:"Div F tactical" area:"Div F" licence:"STA 12"',
    'VMED28 as:"medical" area:all licence:"STA 12"',
    'VLAW31 as:"structure group" area:"Town" licence:"STA 12"',
    '"AIR GUARD" as:"air guard" area:all',
    '"A/G 41" as:"air to ground" area:all',
    '"NIFC TAC 2" as:"Div G tactical" area:"Div G"',
    'UCALL40 as:"calling" zone:2 area:all site:"Ridge Mtn"',
    'UTAC41 as:"logistics" area:all site:"Ridge Mtn"',
    'UTAC42 as:"Div H tactical" area:"Div H" site:"South Peak"',
    'UTAC43 as:"Div K tactical" area:"Div K" site:"South Peak"',
    'UTAC41D as:"camp" area:"Camp 3"',
    '"P25 LOG" as:"supply unit logistics" area:all site:"Ridge Mtn"',
    '8CALL90 as:"calling" zone:3 area:all',
    '8TAC91 as:"safety" area:all',
    '8TAC92 as:"Branch I tactical" area:"North"',
    '8TAC93 as:"Branch II tactical" area:"South"',
    '8TAC94D as:"travel" area:"Highway 20"',
    '7CALL50 as:"calling" zone:4 area:all',
    '7TAC51 as:"medical group" area:all',
    '7TAC52D as:"security support" area:"Town"',
    '"STATE TG 3" as:"dispatch" area:all',
    '"NWR 162.550" as:"weather" area:all',
    'VSAR16 as:"search group" area:"River" licence:"STA 12"',
)


def hold(say, person, position, place=""):
    """The person holds a position."""
    holding = Holding(
        incident="bear-creek",
        position=position,
        place=place,
        rank=Rank.HOLDER,
        person=person.key,
        name=person.name,
        label=person.label,
        since=say.now,
        by=person.key,
    )
    say.store.add(Holding(**{**vars(holding), "slot": slot(holding.seat, person.key)}))


def build(say, person):
    """The whole plan, in the words of its COML; every line is taken."""
    answers = [say(line, person) for line in OWN]
    answers += [say(f"freq assign {row}", person) for row in ROWS]
    assert not [answer for answer in answers if answer.startswith("Refused")]
    return answers
