"""The one folding of names: an equivalence, stable under itself, and what it holds to be one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.folding import agency_key, alike, channel_key, place, place_key, unit_key

UNITS = (
    ("Engine 12", "E12", "E-12", "e 12", "E012", "ENG 12", "Engine-012"),
    ("ST 2131C", "Strike Team 2131C", "st2131c", "Strike 2131C"),
    ("Team 104", "TEAM-104", "team 0104"),
    ("Water Tender 5", "WT5", "Tender 5"),
    ("Medic 3", "M3", "med 3"),
    ("Ana Ruiz", "ANA RUIZ", "ana-ruiz"),
)
PLACES = (
    ("A", "a", "div A", "Div. A", "DIV-A", "DIV/A", "DIVA", "diva", "DIVS A", "DIVSA", "Division A", "Alpha", "Alfa"),
    ("B", "Division Bravo", "bravo", "B Div", "B division", "DIVB"),
    ("Structure Group", "structure group", "STRUCTURE GRP", "Group Structure"),
    ("Branch II", "branch 2", "BR 2"),
    ("AA", "Div AA", "DIVAA"),
)
AGENCIES = (
    ("Crescent FD", "CRESCENT FD", "Crescent F.D.", "Crescent Fire Dept", "Crescent Fire Department", "crescent-fd"),
    ("Ada County Sheriff's Office", "Ada Co. Sheriff", "ADA COUNTY SO", "Ada County Sheriff’s Dept."),
    ("Boise PD", "Boise Police Department", "Boise Police"),
)
CHANNELS = (("VTAC14", "VTAC-14", "vtac 14"), ("Command 1", "COMMAND-1"))
EVERY = ((unit_key, UNITS), (place_key, PLACES), (agency_key, AGENCIES), (channel_key, CHANNELS))


@pytest.mark.parametrize(("key", "classes"), EVERY)
def test_all_spellings_of_one_thing_have_one_key_and_other_things_another(key, classes):
    keys = [{key(name) for name in names} for names in classes]
    assert all(len(found) == 1 for found in keys), keys
    assert len(set().union(*keys)) == len(classes)


@pytest.mark.parametrize("key", [key for key, _ in EVERY])
@given(text=st.text(max_size=30))
def test_a_key_folds_into_itself_and_case_never_matters(key, text):
    assert key(key(text)) == key(text)
    if text.isascii():
        assert key(text.upper()) == key(text.lower()) == key(text)
        assert key(f" {text} ") == key(text) or not text.strip()


@given(text=st.text(max_size=30))
def test_a_place_that_is_kept_is_read_as_itself(text):
    assert place(place(text)) == place(text)
    assert place_key(place(text)) == place_key(text)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("Team 104", "104", True),
        ("2131C", "ST 2131C", True),
        ("E12", "12", True),
        ("Unit 7", "Crew 7", True),
        ("Team 104", "Crew 104", False),
        ("E12", "E13", False),
        ("E12", "Engine 12", False),
        ("Ana", "Ana Ruiz", False),
    ],
)
def test_alike_are_those_of_which_one_has_no_kind(one, other, said):
    assert alike(one, other) is alike(other, one) is said
