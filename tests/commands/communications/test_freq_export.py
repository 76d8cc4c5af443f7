"""A plan of thirty rows leaves the desk in every form."""

import json

import pytest

from commands.domain.messages import Audience
from commands.domain.radio.plan_revisions import SHOWN_DIGEST
from commands.radio.channel_import import read_table
from tests.commands import chirp_reader
from tests.commands.conversation import ANA, BEN, after
from tests.commands.plan_talk import ADVISORY_LINE, ROWS, build, hold


def tell(say):
    hold(say, ANA, "COML")
    build(say, ANA)
    say("freq instructions Patch VTAC36 to UTAC42 at Ridge Mtn.")
    say("freq publish")


@pytest.fixture
def coml():
    with after(tell) as say:
        yield say


def exported(say, line, who=BEN):
    (reply,) = say.replies(f"freq export {line}", who)
    assert reply.audience is Audience.ROOM
    assert ADVISORY_LINE in reply.text
    return reply


def test_every_form_of_the_plan_comes_as_a_file(coml):
    names = {
        form: exported(coml, form).documents[0].filename for form in ("205", "217a", "204", "chirp", "csv", "text")
    }

    assert names == {
        "205": "bear-creek-ICS-205-OP-1-rev-1.pdf",
        "217a": "bear-creek-ICS-217A-OP-1-rev-1.pdf",
        "204": "bear-creek-ICS-204-OP-1-rev-1.pdf",
        "chirp": "bear-creek-CHIRP-OP-1-rev-1.csv",
        "csv": "bear-creek-radio-plan-OP-1-rev-1.csv",
        "text": "bear-creek-radio-plan-aloud-OP-1-rev-1.txt",
    }


def test_a_changed_plan_is_a_draft_and_a_published_one_can_still_be_printed(coml):
    coml("freq release VSAR16")

    draft, published = (exported(coml, line).documents[0] for line in ("205", "205 rev:1"))

    assert draft.data["standing"] == "DRAFT, changed since revision 1"
    assert draft.filename.endswith("-draft.pdf")
    assert len(draft.data["rows"]) == 29
    assert published.data["standing"] == "Revision 1"
    assert len(published.data["rows"]) == len(ROWS)
    assert "There is no revision 5. There is: 1." in coml("freq export 205 rev:5")


def test_the_chirp_file_is_what_chirp_reads_and_names_what_it_leaves_out(coml):
    reply = exported(coml, "chirp")
    memories = chirp_reader.read(reply.documents[0].data["text"])

    by_name = {memory.name: memory for memory in memories}
    assert by_name["VTAC14"].rx == 159_472_500
    assert by_name["VTAC14"].rx_tone == "156.7"
    assert all(memory.tx is None for memory in memories)
    for name in ("STATE TG 3", "NIFC TAC 2", "AIR GUARD", "P25 LOG", "7CALL50"):
        assert f"Left out: {name} (" in reply.text
    assert "not certified for Part 90" in reply.text
    assert len(memories) + reply.text.count("Left out: ") == len(ROWS)


def test_only_the_coml_lets_exported_rows_transmit(coml):
    assert "Letting exported rows transmit is for COML" in coml("freq export chirp transmit:yes", BEN)

    assert "may transmit" in coml("freq transmit VTAC14")
    sending = [m for m in chirp_reader.read(exported(coml, "chirp").documents[0].data["text"]) if m.tx is not None]
    assert [(memory.name, memory.tx) for memory in sending] == [("VTAC14", 159_472_500)]
    everything = chirp_reader.read(exported(coml, "chirp transmit:yes", ANA).documents[0].data["text"])
    assert [memory.name for memory in everything if memory.tx is None] == ["N162.550"]


def test_our_own_table_is_read_back_as_the_same_channels(coml):
    text = exported(coml, "csv").documents[0].data["text"]

    read = read_table(text)

    plan = coml.store.plan_rows(coml.store.radio_plan("bear-creek").id)
    assert read.refused == ()
    assert set(read.channels) == {kept.row.channel for kept in plan}
    assert text.startswith("# Bear Creek Fire, radio plan OP 1, Revision 1, digest ")


def test_the_json_says_hertz_digest_and_what_it_is_not(coml):
    data = json.loads(exported(coml, "json").documents[0].data["text"])

    revision = coml.store.last_revision("bear-creek")
    assert data["digest"] == revision.digest
    assert data["advisory"].startswith(ADVISORY_LINE)
    assert {row["rx_hz"] for row in data["rows"] if row["name"] == "7CALL50"} == {769_243_750}
    assert f"digest {revision.digest[:SHOWN_DIGEST]}" in coml("freq list") or "revision 1" in coml("freq list")


def test_the_204_of_a_division_has_its_nets_and_those_of_everybody(coml):
    (document,) = exported(coml, "204 A").documents
    (sheet,) = document.data["sheets"]

    assert sheet["unit"] == "Div A"
    assert ["Div A tactical", "1-3 VTAC11", "151.1375 N 156.7", "151.1375 N 156.7", "A"] in sheet["rows"]
    assert any(row[0] == "command" for row in sheet["rows"])
    assert not any(row[0] == "Div B tactical" for row in sheet["rows"])
    assert "The plan has nothing for Z. It names: Div A" in coml("freq export 204 Z")


def test_each_zone_has_its_card(coml):
    cards = exported(coml, "cards").documents

    assert [card.filename for card in cards] == [
        f"bear-creek-channels-zone-{zone}-OP-1-rev-1.png" for zone in ("1", "2", "3", "4")
    ]
    assert cards[0].data["rows"][0]["name"] == "VCALL10"


def test_an_empty_plan_and_an_unknown_form_are_refused(say):
    hold(say, ANA, "COML")
    assert "There is no radio plan yet" in say("freq export 205")
    say("freq assign VTAC14 as:one")
    say("freq release N-1")
    assert "is empty: there is nothing to export" in say("freq export 205")
    assert "it is none of 205, 217a, 204, chirp" in say("freq export 206")
