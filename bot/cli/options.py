"""What every part of the command line shares. It is read at each call of the program, so it imports nothing heavy."""

from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

CONFIG = Path("config.toml")
ConfigFile = Annotated[Path, typer.Option("--config", help="The configuration file.", show_default=True)]

EXIT_CODES = (
    "Exit codes: 0 all is well; 1 it could not be done, or something is amiss, and the words say what; 2 the command "
    "line was not understood; 130 stopped by Ctrl-C. doctor: 0 well, 1 warnings, 2 what keeps the bridge from its work."
)


def fail(words: str, code: int = 1) -> NoReturn:
    """Say on standard error what was wrong, and end with ``code``."""
    typer.echo(words, err=True)
    raise typer.Exit(code)


class Quick(TyperGroup):
    """A group whose own options stand before the command, so they are looked at only where one is there.

    Looking at an option, --help too, has typer load pydantic: twice the time of ``netcontrol check --help``.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As click does it, without our own options where the first word is a command."""
        own, helps = self.params, self.add_help_option
        if args and not args[0].startswith("-"):
            self.params, self.add_help_option = [], False
        try:
            return super().parse_args(ctx, args)
        finally:
            self.params, self.add_help_option = own, helps
