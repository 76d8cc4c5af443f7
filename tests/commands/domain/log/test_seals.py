"""The Merkle tree by the vectors of RFC 6962's reference implementation, and heads as they are posted and read back."""

import hashlib

import pytest

from commands.domain.log.seals import RecordHead, Row, Tree, find_heads, packed, read_heads, unpacked

LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
HEAD = RecordHead(1042, "9f2c41ab77d0", "3fa9c1d2")


def test_the_tree_has_the_published_roots():
    tree = Tree()
    assert tree.root == hashlib.sha256(b"").hexdigest()
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.add(hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).hexdigest())
        assert tree.root == root
    again = Tree(tree.size, [*tree.peaks])
    assert again.root == ROOTS[-1], "it grows on from its peaks alone"


def test_a_head_is_read_as_it_was_posted():
    posted = (
        f"14:02 Net Control: … Log L-42 9f2c-41ab-77d0-e1c3 · {HEAD.shown}\n\nsomebody's words\n{HEAD.shown.upper()}"
    )
    assert read_heads(posted) == [HEAD, HEAD]
    assert find_heads("nothing here") == []


@pytest.mark.parametrize(
    "line",
    [
        "Record head 1042 9f2c-41ab key 3fa9c1d2",
        "Record head 1042 9f2c-41ab-77d0",
        "Record head ten 9f2c-41ab-77d0 key 3fa9c1d2",
        "Record head 1042 9f2c-41ab-77dO key 3fa9c1d2",
        f"{HEAD.shown} Record head",
    ],
)
def test_a_damaged_head_is_told_by_its_line(line):
    with pytest.raises(ValueError, match=r"^line 2 holds no whole head; it reads like “Record head 1042 "):
        read_heads(f"{HEAD.shown}\n{line}")


def test_rows_are_read_back_as_they_were_packed():
    rows = [Row("said", "7", 0, "", "ab"), Row("request", "1", 3, "cd", "")]
    assert unpacked(packed(rows)) == rows


@pytest.mark.parametrize("rows", ["", "[1]", "[[1, 2]]", "{}x", '[["a","b","c","d","e"]]', "7"])
def test_what_is_no_list_of_rows_is_refused(rows):
    with pytest.raises(ValueError):  # noqa: PT011  whatever it is that is wrong with it
        unpacked(rows)
