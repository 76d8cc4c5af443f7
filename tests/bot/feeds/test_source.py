"""A source is polled, and what touches the incident is told once, with how it was matched."""

from datetime import timedelta

import pytest

from tests.bot.feeds.dial import FAR, NEAR, NOW, atom, broken, cap, endless, led_to, refer
from tests.bot.world import COUNTY, STATE


async def test_an_alert_in_the_area_is_told_in_every_room_with_how_it_was_matched(watching):
    watching.dial.show("/cap.xml", cap(polygon=NEAR))
    assert await watching.poll() == ""

    for room in (COUNTY, STATE):
        (told,) = [text for text in watching.told(room) if "AL-1" in text]
        assert "EVACUATION IMMEDIATE" in told
        assert "within 20 km of 43.8,-115.9" in told
        assert "Leave now." in told
        assert "Extreme, Immediate, Observed" in told


async def test_an_unchanged_page_is_answered_with_304_and_nothing_is_told_twice(watching):
    watching.dial.show("/cap.xml", cap())
    await watching.poll()
    before = watching.told()
    await watching.poll()
    watching.again()  # a fresh process has no marks and knows nothing but the store
    await watching.poll()

    assert [status for _, status in watching.dial.asked] == [200, 304, 200]
    assert watching.told() == before
    assert len(watching.alerts()) == 1


async def test_what_lies_elsewhere_is_not_told(watching):
    watching.dial.show("/cap.xml", atom(cap("1", same=("048113",), polygon=FAR), cap("2", same=("048113",))))
    await watching.poll()
    assert watching.alerts() == ()
    assert "No alert is known to stand here. This is not an all-clear." in await watching.say("alert")
    assert "cap.county answered 0 min ago, lists 2" in await watching.say("alert sources")


@pytest.mark.parametrize(
    ("page", "how"),
    [
        ({"same": ("016015",)}, "SAME 016015"),
        ({"same": ("316015",)}, "SAME 316015"),  # a part of the county
        ({"same": ("016000",)}, "SAME 016000"),  # the whole state
        ({"same": (), "ugc": ("IDC015",)}, "UGC IDC015"),
        ({"same": (), "ugc": ("IDZ401",)}, "UGC IDZ401"),
        ({"same": (), "polygon": NEAR}, "polygon is within 20 km"),
        ({"same": (), "circle": "43.95,-115.9 0"}, "circle is within 20 km"),
        ({"same": ("016015",), "polygon": FAR}, "its polygon is not within the circle"),
    ],
)
async def test_an_alert_is_matched_by_shape_by_zone_or_by_county(watching, page, how):
    watching.dial.show("/cap.xml", cap(**page))
    await watching.poll()
    assert how in watching.told()[-1]


async def test_what_cannot_be_compared_is_told_as_not_evaluated_and_wakes_nobody(watching):
    watching.dial.show("/cap.xml", cap(same=(), area="Upper canyon"))
    await watching.poll()
    assert "NOT EVALUATED" in watching.told()[-1]
    assert "Upper canyon" in watching.told()[-1]
    assert watching.alerts()[0].rank == 2


async def test_vanishing_is_no_all_clear_and_a_flicker_tells_nothing(watching):
    watching.dial.show("/cap.xml", atom(cap()))
    await watching.poll()
    before = watching.told()
    watching.dial.show("/cap.xml", atom())
    await watching.poll()
    assert "cap.county does not list it since 0600 MST: no all-clear" in await watching.say("alert")
    watching.dial.show("/cap.xml", atom(cap()))
    await watching.poll()
    assert "no all-clear" not in await watching.say("alert")
    assert watching.told() == before


async def test_an_update_is_told_in_a_line_only_where_it_is_worth_it(watching):
    watching.dial.show("/cap.xml", cap("1", severity="Severe"))
    await watching.poll()
    before = len(watching.told())
    later = NOW + timedelta(minutes=5)
    watching.dial.show("/cap.xml", cap("2", type="Update", references=refer("1"), sent=later, severity="Severe"))
    await watching.poll()
    assert len(watching.told()) == before
    longer = {"expires": NOW + timedelta(hours=5), "references": refer("1") + " " + refer("2", later)}
    watching.dial.show("/cap.xml", cap("3", type="Update", sent=later + timedelta(minutes=5), **longer))
    await watching.poll()
    assert len(watching.told()) == before + 1
    assert "now Extreme; lasts longer" in watching.told()[-1]
    assert len(watching.alerts()) == 1


async def test_a_cancel_for_a_part_ends_only_its_part(watching):
    watching.watch("zone:IDC015", "zone:IDC039")
    two = ("016015", "016039")
    watching.dial.show("/cap.xml", cap("1", same=two))
    await watching.poll()
    part = cap("2", type="Cancel", references=refer("1"), same=("016015",), sent=NOW + timedelta(minutes=1))
    watching.dial.show("/cap.xml", atom(cap("1", same=two), part))
    await watching.poll()
    assert "over in IDC015, it goes on in IDC039" in watching.told()[-1]
    assert watching.alerts()[0].open
    rest = cap("3", type="Cancel", references=refer("1"), same=("016039",), sent=NOW + timedelta(minutes=2))
    watching.dial.show("/cap.xml", atom(rest))
    await watching.poll()
    assert "is over here: ended by Boise County OEM" in watching.told()[-1]
    assert not watching.alerts()[0].open


async def test_a_cancel_without_any_text_ends_what_it_refers_to(watching):
    watching.dial.show("/cap.xml", cap("1"))
    await watching.poll()
    watching.dial.show("/cap.xml", cap("2", type="Cancel", references=refer("1"), info=False))
    await watching.poll()
    assert not watching.alerts()[0].open


async def test_updates_out_of_order_come_to_what_their_times_say(watching):
    later = NOW + timedelta(minutes=5)
    watching.dial.show("/cap.xml", cap("2", type="Cancel", references=refer("1"), sent=later))
    await watching.poll()
    watching.dial.show("/cap.xml", cap("1"))
    await watching.poll()
    assert not watching.alerts()[0].open
    assert watching.told() == []


VTEC = "/O.{}.KBOI.TO.{}.0007.261122T1300Z-261122T1500Z/"


async def test_an_upgrade_is_no_all_clear_and_the_warning_is_told_loudly(watching):
    watch = {"event": "Tornado Watch", "code": "TOA", "urgency": "Expected", "certainty": "Possible"}
    watching.dial.show("/cap.xml", cap("1", vtec=(VTEC.format("NEW", "A"),), **watch))
    await watching.poll()
    assert watching.alerts()[0].rank == 2
    both = (VTEC.format("UPG", "A"), VTEC.format("NEW", "W"))
    warning = cap("2", event="Tornado Warning", code="TOR", vtec=both, sent=NOW + timedelta(minutes=3))
    watching.dial.show("/cap.xml", warning)
    await watching.poll()
    assert "AL-1 Tornado Watch is over here: replaced by another alert; this is no all-clear." in watching.told()
    assert any("AL-2 TORNADO WARNING" in text for text in watching.told())


TESTS = [
    {"status": "Test"},
    {"status": "Exercise"},
    {"code": "RWT"},
    {"vtec": ("/T.NEW.KBOI.TO.W.0007.261122T1300Z-261122T1500Z/",)},
]


@pytest.mark.parametrize("test", TESTS)
async def test_tests_never_ring(watching, test):
    watching.dial.show("/cap.xml", cap(**test))
    await watching.poll()
    assert watching.told() == []
    assert "NO ALERT" in await watching.say("alert")


async def test_an_event_ends_when_its_time_is_over_and_nobody_cancelled_it(watching):
    watching.dial.show("/cap.xml", cap(expires=NOW + timedelta(minutes=10)))
    await watching.poll()
    watching.put_on(minutes=11)
    with watching.world.database.work() as work:
        (timer,) = work.record.timers(watching.world.now())
    assert timer.command == "alert over AL-1"
    await watching.clock(timer.command)
    assert watching.told()[-1] == "AL-1 Evacuation Immediate is over here: its time is over; nobody cancelled it."


FAULTS = [
    ({"fault": broken(500)}, "it answered 500"),
    ({"fault": broken(503, **{"Retry-After": "120"})}, "it answered 503"),
    ({"body": "<html><body>maintenance</body></html>", "kind": "text/html"}, "an HTML page"),
    ({"body": cap()[:-30]}, "broken XML"),
    ({"body": "not a feed at all"}, "no XML"),
    ({"body": '{"type": "FeatureCollection"}', "kind": "application/json"}, "no XML"),
    ({"fault": endless(60)}, "larger than 32 MB"),
    ({"fault": led_to("http://169.254.169.254/latest")}, "not of the protected kind|lies elsewhere"),
    (
        {"body": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>'},
        "document type or entities",
    ),
    ({"body": "<a>" * 60 + "</a>" * 60}, "neither CAP nor a feed"),
    ({"body": "<alerts>" + "<a>" * 60 + "</a>" * 60 + "</alerts>"}, "nested too deep"),
]


@pytest.mark.parametrize(("page", "why"), FAULTS, ids=[why for _, why in FAULTS])
async def test_what_is_wrong_with_an_answer_is_said_and_nothing_is_lost_by_it(watching, page, why):
    watching.dial.show("/cap.xml", cap())
    await watching.poll()
    watching.dial.show("/cap.xml", **({"body": b"", "marked": False} | page))
    fault = await watching.poll()
    assert any(one in fault for one in why.split("|")), fault
    watching.dial.show("/cap.xml", cap("2", event="Shelter in Place Warning", code="SPW", same=("016015",)))
    assert await watching.poll() == ""
    assert [one.event for one in watching.alerts()] == ["Shelter in Place Warning", "Evacuation Immediate"]


async def test_a_broken_page_leaves_no_mark_behind(watching):
    watching.dial.show("/cap.xml", cap()[:-30])
    assert "broken XML" in await watching.poll()
    assert "broken XML" in await watching.poll()
    assert [status for _, status in watching.dial.asked] == [200, 200]


async def test_a_silent_source_is_told_once_and_again_when_it_is_back(watching):
    watching.dial.show("/cap.xml", cap(same=("048113",)))
    await watching.poll()
    watching.dial.show("/cap.xml", b"", fault=broken(503))
    for _ in range(5):
        watching.put_on(seconds=30)
        await watching.poll()
    await watching.world.settled()
    (told,) = watching.told()
    assert "cap.county does not answer since 0600 MST (it answered 503)" in told
    assert "this is not an all-clear" in told
    watching.again()
    await watching.poll()
    assert watching.told() == [told]
    watching.dial.show("/cap.xml", cap(same=("048113",)))
    await watching.poll()
    assert len(watching.told()) == 2
    assert "answers again" in watching.told()[-1]


async def test_a_redirect_within_the_host_is_followed(watching):
    watching.dial.show("/new.xml", cap())
    watching.dial.show("/cap.xml", b"", fault=led_to("/new.xml"))
    assert await watching.poll() == ""
    assert len(watching.alerts()) == 1


async def test_links_of_a_feed_are_followed_once_each(watching):
    watching.dial.show("/a.cap", cap("a"))
    watching.dial.show("/b.cap", cap("b", event="Shelter in Place Warning", code="SPW"))
    watching.dial.show("/cap.xml", atom(links=("a.cap", "b.cap", "gone.cap")), marked=False)
    await watching.poll()
    await watching.poll()
    paths = [path for path, _ in watching.dial.asked]
    assert paths.count("/a.cap") == 1
    assert paths.count("/gone.cap") == 2
    assert len(watching.alerts()) == 2


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>
<item><title>t</title><link>{0}/a.cap</link><pubDate>Sun, 22 Nov 2026 13:00:00 GMT</pubDate></item>
<item><title>broken</title></item></channel></rss>"""

DE = """<?xml version="1.0"?><EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0">
<distributionID>d1</distributionID><distributionStatus>{0}</distributionStatus><contentObject><xmlContent>
<embeddedXMLContent>{1}</embeddedXMLContent></xmlContent></contentObject></EDXLDistribution>"""


async def test_rss_and_envelopes_are_read(watching):
    watching.dial.show("/a.cap", cap("a"))
    watching.dial.show("/cap.xml", RSS.format(watching.dial.url))
    await watching.poll()
    watching.dial.show("/cap.xml", DE.format("Actual", cap("b", event="Shelter in Place Warning", code="SPW")))
    await watching.poll()
    watching.dial.show("/cap.xml", DE.format("Exercise", cap("c", event="Fire Warning", code="FRW")))
    await watching.poll()
    assert [(one.event, one.test) for one in watching.alerts()] == [
        ("Fire Warning", True), ("Shelter in Place Warning", False), ("Evacuation Immediate", False),
    ]  # fmt: skip


async def test_other_encodings_and_clocks_are_read(watching):
    text = cap("1", area="Cañon").replace("+00:00", "Z")
    body = ('<?xml version="1.0" encoding="ISO-8859-1"?>' + text).encode("latin-1")
    watching.dial.show("/cap.xml", body)
    await watching.poll()
    assert "Cañon" in await watching.say("alert show AL-1")
    ahead = cap("2", event="Fire Warning", code="FRW", sent=NOW + timedelta(minutes=40))
    watching.dial.show("/cap.xml", ahead)
    await watching.poll()
    assert "its clock and ours differ by 40 min" in watching.told()[-1]


async def test_a_late_alert_says_how_late(watching):
    watching.dial.show("/cap.xml", cap(sent=NOW - timedelta(minutes=9)))
    await watching.poll()
    assert "heard 9 min later" in watching.told()[-1]
