"""auth.*, users.*, bots.*, team.* and the like: who is who."""

from __future__ import annotations

from bot.sandbox.slack.model import JSON, Refusal
from bot.sandbox.slack.shapes import bot_profile, user_json
from bot.sandbox.slack.webapi import Call, Token, method


@method("api.test", token=Token.NONE)
def api_test(call: Call) -> JSON:
    """Answers with what it was sent, or with the error that it was asked for."""
    arguments = {name: value for name, value in call.arguments.items() if name != "token"}
    if call.has("error"):
        raise Refusal(call.text("error"), args=arguments)
    return {"args": arguments}


@method("auth.test")
def auth_test(call: Call) -> JSON:
    """Whose token this is."""
    workspace = call.workspace
    return {
        "url": f"{workspace.site}/",
        "team": workspace.name,
        "user": workspace.bot.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.revoke")
def auth_revoke(call: Call) -> JSON:
    """Makes the token worthless, unless it is only a test."""
    if not call.flag("test"):
        call.workspace.revoke()
    return {"revoked": not call.flag("test")}


@method("apps.connections.open", tier=50, token=Token.APP)
def open_connection(call: Call) -> JSON:
    """The address of one Socket Mode connection, good for one use."""
    return {"url": call.workspace.ticket()}


@method("users.info", "users:read", tier=100)
def users_info(call: Call) -> JSON:
    """One member."""
    user = call.workspace.users.get(call.required("user"))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": user_json(call.workspace, user)}


@method("users.list", "users:read", tier=20)
def users_list(call: Call) -> JSON:
    """All members, on one page."""
    members = [user_json(call.workspace, user) for user in call.workspace.users.values()]
    return {"members": members, "cache_ts": int(call.workspace.now()), "response_metadata": {"next_cursor": ""}}


@method("bots.info", "users:read", tier=50)
def bots_info(call: Call) -> JSON:
    """The app's bot."""
    workspace = call.workspace
    if call.text("bot") not in ("", workspace.bot_id):
        raise Refusal("bot_not_found")
    return {"bot": bot_profile(workspace) | {"user_id": workspace.bot.id}}


@method("team.info", "team:read", tier=50)
def team_info(call: Call) -> JSON:
    """The workspace."""
    workspace = call.workspace
    about = {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain, "url": workspace.site}
    return {"team": about}


@method("emoji.list", "emoji:read", tier=20)
def emoji_list(call: Call) -> JSON:
    """The workspace's own emoji: name and the address of the picture, or `alias:` and another name."""
    return {"emoji": dict(call.workspace.emoji), "cache_ts": str(call.workspace.now())}
