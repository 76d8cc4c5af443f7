"""What the configuration and the command line have to know of Matrix accounts."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from bot.platforms.settings import (
    AccountKind,
    AccountSettings,
    IdForm,
    Option,
    RawAccount,
    Secret,
    SecretOption,
    Text,
    Web,
    unprotected,
)


class MatrixAccount(AccountSettings):
    """`[matrix.<name>]`: one user on one homeserver, with a password, or with access_token and device_id."""

    homeserver: Annotated[Web, AfterValidator(lambda url: url.rstrip("/"))]
    user_id: Annotated[Text, StringConstraints(pattern=r"^@[^:\s]+:\S+$")]
    password: Secret | None = None
    access_token: Secret | None = None
    device_id: Text | None = None
    bridges: tuple[Annotated[Text, StringConstraints(pattern=r"^@[^:\s]+:\S+$")], ...] = ()
    """User ids, ``*`` for any letters, of other bridges' bots: they alone may say whose words they carry."""


def _faults(account: RawAccount) -> Iterator[tuple[str, str]]:
    if "password" not in account and not ("access_token" in account and "device_id" in account):
        yield "", "needs password, or access_token and device_id"
    yield from unprotected(account, "homeserver")


ACCOUNTS = AccountKind(
    settings=MatrixAccount,
    brings_in="a Matrix homeserver",
    example="matrix.state/!abc:state.example",
    room=IdForm(r"!.+", "a Matrix room is named by its id (!…), which its settings show under Advanced"),
    person=IdForm(r"@[^:]+:.+", "a Matrix person is named @name:server"),
    identity="user_id",
    faults=_faults,
    help="Bring in a Matrix homeserver: the password is taken from the environment, from a file, or asked for.",
    options=(
        Option(key="homeserver", help="Its address: https://…", required=True),
        Option(key="user_id", help="The bot's own user there: @name:server.", required=True),
        SecretOption(key="password", what="Password", holds="the password", variable="NETCONTROL_PASSWORD"),
    ),
    next_step="with the code of /net link here say /invite {user_id} <code> in a room there, then !join <code>.",
    loggers=("nio", "peewee"),
    place=2,
)
