"""The chain of the log breaks at exactly the entry that was tampered with."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.log.logbook import FIRST, Entry, Head, Origin, digest, sealed, short
from commands.domain.log.proof import Proof, read_head

AT = datetime(2026, 11, 22, 13, tzinfo=UTC)
WORDS = st.text(max_size=30)


def entry(number, words):
    return Entry(
        incident="bear-creek",
        group="main",
        number=number,
        origin=Origin.PERSON,
        words=words,
        at=AT + timedelta(minutes=number),
        said=AT,
        author="slack.county/U1",
        author_name="Ana Ruiz",
    )


def chain(texts):
    before, made = FIRST, []
    for number, words in enumerate(texts, 1):
        made.append(sealed(entry(number, words), before))
        before = made[-1].digest
    return made


def proved(entries, heads=(), counted=None):
    proof = Proof(heads)
    proof.read(entries)
    return proof.end(len(entries) if counted is None else counted)


CHAINS = st.lists(WORDS, min_size=1, max_size=12).map(chain)


@given(CHAINS)
def test_what_was_not_touched_is_unbroken(entries):
    assert proved(entries, [one.head for one in entries]) is None


@given(CHAINS, st.data())
def test_a_changed_field_breaks_the_chain_at_exactly_that_entry(entries, data):
    at = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(st.sampled_from([one.name for one in fields(Entry) if one.name not in ("id", "number", "digest")]))
    was = getattr(entries[at], name)
    other = {
        "origin": Origin.SYSTEM,
        "at": AT - timedelta(microseconds=1),
        "said": AT + timedelta(microseconds=1),
        "source": "x/y",
    }.get(name, f"{was} ")
    entries[at] = replace(entries[at], **{name: other})
    assert proved(entries).number == at + 1


@given(CHAINS, st.data())
def test_a_missing_entry_is_named(entries, data):
    at = data.draw(st.integers(0, len(entries) - 1))
    left = entries[:at] + entries[at + 1 :]
    broken = proved(left, counted=len(entries))
    assert broken.number == at + 1
    assert "missing" in broken.why


@given(CHAINS.filter(lambda entries: len(entries) > 1), st.data())
def test_two_entries_in_each_others_place_break_it_at_the_first(entries, data):
    at = data.draw(st.integers(0, len(entries) - 2))
    first, second = entries[at], entries[at + 1]
    entries[at], entries[at + 1] = replace(second, number=first.number), replace(first, number=second.number)
    assert proved(entries).number == at + 1


@given(CHAINS, st.data())
def test_a_log_that_was_written_anew_from_some_entry_on_is_found_by_a_printed_head(entries, data):
    at = data.draw(st.integers(0, len(entries) - 1))
    printed = entries[-1].head
    anew = chain([one.words for one in entries[:at]] + [f"{entries[at].words}!"] + [o.words for o in entries[at + 1 :]])
    assert proved(anew) is None, "the chain itself is whole"
    broken = proved(anew, [printed])
    assert broken.number == printed.number
    assert short(printed.digest) in broken.why


@given(CHAINS, st.data())
def test_a_cut_tail_is_found_by_a_printed_head_also_where_the_count_was_changed(entries, data):
    left = data.draw(st.integers(0, len(entries) - 1))
    broken = proved(entries[:left], [entries[-1].head])
    assert broken.number == left + 1


@given(CHAINS)
def test_an_older_head_says_since_when_it_was_changed(entries):
    heads = [entries[0].head, entries[-1].head]
    anew = [entries[0], *chain([entries[0].words, *(f"{one.words}!" for one in entries[1:])])[1:]]
    if len(entries) > 1:
        assert f"changed between L-1 and L-{len(entries)}" in proved(anew, heads).why


@given(CHAINS)
def test_what_was_appended_after_a_head_was_printed_does_no_harm(entries):
    assert proved(entries, [entries[0].head]) is None


@given(st.integers(1, 10**6), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_a_head_is_read_as_it_is_printed(number, hexadecimal):
    head = Head(number, hexadecimal)
    for written in (head.shown, head.shown.upper(), f" {head.shown.replace('-', ' ', 9).replace('L ', 'L-')} "):
        assert read_head(written) == Head(number, hexadecimal[:16])
    assert read_head(short(hexadecimal)) == Head(0, hexadecimal[:16])
    assert read_head(hexadecimal) == Head(0, hexadecimal)


@pytest.mark.parametrize("text", ["", "L-42", "L-42 xyz", "9f2c", "L-42 9f2c-41ab", "M-1 9f2c-41ab-77d0-e1c3"])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(ValueError, match="is no head of a log"):
        read_head(text)


def test_a_head_without_its_number_is_looked_for_everywhere():
    entries = chain(["a", "b", "c"])
    assert proved(entries, [Head(0, entries[1].digest[:16])]) is None
    assert "no entry has the printed digest" in proved(entries, [Head(0, "0" * 16)]).why


def test_the_canonical_form_is_the_documented_one():
    """A digest that was printed must be computable for ever: this value may not change."""
    one = sealed(entry(1, "strike team 2131C at DP 12 é"), FIRST)
    assert one.digest == digest(one, FIRST)
    assert one.digest == "0e6576f7bd14307307716372424abfaa0f5f76ece67972f98ad96c91c6f3ddb2"
