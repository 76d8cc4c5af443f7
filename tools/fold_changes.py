"""Fold the fragments in changes/ into CHANGELOG.md, and take them away.

Usage: python tools/fold_changes.py (in the project's folder; whoever merges runs it).

A fragment is changes/<task>-<word>.md: a list for the people who run the program ("- …", indented where a point goes
on). It goes to the end of "### Changed" in the changelog's top section; a fragment may name another heading by its
first line ("### Added"). Fragments are folded by name. One without a list is refused, and then nothing is changed.
"""

import re
import sys
from pathlib import Path

DEFAULT = "### Changed"


def read(path: Path) -> tuple[str, str]:
    """A fragment's heading and its lines. Raises ValueError where it holds anything but a list."""
    text = path.read_text(encoding="utf-8").strip("\n")
    heading, rest = DEFAULT, text
    if text.startswith("### "):
        heading, _, rest = text.partition("\n")
    lines = rest.strip("\n").splitlines()
    if not lines or not lines[0].startswith("- ") or not all(re.match(r"- |  \S|$", line) for line in lines):
        raise ValueError(
            f"{path}: a fragment is a list: lines that begin with “- ”, or with two blanks where one goes on"
        )
    return heading.rstrip(), "\n".join(lines)


def folded(changelog: str, heading: str, lines: str) -> str:
    """The changelog with these lines at the end of that heading in its top section; where there is none it is made."""
    begin = re.search(r"^## .*$", changelog, re.MULTILINE)
    if begin is None:
        raise ValueError("CHANGELOG.md: there is no section (“## …”)")
    after = re.search(r"^## ", changelog[begin.end() :], re.MULTILINE)
    end = begin.end() + after.start() if after else len(changelog)
    top, rest = changelog[:end].rstrip("\n"), changelog[end:]
    there = re.search(rf"^{re.escape(heading)}$", top[begin.end() :], re.MULTILINE)
    if there is None:
        return _joined(f"{top}\n\n{heading}\n\n{lines}", rest)
    at = begin.end() + there.end()
    later = re.search(r"^### ", top[at:], re.MULTILINE)
    cut = at + later.start() if later else len(top)
    begun, others = top[:cut].rstrip("\n"), top[cut:]
    gap = "\n" if begun.rpartition("\n")[2].startswith(("- ", "  ")) else "\n\n"
    return _joined(f"{begun}{gap}{lines}" + (f"\n\n{others}" if others else ""), rest)


def _joined(top: str, rest: str) -> str:
    return f"{top}\n\n{rest}" if rest else f"{top}\n"


def fold(folder: Path) -> list[Path]:
    """Fold the fragments in ``folder/changes`` into ``folder/CHANGELOG.md``; which ones were folded and removed."""
    changelog, found = folder / "CHANGELOG.md", sorted((folder / "changes").glob("*.md"))
    text = changelog.read_text(encoding="utf-8")
    for heading, lines in [read(path) for path in found]:
        text = folded(text, heading, lines)
    if found:
        changelog.write_text(text, encoding="utf-8")
    for path in found:
        path.unlink()
    return found


def main() -> None:
    try:
        found = fold(Path.cwd())
    except (OSError, ValueError) as fault:
        sys.exit(f"{fault}; nothing was changed")
    for path in found:
        print(f"folded {path.name}")


if __name__ == "__main__":
    main()
