"""The state of an event in its zones does not hang on the order in which its messages arrive."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from commands.domain.alerts import vtec
from commands.domain.alerts.vtec import Action
from commands.domain.alerts.zones import Said, fold
from tests.commands.domain.alerts.made import AT

ZONES = ("IDC001", "IDC015", "IDC039")

SAIDS = st.lists(
    st.builds(
        Said,
        sent=st.integers(0, 6).map(lambda minutes: AT + timedelta(minutes=minutes)),
        triple=st.uuids().map(str),
        action=st.sampled_from(Action),
        zones=st.lists(st.sampled_from(ZONES), max_size=3, unique=True).map(tuple),
        until=st.none() | st.integers(1, 9).map(lambda hours: AT + timedelta(hours=hours)),
        refers=st.booleans(),
    ),
    max_size=9,
)


@given(saids=SAIDS, dice=st.randoms())
def test_any_order_gives_what_the_order_by_sent_gives(saids, dice):
    shuffled = list(saids)
    dice.shuffle(shuffled)
    one_by_one = {}
    for said in sorted(saids, key=lambda each: each.order):
        for zone in said.zones or tuple(one_by_one):
            one_by_one[zone] = said.triple
    assert fold(shuffled) == fold(saids)
    assert {zone: stands.by for zone, stands in fold(shuffled).items()} == one_by_one


def said(action, *zones, minutes=0, triple="a"):
    return Said(AT + timedelta(minutes=minutes), triple, action, zones, None)


def test_a_cancel_for_a_part_ends_only_that_part():
    state = fold([said(Action.GOES_ON, *ZONES), said(Action.ENDS, "IDC015", minutes=1)])
    assert [zone for zone, one in state.items() if one.active(AT)] == ["IDC001", "IDC039"]


def test_what_goes_on_counts_where_two_were_sent_at_once():
    state = fold([said(Action.ENDS, "IDC001", triple="z"), said(Action.GOES_ON, "IDC001", triple="a")])
    assert state["IDC001"].action is Action.GOES_ON


def test_codes_of_events_are_read():
    one = vtec.read("/O.UPG.KBOI.FW.A.0004.261122T1800Z-261123T0300Z/", AT)
    assert (one.key, one.action, one.test) == ("KBOI.FW.A.0004.2026", Action.UPGRADES, False)
    going = vtec.read("/O.CON.KBOI.FW.A.0004.000000T0000Z-000000T0000Z/", AT)
    assert (going.key, going.action, going.end) == ("KBOI.FW.A.0004.2026", Action.GOES_ON, None)
    assert vtec.read("/T.NEW.KBOI.TO.W.0001.261122T1300Z-261122T1400Z/", AT).test
    assert vtec.read("/O.NEW.KBOI/", AT) is None
    assert vtec.read("/O.NEW.KBOI.TO.W.0001.269922T1300Z-261122T1400Z/", AT).key.endswith("2026")
