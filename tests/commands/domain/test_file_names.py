"""Names of people become names of files without leading anywhere."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.domain.file_names import slug


@pytest.mark.parametrize("name", ["bear-creek", "ICS-205.pdf", "logistics", "消防", "Süd"])
def test_a_name_that_can_stay_stays(name):
    assert slug(name) == name


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("../../etc/passwd", "etc-passwd-"),
        ("Air/Ground", "Air-Ground-"),
        ("..", ""),
        (".hidden", "hidden-"),
        ("CON", "CON-"),
    ],
)
def test_a_name_that_cannot_stay_is_told_apart_by_its_digest(name, start):
    assert slug(name).startswith(start)
    assert slug(name) != slug(f"{name} ")


@given(st.text(max_size=300))
def test_it_is_always_one_part_of_a_path(name):
    made = slug(name)
    assert PurePosixPath("folder", made).parts == ("folder", made)
    assert PureWindowsPath("folder", made).parts == ("folder", made)
    assert not made.startswith(".")
    assert "\0" not in made
