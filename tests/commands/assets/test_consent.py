"""Who sees what of an asset: every scope × who asks × where × by which word, and what is told is private."""

from dataclasses import replace

import pytest

from commands.domain.assets.consent import SEES, Scope, Seen, Viewer
from commands.domain.assets.inventory import Kind
from commands.domain.messages import Audience, Person
from commands.survey.exporting import tables
from tests.commands.conversation import BEN, after
from tests.commands.region_story import CARL, GUARD, REGION, STEW, idaho_south, region_call, said

ANYBODY = Person("slack.county/U9", "Una Known", "")
IC = Person("slack.county/U8", "Ida Cee", "")

WAYS = ("asset show GW-5", "asset list gateway", 'asset find gateway within:60mi of:"43.80, -115.90"', "reach CRFD EMS")
FACT, CONTACT, NAME = "Guard gateway", "208-555-0115", "GW-5"

SHARE = {
    Scope.PRIVATE: "asset share GW-5 private",
    Scope.CONTACT: "asset share GW-5 contact",
    Scope.REGION: "asset share GW-5 region",
    Scope.GRANTED: "asset share GW-5 incident bear-creek",
}

WHO = {
    Viewer.STEWARD: (GUARD, True),
    Viewer.REGION: (STEW, True),
    Viewer.INCIDENT: (ANYBODY, False),
    Viewer.NAMED: (IC, False),
}
"""Who asks, and whether in the region's room."""


def _ready(say):
    idaho_south(say)
    said(say, "asset set GW-5 activation:40m", GUARD)
    say("role give IC @Ida", admin=True, mentions={"Ida": IC.key})
    say("role confirm H-1", IC)


def _expected(scope, viewer):
    if scope is Scope.GRANTED and viewer in (Viewer.INCIDENT, Viewer.NAMED):
        viewer = Viewer.GRANTED if viewer is Viewer.INCIDENT else Viewer.NAMED_GRANTED
    return SEES[scope][viewer]


@pytest.mark.parametrize("scope", Scope)
def test_every_word_tells_what_the_table_says_and_no_more(scope):
    with after(_ready) as say:
        said(say, SHARE[scope], GUARD)
        for viewer, (who, in_region) in WHO.items():
            seen = _expected(scope, viewer)
            for line in WAYS:
                answer = said(say, line, who) if in_region else say(line, who)
                case = f"{scope} {viewer} {line}: {answer}"
                assert "43.56440" not in answer or seen in (Seen.FACTS, Seen.ALL), case
                if seen is Seen.NOTHING:
                    assert FACT not in answer, case
                    assert CONTACT not in answer, case
                    assert NAME not in answer.replace("There is no GW-5", ""), case
                if seen is Seen.CONTACT:
                    assert FACT not in answer, case
                if seen in (Seen.FACTS, Seen.ALL) and line == WAYS[0]:
                    assert FACT in answer, case
                if seen is Seen.CONTACT and line == WAYS[0]:
                    assert CONTACT in answer, case


def test_a_grant_brings_it_into_the_reach_of_one_incident_and_ends_with_one_word():
    with after(idaho_south) as say:
        said(say, "asset status GW-1 out until:Friday", STEW)
        assert "GW-5" not in say("reach BLM ACSO")
        said(say, "asset share GW-5 incident bear-creek until:Sunday", GUARD)
        assert "(40 min, 1 bridge) VFIRE21 – GW-5 Guard gateway – 8TAC91D" in say("reach BLM ACSO")
        assert "1 grant is ended" in said(say, "asset share GW-5 private", GUARD)
        assert "GW-5" not in say("reach BLM ACSO")


def test_a_grant_that_is_over_is_worth_nothing():
    with after(idaho_south) as say:
        said(say, "asset share GW-5 incident bear-creek until:Sunday", GUARD)
        say.wait(days=8)
        assert "There is no GW-5 here" in say("asset show GW-5")


def test_the_coordinator_narrows_and_only_proposes_what_is_wider():
    with after(idaho_south) as say:
        assert "is shared: contact" in said(say, "asset share GW-1 contact")
        assert "Only a steward of ACSO shares more of GW-1: they are asked" in said(say, "asset share GW-1 region")
        assert "contact" in said(say, "asset show GW-1", STEW)


def test_another_agencys_steward_shares_nothing():
    with after(idaho_south) as say:
        assert "is for the stewards of ACSO (Stu" in said(say, "asset share GW-1 contact", GUARD)


def test_what_is_not_shared_is_counted_only_where_its_owner_allows_it():
    with after(idaho_south) as say:
        assert "not shared with you" not in say("asset find gateway within:60mi of:ICP")
        agency = next(one for one in say.store.agencies_of((REGION,)) if one.short == "GUARD")
        say.store.save(replace(agency, counted=True))
        assert "1 more is not shared with you" in say("asset find gateway within:60mi of:ICP")


@pytest.mark.parametrize("line", WAYS)
def test_answers_are_the_askers_alone(line):
    with after(idaho_south) as say:
        (reply,) = say.replies(line.replace("GW-5", "GW-1"), BEN)
        assert reply.audience is Audience.PRIVATE


def test_coordinates_and_numbers_are_typed_where_nobody_reads_along():
    with after(idaho_south) as say:
        for line in ('asset set GW-1 at:"43.80, -115.90"', "asset set GW-1 phone:208-555-0199"):
            assert "is not taken in a room" in said(say, line, STEW, overheard=True)
            assert "is now" in said(say, f"{line} say:yes", STEW, overheard=True)


def test_a_steward_shows_it_to_the_room_and_the_log_does_not_repeat_it():
    with after(idaho_south) as say:
        assert "is for the stewards of ACSO" in say("asset show GW-1 say:yes")
        say.incident = region_call(say).incident
        (reply,) = say.replies("asset show GW-1 say:yes", STEW)
        assert reply.audience is Audience.ROOM
        assert "43.61500" in reply.text
        assert "43.61500" not in reply.log


def test_an_export_is_of_all_for_the_regions_administrator_alone():
    with after(idaho_south) as say:
        written = dict(tables(region_call(say, admin=True)))
        assert "Guard gateway" in written["gateways.csv"]
        assert {one.kind for one in say.store.assets((REGION,))} == {
            Kind.GATEWAY, Kind.CACHE, Kind.CHANNEL, Kind.PSAP, Kind.AGREEMENT,
        }  # fmt: skip


def test_nobody_asks_where_no_region_is_used():
    with after() as say:
        for line in ("asset list", "reach A B", "asset find gateway"):
            assert "uses no region" in say(line, CARL)
