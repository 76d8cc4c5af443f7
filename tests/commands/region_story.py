"""The region of the worked example: told once, from its tables, and an incident that uses it."""

from pathlib import Path

from commands.call import Call
from commands.domain.assets.regions import Use
from commands.domain.incidents import Incident
from commands.domain.messages import Person, Room
from commands.survey.importing import Importer, Outcome, read
from commands.survey.layouts import ORDER
from tests.commands.conversation import BOISE, INSIDE, START, Conversation

TABLES = Path(__file__).parents[1] / "data" / "region" / "idaho-south"
REGION = "idaho-south"
CARL = Person("slack.county/U3", "Carl Oz", "SWIC's office")
STEW = Person("slack.county/U4", "Stu Wray", "Ada County SO")
GUARD = Person("slack.county/U5", "Gus Ard", "Guard")


def region_call(say: Conversation, who: Person = CARL, **more) -> Call:
    here = say.store.get(Incident, REGION)
    moment = {"at": say.now, "zone": BOISE, "incident": here, "room": Room("slack", "county", "R1"), **INSIDE}
    return Call(who=who, store=say.store, **(moment | more))


def bring(say: Conversation, folder: Path = TABLES, region: str = REGION) -> list[Outcome]:
    if say.store.get(Incident, region) is None:
        say.store.add(
            Incident(
                id=region, name="Idaho South", opened=START, timezone="America/Boise", standing=True, opened_by="x"
            )
        )
    outcomes = []
    for table in ORDER:
        if (path := folder / f"{table}.csv").is_file():
            outcomes.append(Outcome(table))
            Importer(region_call(say, admin=True), "file").take(
                table, read(table, path.read_text(encoding="utf-8")), outcomes[-1]
            )
    return outcomes


def idaho_south(say: Conversation) -> None:
    bring(say)
    say.store.add(Use(incident="bear-creek", region=REGION, at=START, by_name="the configuration"))
    say("place ICP 43.8000, -115.9000", admin=True)
    said(say, "role give SWIC @Carl", admin=True, mentions={"Carl": CARL.key})
    said(say, "role give STEW ACSO @Stu", mentions={"Stu": STEW.key})
    said(say, "role confirm H-1", STEW)
    said(say, "role give STEW GUARD @Gus", mentions={"Gus": GUARD.key})
    said(say, "role confirm H-2", GUARD)


def said(say: Conversation, line: str, who: Person = CARL, **call) -> str:
    """A line in the region's room."""
    before, say.incident = say.incident, say.store.get(Incident, REGION)
    try:
        return say(line, who, **({"room": Room("slack", "county", "R1")} | call))
    finally:
        say.incident = before
