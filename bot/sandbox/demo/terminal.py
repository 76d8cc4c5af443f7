"""What the rooms show, line by line on the terminal: a colour for each side, formatting as far as terminals have it."""

from html.parser import HTMLParser

from rich.console import Console
from rich.text import Text

from .shown import Shown
from .stage import Stage

COLOURS = {"slack": "magenta", "matrix": "green"}
NAMES = {"slack": "Slack ", "matrix": "Matrix"}
STYLES = {
    "strong": "bold", "b": "bold", "em": "italic", "i": "italic", "del": "strike", "s": "strike", "code": "cyan",
    "blockquote": "dim", "th": "bold", "a": "underline",
}  # fmt: skip
INDENT = Text(" " * 11)
BREAKS = {"br", "p", "li", "tr", "blockquote", "pre", "div", "ul", "ol", "table", "hr"}


class Teller:
    """Prints each message once, when it first appears in a room."""

    def __init__(self, stage: Stage, console: Console) -> None:
        self._stage, self._console = stage, console
        self._told: set[tuple[str, str]] = set()

    async def run(self) -> None:
        """Tell for ever."""
        rung = -1
        while True:
            rung = await self._stage.bell.after(rung)
            self.tell()

    def tell(self) -> None:
        """Print what is new."""
        for side, messages in (("slack", self._stage.slack.shown()), ("matrix", self._stage.matrix.shown())):
            for message in messages:
                if (side, message.id) not in self._told and not message.note:
                    self._told.add((side, message.id))
                    self._print(side, message)

    def step(self, words: str) -> None:
        """Say what happens next."""
        self._console.print(f"\n[bold]{words}[/]")

    def unseen(self, side: str, who: str, line: str) -> None:
        """Tell of a slash command: the room itself does not show it."""
        self._console.print(self._lead(side, who).append(f" runs {line}", "dim"))

    def _print(self, side: str, message: Shown) -> None:
        line = self._lead(side, message.author)
        line.append(" (only visible to the asker): " if message.only else ": ", "dim" if message.only else "")
        said = Text("\n").join(worded(part.html) for part in message.parts if part.html)
        lines = said.split("\n")
        self._console.print(line.append_text(lines[0]) if len(lines) == 1 else line)
        for each in lines if len(lines) > 1 else ():
            self._console.print(INDENT + each)

    def _lead(self, side: str, who: str) -> Text:
        return Text.assemble((NAMES[side], f"bold {COLOURS[side]}"), (" │ ", "dim"), (who, COLOURS[side]))


class _Worded(HTMLParser):
    """Collects the words of safe HTML with their styles."""

    def __init__(self) -> None:
        super().__init__()
        self.text = Text()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._open.append(tag)
        if tag in BREAKS:
            self._line()
        if tag == "li":
            self.text.append("• ")
        elif tag == "blockquote":
            self.text.append("│ ")
        elif tag in ("br", "hr"):
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag in BREAKS:
            self._line()
        elif tag in ("td", "th"):
            self.text.append("  ")

    def handle_data(self, data: str) -> None:
        if "pre" not in self._open:
            data = " ".join(data.split("\n")) if data.strip() else data.replace("\n", "")
        self.text.append(data, " ".join(STYLES[tag] for tag in self._open if tag in STYLES))

    def _line(self) -> None:
        if self.text.plain and not self.text.plain.endswith(("\n", "│ ", "• ")):
            self.text.append("\n")


def worded(html: str) -> Text:
    """Safe HTML as text for the terminal."""
    reader = _Worded()
    reader.feed(html)
    reader.text.rstrip()
    return reader.text
