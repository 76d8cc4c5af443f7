"""What the configuration and the command line have to know of pigeons."""

from collections.abc import Iterator

from bot.platforms.settings import AccountKind, AccountSettings, IdForm, Option, RawAccount, Text


class PigeonAccount(AccountSettings):
    """`[pigeon.<name>]`: one loft."""

    loft: Text


def _faults(account: RawAccount) -> Iterator[tuple[str, str]]:
    if account.get("loft") == "cat":
        yield "loft", "no cats"


ACCOUNTS = AccountKind(
    settings=PigeonAccount,
    brings_in="a pigeon loft",
    example="pigeon.loft/p1",
    room=IdForm("p[0-9]+", "p, digits"),
    person=IdForm("h[0-9]+", "h and a number"),
    identity="loft",
    faults=_faults,
    help="Bring in a loft.",
    options=(Option(key="loft", help="Where the birds live.", required=True),),
    next_step="feed the birds of {loft}.",
)
