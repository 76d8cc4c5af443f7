"""What the program writes is for its own user alone, and lies where it was meant to."""

import os
import stat

import pytest

from bot.runtime.private_files import Outside, exposed, private_file, private_folder, within, write


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_and_files_are_closed_whatever_the_umask(umask, tmp_path):
    write(tmp_path / "record" / "forms" / "ics211.pdf", b"%PDF")
    with private_file(tmp_path / "keys" / "one") as file:
        file.write(b"secret")

    assert (tmp_path / "record" / "forms" / "ics211.pdf").read_bytes() == b"%PDF"
    assert {mode(tmp_path / name) for name in ("record", "record/forms", "keys")} == {0o700}
    assert {mode(tmp_path / name) for name in ("record/forms/ics211.pdf", "keys/one")} == {0o600}


def test_a_file_that_others_could_read_is_closed_when_it_is_written_again(tmp_path):
    old = tmp_path / "old.pdf"
    old.write_bytes(b"1")
    old.chmod(0o644)

    with private_file(old) as file:
        file.write(b"2")

    assert mode(old) == 0o600


def test_a_folder_that_was_there_keeps_what_its_owner_gave_it(tmp_path):
    tmp_path.chmod(0o755)
    private_folder(tmp_path / "new")
    assert mode(tmp_path) == 0o755


@pytest.mark.parametrize("name", ["../up", "a/../../up", "/etc/passwd", "", ".", "a/..", "link/x"])
def test_a_name_that_leads_out_of_its_folder_is_refused(tmp_path, name):
    folder = private_folder(tmp_path / "packets")
    (folder / "link").symlink_to(tmp_path)
    with pytest.raises(Outside, match="nothing was written"):
        within(folder, name)


def test_a_name_within_its_folder_is_taken(tmp_path):
    assert within(tmp_path, "bear-creek/ics205.pdf") == tmp_path / "bear-creek" / "ics205.pdf"


def test_what_others_may_read_is_found(tmp_path):
    tmp_path.chmod(0o700)
    for name, rights in (("good", 0o600), ("group", 0o640), ("all", 0o604)):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(rights)

    assert [path.name for path in exposed(tmp_path)] == ["all", "group"]
