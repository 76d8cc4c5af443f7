"""Write the tables of commands from what the commands say of themselves: README.md's short one, docs/commands.md.

Usage: python tools/command_table.py (in the project's folder).
"""

from pathlib import Path

from commands.dispatch.subjects import by_subject
from commands.registry import Verb, nouns

START = "<!-- commands: written by tools/command_table.py, compared by a test -->\n"
END = "<!-- end of commands -->\n"

TITLE = """# Every command

Written by tools/command_table.py from the commands themselves; a test compares it. `<…>` is needed, `[…]` may be
left out.
"""


def short() -> str:
    """A row for each noun, by subject: what it is for."""
    rows = []
    for subject, found in by_subject().items():
        rows.append(f"| **{subject}** | |\n")
        rows += [f"| `{noun.name}` | {_cell(noun.summary)} |\n" for noun in found if _spoken(noun.distinct)]
    return "| command | what it does |\n|---|---|\n" + "".join(rows)


def full() -> str:
    """A section for each noun, a row for each thing that can be said."""
    sections = [TITLE]
    for noun in nouns().values():
        verbs = _spoken(noun.distinct)
        rows = "".join(f"| `{_cell(verb.usage)}` | {_cell(verb.summary)} |\n" for verb in verbs)
        if rows:
            sections.append(f"\n## {noun.name}\n\n| say | what it does |\n|---|---|\n{rows}")
    return "".join(sections)


def with_table(readme: str) -> str:
    """The README with its table as the code has it now."""
    before, _, rest = readme.partition(START)
    _, _, after = rest.partition(END)
    return before + START + short() + END + after


def _spoken(verbs: tuple[Verb, ...]) -> list[Verb]:
    """What people say: not what only the clock does."""
    return [verb for verb in verbs if verb.needs != "clock"]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    path = Path("README.md")
    path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")
    Path("docs/commands.md").write_text(full(), encoding="utf-8")
