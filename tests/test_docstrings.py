"""A docstring says more than the name above it: a first sentence made of the name's own words is refused."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("bot", "commands", "storage")

Named = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def words(text: str) -> frozenset[str]:
    """The words of a name or sentence, in lower case, without a plural's s: `ParLine` is `par_line`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text).replace("_", " ")
    return frozenset(word.lower().removesuffix("s") for word in re.findall(r"[^\W_]+", parted)) - {""}


# Words that add nothing to a name, however the sentence is turned.
EMPTY = words(
    "a an and as at be by class does for from function gets get give given gives has holds if in into is it its method"
    " of on one or return returned returns sets that the their them these this those to value was what whether which"
    " with"
)


def repeats(name: str, docstring: str) -> bool:
    """Whether the first sentence tells no word that the name does not tell."""
    sentence = re.split(r"(?<=[.?!])\s|\n\n", docstring.strip(), maxsplit=1)[0]
    return words(sentence) - EMPTY <= words(name)


def described(folder: str) -> Iterator[tuple[str, Named, str]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Named) and (docstring := ast.get_docstring(node)):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node, docstring


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_docstring_only_repeats_its_name(folder):
    found = list(described(folder))
    assert found, folder
    assert not [
        f"{where} {node.name}: {docstring}" for where, node, docstring in found if repeats(node.name, docstring)
    ]


@pytest.mark.parametrize(
    ("name", "docstring", "empty"),
    [
        ("open_requests", "The open requests.", True),
        ("ParLine", "A PAR line.", True),
        ("close", "Closes it.", True),
        ("user_id", "Returns the user's id.", True),
        ("open_requests", "How many requests of these groups are still open.", False),
        ("on_raster", "Whether a frequency, in hertz, is a whole number of steps from the band's anchor.", False),
    ],
)
def test_what_counts_as_a_repetition(name, docstring, empty):
    assert repeats(name, docstring) is empty
