"""Asking for resources, and what is decided about it."""

import pytest

from commands.domain.messages import CLOCK, Audience, Person
from tests.commands.conversation import ANA, BEN
from tests.commands.holding import hold
from tests.commands.ticking import tick

CHIEF = Person("slack.county/U2", "Carla Chief", "Ada County")
LOGISTICS = Person("slack.county/U3", "Lee Low", "Ada County")
FINANCE = Person("slack.county/U4", "Fay Fin", "Ada County")
COML = Person("slack.county/U5", "Cora Comm", "Ada County")


@pytest.fixture
def staff(say):
    """A staffed incident: Ana is DIVS A, and has nothing to decide."""
    for who, position, place in (
        (CHIEF, "OSC", ""),
        (LOGISTICS, "LSC", ""),
        (FINANCE, "FSC", ""),
        (COML, "COML", ""),
        (ANA, "DIVS", "A"),
    ):
        hold(say, who, position, place)
    return say


ASKED = 'request 20 VHF portables div A at:"Camp Ridge" by:0900'


def test_a_request_says_all_of_itself_and_whose_approval_it_needs(staff):
    assert staff(ASKED) == (
        "R-1: 20 VHF portables, Div A at Camp Ridge, by Sun 22 Nov 0900 MST. Asked by Ana Ruiz (DIVS A). "
        "Approval: section: OSC (Carla Chief)."
    )
    (reply,) = staff.replies("request 2 dozers kind:crawler type:2 substitutes:graders")
    assert reply.audience is Audience.MAIN
    assert not reply.loud
    assert reply.text.startswith("R-2: 2 dozers (crawler, type 2).")
    assert [choice.command for choice in reply.choices] == ["request approve R-2", "request change R-2"]


def test_resource_request_is_the_same(staff):
    assert staff("resource request 20 VHF portables div A by:0900").startswith("R-1: 20 VHF portables, Div A, by Sun")
    staff("checkin E12 4 agency:Boise")
    assert staff("resource list").startswith("Bear Creek Fire: 1 resource, 4 persons checked in")
    assert staff("resource request").startswith("quantity is missing")
    assert "You said the same 0 s ago" in staff("resource request 20 VHF portables div A by:0900")


def test_an_urgent_request_is_loud_in_all_groups(staff):
    (reply,) = staff.replies(f"{ASKED} priority:urgent")
    assert reply.loud
    assert reply.audience is Audience.INCIDENT


def test_the_section_chief_approves_and_logistics_orders(staff):
    staff(ASKED)
    assert staff("approve R-1") == (
        "Refused: “approve R-1” is for OSC (Carla Chief); also for IC, held by nobody now. Nothing was changed."
    )
    approved, told = staff.replies("approve R-1", CHIEF)
    assert approved.text == "R-1 (20 VHF portables) approved: section Carla Chief (OSC). Logistics orders."
    assert told.to == (ANA.key,)
    assert told.audience is Audience.PRIVATE
    assert staff("approve R-1", CHIEF) == (
        "Refused: R-1 has all its approvals already: section Carla Chief (OSC). Nothing was changed."
    )
    ordered = staff('order R-1 from:"State cache" number:E-41 by:phone', LOGISTICS)
    assert ordered.startswith("R-1: 20 VHF portables ordered from State cache, their number E-41, by phone")


def test_approving_is_said_with_and_without_the_noun(staff):
    staff(ASKED)
    staff("request 3 pumps")
    assert staff("request approve 1", CHIEF).startswith("R-1 (20 VHF portables) approved")
    assert "the number of a request is needed, with its letter: R-2" in staff("approve 2", CHIEF)
    assert staff("approve r2", CHIEF).startswith("R-2 (3 pumps) approved")
    assert "a request such as R-3" in staff("cancel T-6")


def test_logistics_orders_and_others_do_not(staff):
    staff(ASKED)
    staff("approve R-1", CHIEF)
    assert staff("order R-1 from:cache", CHIEF).startswith("Refused: “order” is for LSC (Lee Low); also for")
    assert staff("request order R-1 from:cache", CHIEF).startswith("Refused: “request order” is for LSC")


def test_what_was_ordered_by_word_owes_its_approval_until_it_is_given(staff):
    staff(ASKED)
    refused = staff("order R-1 from:cache by:email", LOGISTICS)
    assert refused.startswith("Refused: R-1 is not approved: section: OSC (Carla Chief). Nothing was ordered.")
    assert "by:phone" in refused
    assert "ordered verbally from cache, by phone. APPROVAL OWED: section: OSC (Carla Chief)" in staff(
        "order R-1 from:cache by:phone", LOGISTICS
    )
    assert "ordered verbally; APPROVAL OWED" in staff("request list owed")
    assert staff("approve R-1", CHIEF).startswith("R-1 (20 VHF portables) approved: section Carla Chief (OSC).")
    assert staff("request list owed") == "Bear Creek Fire: no approval is owed."
    assert "ordered |" in staff("request list")


def test_a_cost_needs_finance_as_well(staff):
    staff("request 1 generator cost:1200")
    assert staff("approve R-1", CHIEF).startswith(
        "R-1 (1 generator) approved: section Carla Chief (OSC). Still missing: finance: FSC (Fay Fin)."
    )
    assert staff("order R-1 from:shop", LOGISTICS).startswith("Refused: R-1 is not approved: finance: FSC (Fay Fin)")
    assert staff("approve R-1", FINANCE).startswith(
        "R-1 (1 generator) approved: finance Fay Fin (FSC). Logistics orders."
    )


def test_spectrum_needs_the_coml_as_well(staff):
    assert "spectrum: COML (Cora Comm)" in staff("request 2 VHF frequencies div A")
    assert "spectrum" not in staff("request 3 frequency counters spectrum:no")


def test_an_urgent_one_goes_on_one_approval_and_owes_the_second(staff):
    staff("request 1 generator cost:1200 priority:urgent")
    assert staff("approve R-1", CHIEF).startswith(
        "R-1 (1 generator) approved: section Carla Chief (OSC). Logistics orders. "
        "APPROVAL OWED: finance: FSC (Fay Fin)."
    )
    assert "R-1" in staff("request list owed")
    assert "APPROVAL OWED: finance" in staff("order R-1 from:shop", LOGISTICS)
    assert staff("approve R-1", CHIEF).startswith(
        "Refused: You have approved R-1 already; the second approval is another person's: finance: FSC (Fay Fin)."
    )
    staff("approve R-1", FINANCE)
    assert staff("request list owed") == "Bear Creek Fire: no approval is owed."


def test_the_chief_s_own_request_is_approved_by_asking(staff):
    assert staff("request 5 radios", CHIEF).endswith("Approved; Logistics orders.")
    assert "Approval: finance: FSC (Fay Fin)" in staff("request 1 truck cost:9", CHIEF)


def test_who_types_for_somebody_says_so_and_approves_nothing(staff):
    said = staff('request 5 radios for:"DIVS B"', CHIEF)
    assert "Asked by DIVS B (typed by Carla Chief (OSC)). Approval: section: OSC" in said


def test_whoever_opened_the_incident_decides_while_no_ic_is_named(say):
    say.incident = say.store.save(type(say.incident)(**(vars(say.incident) | {"opened_by": ANA.key})))
    assert say("request 5 radios cost:100").endswith("Approved; Logistics orders.")
    assert "approval" not in say("request list owed").replace("no approval is owed", "")
    assert say("order R-1 from:shop").startswith("R-1: 5 radios ordered from shop")


def test_a_request_is_sent_back_and_asked_anew(staff):
    staff(ASKED)
    assert staff("change R-1 state the band").startswith("Refused: “change R-1” is for")
    public, told = staff.replies("change R-1 state the band", CHIEF)
    assert public.text.startswith("R-1 (20 VHF portables) sent back to Ana Ruiz (DIVS A): state the band.")
    assert told.to == (ANA.key,)
    assert staff("approve R-1", CHIEF) == (
        "Refused: R-1 is sent back: approve is not possible now. Possible: edit, deny, cancel, note."
    )
    assert staff("request edit R-1 qty:15", BEN).startswith("Refused: R-1 is Ana Ruiz (DIVS A)'s to edit")
    edited = staff("request edit R-1 VHF portables, 136 to 174 MHz qty:15")
    assert edited.startswith("R-1 changed by the asker: 15 VHF portables, 136 to 174 MHz, Div A at Camp Ridge")
    assert "Approval: section: OSC (Carla Chief)." in edited


def test_an_edit_asks_for_the_approvals_anew(staff):
    staff(ASKED)
    staff("approve R-1", CHIEF)
    assert staff("request edit R-1 qty:20").startswith("Refused: Nothing is different from R-1")
    assert "Approval: section" in staff("request edit R-1 qty:40")
    assert staff("order R-1 from:cache", LOGISTICS).startswith("Refused: R-1 is not approved")


def test_a_verbal_order_is_not_denied_but_cancelled(staff):
    staff(ASKED)
    staff("order R-1 from:cache by:phone", LOGISTICS)
    assert staff("deny R-1 no", CHIEF) == (
        "Refused: R-1 is ordered: deny is not possible now. Possible: approve, order, fill, close, cancel, note."
    )
    assert staff("cancel R-1 not approved", CHIEF).startswith("R-1 (20 VHF portables) cancelled: not approved. Tell")


def test_a_denial_has_its_reason_and_ends_it(staff):
    staff(ASKED)
    assert staff("deny R-1", CHIEF).startswith("why is missing")
    assert staff("deny R-1 the cache is at the other camp", CHIEF).startswith(
        "R-1 (20 VHF portables) denied: the cache is at the other camp"
    )
    assert staff("approve R-1", CHIEF) == "Refused: R-1 is denied: approve is not possible now. Possible: note."
    assert staff("request list") == "Bear Creek Fire: no request is open."


def test_the_asker_cancels_and_the_supplier_is_named(staff):
    staff(ASKED)
    staff("approve R-1", CHIEF)
    staff('order R-1 from:"State cache" number:E-41', LOGISTICS)
    staff("fill R-1 8", LOGISTICS)
    assert staff("cancel R-1 borrowed", BEN).startswith("Refused: “cancel R-1” is for")
    assert staff("cancel R-1 borrowed from Division B") == (
        "R-1 (20 VHF portables) cancelled: borrowed from Division B. Tell the supplier: State cache, their number E-41."
    )
    assert "R-1.1 | 8 | cancelled" in staff("request show R-1")


def test_a_request_that_looks_like_an_open_one_is_pointed_out_to_both(staff):
    staff(ASKED)
    staff.wait(minutes=5)
    public, told = staff.replies("request 12 portable radios VHF div A", BEN)
    assert "Looks like R-1 (20 VHF portables, Div A at Camp Ridge" in public.text
    assert told.to == (ANA.key,)
    assert told.audience is Audience.PRIVATE
    assert "looks like your R-1 (20 VHF portables)" in told.text
    assert "Looks like" not in staff("request 12 portable radios VHF div B", BEN)
    assert "Looks like" not in staff("request 12 UHF portables div A", BEN)
    staff("deny R-1 no", CHIEF)
    staff("cancel R-2", BEN)
    assert "Looks like R-3" not in staff("request 9 VHF portables div A", CHIEF)


def test_the_same_twice_from_one_person_is_asked_about(staff):
    staff(ASKED)
    assert staff(ASKED).startswith("You said the same 0 s ago: R-1")
    assert staff(f"again {ASKED}").startswith("R-2:")


def test_a_note_stays_in_the_history_and_reaches_the_asker(staff):
    staff(ASKED)
    public, told = staff.replies('request note R-1 they call "back" at 0900', LOGISTICS)
    assert public.text == 'R-1 note: they call "back" at 0900'
    assert told.to == (ANA.key,)
    assert 'note (20): they call "back" at 0900; Lee Low (LSC)' in staff("request show R-1")


def test_a_number_that_is_not_there_is_said(staff):
    for line in ("request show R-9", "approve R-9", "deny R-9 no", "change R-9 it", "cancel R-9", "request note 9 x"):
        assert staff(line, CHIEF).startswith("Refused: There is no R-9 here; nothing was changed."), line
    staff(ASKED)
    assert staff("request arrived R-1.1", LOGISTICS) == (
        "Refused: R-1 has no line 1; nothing was changed. Its lines: none yet."
    )


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("request VHF portables", "Refused: quantity “VHF”: it is not a whole number"),
        ("request 0 portables", "Refused: quantity “0”: it is not between 1 and 10,000"),
        ("request 20", "what is missing"),
        ("request 20 …", "what is missing: a text. Nothing was recorded."),
        ("request 20 radios by:0500", "Refused: by “0500”: Sun 22 Nov 0500 MST is past"),
        ("request 20 radios priority:high", "Refused: priority “high”: it is none of urgent, routine, low."),
        ("request aprove R-1", "Refused: request has no “aprove”; nothing was recorded. Did you mean"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(staff, line, answer):
    assert staff(line).startswith(answer)
    assert staff("request list") == "Bear Creek Fire: no request is open."


def test_lists_are_for_the_asker_alone_and_the_most_urgent_is_first(staff):
    staff("request 1 low thing priority:low")
    staff("request 1 routine thing")
    staff("request 1 urgent thing priority:urgent", BEN)
    listed = staff("request list").splitlines()
    assert listed[0] == "Bear Creek Fire: 3 open requests"
    assert [row.split(" | ")[0] for row in listed[2:5]] == ["R-3", "R-2", "R-1"]
    assert [row.split(" | ")[0] for row in staff("request list mine").splitlines()[2:4]] == ["R-2", "R-1"]
    assert [row.split(" | ")[0] for row in staff("request list all").splitlines()[2:5]] == ["R-3", "R-2", "R-1"]
    assert {staff.audience(f"request list {which}") for which in ("open", "mine", "all", "late", "owed")} == {
        Audience.QUIET
    }
    assert staff.audience("request show R-1") is Audience.QUIET


def test_a_late_request_is_announced_once_and_listed(staff):
    staff(ASKED)
    said = tick(staff, hours=3)
    assert [reply.text for reply in said if reply.audience is Audience.MAIN] == [
        "R-1 (20 VHF portables) is LATE: needed by Sun 22 Nov 0900 MST, 20 of 20 are not here"
    ]
    assert [reply.to for reply in said if reply.audience is Audience.PRIVATE] == [(ANA.key,)]
    assert tick(staff, hours=30) == []
    assert "LATE; asked" in staff("request list late")
    assert staff("request tick R-1", ANA).startswith("Refused: “request tick” is said by the clock alone")


def test_an_urgent_late_one_is_loud(staff):
    staff(f"{ASKED} priority:urgent")
    (public,) = (reply for reply in tick(staff, hours=3) if reply.audience is not Audience.PRIVATE)
    assert public.loud
    assert public.audience is Audience.INCIDENT


def test_a_later_time_by_edit_is_the_one_that_counts(staff):
    staff(ASKED)
    staff("request edit R-1 by:1200")
    assert tick(staff, hours=4) == []
    assert len(tick(staff, hours=3)) == 2


def test_what_is_not_open_is_not_late(staff):
    staff(ASKED)
    staff("cancel R-1")
    assert tick(staff, hours=9) == []
    assert staff("request list late") == "Bear Creek Fire: no request is late."


def test_closing_with_less_says_so(staff):
    staff("request 20 radios")
    staff("approve R-1", CHIEF)
    staff("fill R-1 12", LOGISTICS)
    assert staff("request close R-1 twelve are enough").startswith(
        "Refused: R-1.1 (12 promised) still to come: nothing was closed."
    )
    staff("request arrived R-1.1", BEN)
    assert staff("request close R-1 twelve are enough") == "R-1 closed with 12 of 20 radios: twelve are enough"


def test_the_incident_tells_what_is_open(staff):
    staff("request 1 truck cost:5 priority:urgent")
    staff("approve R-1", CHIEF)
    told = staff("incident status")
    assert "1 open request" in told
    assert "approval owed for R-1" in told


def test_an_exercise_is_marked(staff):
    staff.incident = staff.store.save(type(staff.incident)(**(vars(staff.incident) | {"exercise": True})))
    staff(ASKED)
    assert staff("request list").startswith("EXERCISE Bear Creek Fire: 1 open request")
    assert staff("request show R-1").startswith("EXERCISE Bear Creek Fire: R-1")


def test_the_clock_asks_for_nothing_of_its_own(staff):
    assert staff("request 5 radios", CLOCK).startswith("R-1: 5 radios. Asked by the clock")


@pytest.mark.parametrize("line", ["request 2 engines for div A by 0900", "request 2 engines by 0900 div:A"])
def test_place_and_time_are_read_as_people_say_them(staff, line):
    as_meant = staff(line).splitlines()[0]

    assert staff("again request 2 engines div:A by:0900").splitlines()[0] == as_meant.replace("R-1", "R-2")


def test_a_time_within_what_is_asked_for_stays_there(staff):
    assert "1 courier by night" in staff("request 1 courier by night")


@pytest.mark.parametrize(
    "said", ["2 engines urgent", "2 engines, URGENT!", "2 engines div A urgent", "2 engines priority urgent"]
)
def test_urgent_at_the_end_is_the_priority_and_is_told_to_everybody(staff, said):
    (first, *_) = staff.replies(f"request {said}")
    assert ": 2 engines, urgent" in first.text
    assert (first.audience, first.loud) == (Audience.INCIDENT, True)


def test_urgent_within_the_words_is_none_of_it(staff):
    assert "2 urgent care kits. Asked" in staff("request 2 urgent care kits")
