"""What the configuration and the command line have to know of Slack accounts."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator

from bot.platforms.settings import (
    AccountKind,
    AccountSettings,
    IdForm,
    Option,
    RawAccount,
    Secret,
    SecretOption,
    Web,
    unprotected,
)

WEB_API = "https://slack.com/api/"
TOKENS = (("bot_token", "xapp-", "xoxb-"), ("app_token", "xoxb-", "xapp-"))
"""Key, how the other kind of token begins, how this one does."""


class SlackAccount(AccountSettings):
    """`[slack.<name>]`: one app in one workspace. `base_url` ends with a slash."""

    bot_token: Secret
    app_token: Secret
    base_url: Annotated[Web, AfterValidator(lambda url: url.rstrip("/") + "/")] = WEB_API


def _faults(account: RawAccount) -> Iterator[tuple[str, str]]:
    for key, wrong, right in TOKENS:
        if str(account.get(key, "")).startswith(wrong):
            yield key, f"this is the other kind of token; this one begins with {right}"
    yield from unprotected(account, "base_url")


def _realm(account: RawAccount) -> str:
    """An id means one channel on all workspaces of one Slack (Slack Connect)."""
    return str(account.get("base_url", WEB_API)).rstrip("/")


ACCOUNTS = AccountKind(
    settings=SlackAccount,
    brings_in="a Slack workspace",
    example="slack.county/C0123ABCD",
    room=IdForm(r"[A-Z0-9]+", "a Slack channel is named by its id (C…), which its details show at the bottom"),
    person=IdForm(r"[A-Z0-9]+", "a Slack person is named by the member id (U…), which the profile shows"),
    identity="bot_token",
    faults=_faults,
    realm=_realm,
    help="Bring in a Slack workspace: its app's two tokens are taken from the environment, from files, or asked for.",
    options=(
        SecretOption(
            key="bot_token", what="Bot token (xoxb-…)", holds="the xoxb-… token", variable="NETCONTROL_BOT_TOKEN"
        ),
        SecretOption(
            key="app_token", what="App-level token (xapp-…)", holds="the xapp-… token", variable="NETCONTROL_APP_TOKEN"
        ),
        Option(key="base_url", help="Of the Web API, where it is not Slack's own."),
    ),
    first="netcontrol manifest prints what api.slack.com/apps wants under “From a manifest”.",
    next_step="in a channel there say /invite @Net Control, then the /net join with the code of /net link here.",
    loggers=("slack_bolt", "slack_sdk"),
    place=1,
)
