"""A morning at Bear Creek with something for every form: played once, printed many times."""

import re

from commands.domain.messages import Person
from commands.paper.later import fulfilled
from commands.paper.sheets import Sheet
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold

KIM = Person("slack.county/U9", "Kim Vale", "Ada County")
PHONE = "208-555-0142"
SECRET = "the cash box is short"

LINES = (
    (ANA, "period 0600-1800"),
    (ANA, "period objectives Keep the fire north of the river; no one hurt"),
    (
        ANA,
        'checkin E12 4 div A agency:"Crescent FD" leader:"J. Ortega" crew:"J. Ortega, M. Lind" kind:Engine type:3 '
        'home:"Station 4" at:ICP order:R-1 qual:"EMT 2" travel:road call:E12A',
    ),
    (
        ANA,
        'checkin "Crew 7" 20 div B agency:BLM leader:"T. Young" kind:Crew type:2 at:"Staging 2" departs:"Boise 0300"',
    ),
    (ANA, 'checkin "Strike 2131C" 22 agency:"CAL FIRE" kind:"Strike team engine" type:3 at:Base'),
    (BEN, "checkin"),
    (BEN, "traffic DIVA COMM Spot fire at DP 12 ch:VTAC14"),
    (BEN, "traffic COMM DIVA Copy, engine en route ch:VTAC14"),
    (ANA, "traffic DIVB COMM Dozer down"),
    (BEN, "void TR-2 wrong station"),
    (BEN, "message IC need 200 gallons subject:Fuel"),
    (ANA, "message reply MSG-1 on its way"),
    (BEN, "log strike team 2131C at DP 12"),
    (ANA, "action refuel Rptr 4 generator by:0900"),
    (ANA, 'request 20 VHF portables div A by:1400 priority:urgent cost:"$4000" at:"Camp 1" substitutes:"any P25"'),
    (ANA, 'request order R-1 12 from:"State cache" number:E-41'),
    (ANA, 'demob "Crew 7" needs:communications,supply to:Boise etd:1700'),
    (BEN, 'demob sign D-1 communications remarks:"4 radios back"'),
)


def play(say):
    """The conversation after the story; every line was taken."""
    hold(say, ANA, "IC")
    hold(say, BEN, "COML")
    hold(say, KIM, "RADO")
    said = [(line, say(line, who)) for who, line in LINES]
    say(f'contact phone:"{PHONE}"', BEN, direct=True)
    refused = [each for each in said if "Refused" in each[1] or "missing:" in each[1]]
    assert not refused, refused
    return say


def printed(say, line, who=ANA, **call):
    """The one document that a command posts."""
    (reply,) = say.replies(line, who, **call)
    (document,) = reply.documents
    return fulfilled(document, say.store, say.now)


def said_for(sheet: Sheet) -> str:
    """The line that asks for a form of the story: of things it names the first."""
    return f"form {sheet.name} {re.sub(r'[0-9]+', '1', sheet.of)}".rstrip()
