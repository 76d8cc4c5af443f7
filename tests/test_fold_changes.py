"""Fragments of the changelog are folded into its top section, and taken away."""

import pytest

from tests.imports import ROOT
from tools.fold_changes import fold, read

CHANGELOG = """# Changelog

## Unreleased

### Added

**The bridge**

- Talk.

## 0.1

### Changed

- Long ago.
"""


@pytest.fixture
def folded(tmp_path):
    (tmp_path / "changes").mkdir()

    def folded(changelog=CHANGELOG, **fragments):
        (tmp_path / "CHANGELOG.md").write_text(changelog)
        for name, text in fragments.items():
            (tmp_path / "changes" / f"{name}.md").write_text(text)
        fold(tmp_path)
        return (tmp_path / "CHANGELOG.md").read_text()

    folded.left = lambda: sorted(path.name for path in (tmp_path / "changes").iterdir())
    return folded


def test_fragments_are_folded_by_name_under_changed_in_the_top_section(folded):
    text = folded(b="- Second,\n  at length.\n", a="- First.\n- And more.\n")

    new = "- Talk.\n\n### Changed\n\n- First.\n- And more.\n- Second,\n  at length.\n\n## 0.1\n"
    assert text == CHANGELOG.replace("- Talk.\n\n## 0.1\n", new)
    assert folded.left() == []


def test_folding_once_more_goes_on_below(folded):
    once = folded(a="- First.\n")

    assert folded(once, b="- Second.\n") == once.replace("- First.\n", "- First.\n- Second.\n")


def test_a_fragment_may_name_its_heading(folded):
    text = folded(a="### Added\n\n- A board.\n", b="### Fixed\n- A leak.\n")

    assert "- Talk.\n- A board.\n\n### Fixed\n\n- A leak.\n\n## 0.1\n" in text


def test_without_fragments_nothing_is_changed(folded):
    assert folded() == CHANGELOG


def test_of_a_last_section_the_end_is_found(folded):
    assert folded("# Changelog\n\n## Unreleased\n", a="- First.\n") == (
        "# Changelog\n\n## Unreleased\n\n### Changed\n\n- First.\n"
    )


@pytest.mark.parametrize("wrong", ["", "First.\n", "### Added\n", "- First.\nand more\n"])
def test_a_fragment_without_a_list_is_refused_and_nothing_is_changed(folded, tmp_path, wrong):
    with pytest.raises(ValueError, match=r"b\.md: a fragment is a list"):
        folded(a="- First.\n", b=wrong)

    assert (tmp_path / "CHANGELOG.md").read_text() == CHANGELOG
    assert folded.left() == ["a.md", "b.md"]


def test_the_fragments_that_stand_here_can_be_folded():
    for path in (ROOT / "changes").glob("*.md"):
        assert read(path)
