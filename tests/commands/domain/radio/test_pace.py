from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from commands.domain.errors import Refused
from commands.domain.radio.pace import MOVES, Net, Pace, State, Verb, down, heard, move, script, step, up

NOON = datetime(2026, 8, 14, 12, tzinfo=UTC)
PACE = Pace(primary="VTAC14", alternate="VTAC12", contingency="UTAC42D", emergency="VCALL10")
TACTICAL = Net(name="Div A tactical", channel="VTAC14", pace=PACE)


def moving(*names):
    return move(down(TACTICAL, "repeater dead"), "VTAC12", expected=names, by="K. Ames", at=NOON)


def tick(net, *names):
    for name in names:
        net = heard(net, name, at=NOON, by="Net Control")
    return net


@pytest.mark.parametrize(("state", "verb"), list(product(State, Verb)))
def test_every_verb_in_every_state_moves_or_is_refused_with_what_would_work(state, verb):
    if (state, verb) in MOVES:
        assert step(state, verb) is MOVES[state, verb]
    else:
        with pytest.raises(Refused, match=f"{state.value} cannot be said to be {verb.value}; it can: "):
            step(state, verb)


def test_a_net_reads_moving_n_of_m_until_all_are_heard():
    net = moving("Div A", "Div B", "Branch I")
    assert net.shown == "MOVING 0 of 3 to VTAC12"

    net = tick(net, "div a", "Branch I")
    assert net.shown == "MOVING 2 of 3 to VTAC12"
    assert net.missing == ("Div B",)

    net = tick(net, "DIV-B")
    assert (net.shown, net.state, net.missing) == ("MOVED to VTAC12", State.MOVED, ())


def test_being_heard_twice_counts_once_and_a_stranger_is_refused():
    net = tick(moving("Div A", "Div B"), "Div A", "Div A")

    assert net.shown == "MOVING 1 of 2 to VTAC12"
    with pytest.raises(Refused, match=r"Div C is not awaited on VTAC12\. Still to be heard: Div B"):
        tick(net, "Div C")


def test_up_never_moves_anyone_back():
    there = tick(moving("Div A"), "Div A")

    assert up(there) == replace(there, reason="")
    assert up(there).channel == "VTAC12"
    assert up(moving("Div A")).shown == "MOVING 0 of 1 to VTAC12"
    assert up(down(TACTICAL)).shown == "VTAC14"


def test_down_moves_nobody_by_itself():
    failed = down(TACTICAL, "repeater dead")

    assert (failed.shown, failed.channel, failed.reason) == ("VTAC14 DOWN", "VTAC14", "repeater dead")


def test_a_move_is_refused_to_the_same_channel_and_without_anybody_to_listen_for():
    with pytest.raises(Refused, match="is on VTAC14 already"):
        move(TACTICAL, "vtac 14", expected=("Div A",), by="K. Ames", at=NOON)
    with pytest.raises(Refused, match="Nobody is named to be heard on VTAC12"):
        move(TACTICAL, "VTAC12", expected=(), by="K. Ames", at=NOON)


def test_a_move_that_fails_is_followed_by_another_and_counts_anew():
    net = tick(moving("Div A", "Div B"), "Div A")

    again = move(net, "UTAC42D", expected=("Div A", "Div B", "div a"), by="K. Ames", at=NOON)

    assert again.shown == "MOVING 0 of 2 to UTAC42D"
    assert again.came_from == "VTAC12"


@pytest.mark.parametrize(
    ("channel", "failed", "found"),
    [
        ("VTAC14", (), ("alternate", "VTAC12")),
        ("VTAC14", ("VTAC12",), ("contingency", "UTAC42D")),
        ("vtac12", (), ("contingency", "UTAC42D")),
        ("VCALL10", (), None),
        ("VFIRE21", (), ("primary", "VTAC14")),
        ("VTAC14", ("VTAC12", "UTAC42D", "VCALL10"), None),
    ],
)
def test_the_next_rung_is_the_next_one_that_is_not_down(channel, failed, found):
    assert PACE.after(channel, failed) == found


def test_rungs_that_nobody_named_are_left_out():
    assert Pace(primary="VTAC14", contingency="VTAC12").order == (("primary", "VTAC14"), ("contingency", "VTAC12"))


def test_the_script_says_where_to_go_twice_and_where_not_to_be():
    words = script(moving("Div A"), position="zone 1 ch 5")

    assert words.count("VTAC12, zone 1 ch 5") == 2
    assert "VTAC14 is not to be used" in words
