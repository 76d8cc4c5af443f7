"""The payloads of slash commands, presses, shortcuts and submitted forms, as Socket Mode carries them."""

from __future__ import annotations

from typing import Any

from .channel import Channel
from .model import JSON, Ephemeral, Kind, Message, NotPossible, User, View
from .shapes import message_json, view_json
from .state import State


def slash(state: State, user: User, channel: Channel, command: str, text: str, trigger: str, url: str) -> JSON:
    """A slash command."""
    names = {Kind.DIRECT: "directmessage", Kind.PRIVATE: "privategroup"}
    return {
        "token": "sandbox",
        "team_id": state.team_id,
        "team_domain": state.domain,
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": state.app_id,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": trigger,
    }


def _interaction(state: State, kind: str, user: User, trigger: str) -> JSON:
    return {
        "type": kind,
        "token": "sandbox",
        "team": {"id": state.team_id, "domain": state.domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": state.team_id},
        "api_app_id": state.app_id,
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger,
    }


def press(state: State, user: User, trigger: str, url: str, where: Message | Ephemeral | View, action: JSON) -> JSON:
    """A press of a button, or another choice, in a message or a view."""
    body = _interaction(state, "block_actions", user, trigger) | {"actions": [action]}
    if isinstance(where, View):
        return body | {"container": {"type": "view", "view_id": where.id}, "view": view_json(state, where)}
    channel, is_ephemeral = state.channels[where.channel], isinstance(where, Ephemeral)
    container: JSON = {
        "type": "message", "message_ts": where.ts, "channel_id": channel.id, "is_ephemeral": is_ephemeral,
    } | ({"thread_ts": where.thread_ts} if where.thread_ts else {})  # fmt: skip
    body |= {"container": container, "channel": {"id": channel.id, "name": channel.name}, "response_url": url}
    body["state"] = {"values": {}}
    return body if isinstance(where, Ephemeral) else body | {"message": message_json(state, where)}


def shortcut(state: State, user: User, trigger: str, callback_id: str) -> JSON:
    """A shortcut from anywhere."""
    body = _interaction(state, "shortcut", user, trigger)
    return body | {"callback_id": callback_id, "action_ts": _now(state)}


def message_shortcut(state: State, user: User, trigger: str, callback_id: str, url: str, message: Message) -> JSON:
    """A shortcut from the menu of a message."""
    channel = state.channels[message.channel]
    return _interaction(state, "message_action", user, trigger) | {
        "callback_id": callback_id,
        "action_ts": _now(state),
        "message_ts": message.ts,
        "message": message_json(state, message),
        "channel": {"id": channel.id, "name": channel.name},
        "response_url": url,
    }


def submission(state: State, user: User, trigger: str, view: View, values: dict[str, Any]) -> JSON:
    """A form that was filled in and sent."""
    body = view_json(state, view) | {"state": {"values": _state(view, values)}}
    return _interaction(state, "view_submission", user, trigger) | {"view": body, "response_urls": []}


def closed(state: State, user: User, view: View) -> JSON:
    """A form that was closed without sending it."""
    body = _interaction(state, "view_closed", user, "") | {"view": view_json(state, view), "is_cleared": False}
    return {name: value for name, value in body.items() if name != "trigger_id"}


def _now(state: State) -> str:
    return f"{state.now():.6f}"


def element_in(blocks: Any, action_id: str) -> tuple[str, JSON]:
    """The block id and the element with this action id. Raises NotPossible if there is none to press."""
    for number, block in enumerate(blocks):
        elements = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in elements:
            if isinstance(element, dict) and element.get("action_id") == action_id:
                return block.get("block_id", f"b{number}"), element
    raise NotPossible(f"there is nothing with action_id {action_id!r} to press")


def action(state: State, blocks: Any, action_id: str, value: Any) -> JSON:
    """What is sent about a pressed element; `value` is what was chosen, where there is a choice."""
    block_id, element = element_in(blocks, action_id)
    body: JSON = {"type": element["type"], "action_id": action_id, "block_id": block_id, "action_ts": _now(state)}
    if element["type"] == "button":
        return body | {name: element[name] for name in ("text", "value", "style") if name in element}
    return body | chosen(element, value)


def _state(view: View, values: dict[str, Any]) -> JSON:
    """The values of a form. Keys are block ids or action ids; inputs that are not named are empty."""
    state: JSON = {}
    for number, block in enumerate(view.body["blocks"]):
        element = block.get("element")
        if block["type"] != "input" or not isinstance(element, dict):
            continue
        block_id, action_id = block.get("block_id", f"b{number}"), element.get("action_id", f"a{number}")
        value = values.get(block_id, values.get(action_id))
        if value is None and not block.get("optional") and "initial_value" not in element:
            raise NotPossible(f"the form's field {block_id!r} must be filled in")
        state[block_id] = {action_id: {"type": element["type"]} | chosen(element, value)}
    return state


def chosen(element: JSON, value: Any) -> JSON:
    """A choice in the shape that its kind of element gives it."""
    kind = element["type"]
    match kind:
        case "static_select" | "radio_buttons" | "overflow":
            return {"selected_option": _option(element, value)}
        case "multi_static_select" | "checkboxes":
            return {"selected_options": [_option(element, each) for each in value or []]}
        case "users_select" | "channels_select" | "conversations_select":
            return {f"selected_{kind.removesuffix('s_select')}": value}
        case "multi_users_select" | "multi_channels_select" | "multi_conversations_select":
            return {f"selected_{kind.removeprefix('multi_').removesuffix('_select')}": list(value or [])}
        case "datepicker" | "timepicker":
            return {f"selected_{kind.removesuffix('picker')}": value}
        case "datetimepicker":
            return {"selected_date_time": value}
    return {"value": value if value is not None else element.get("initial_value")}


def _option(element: JSON, value: Any) -> JSON | None:
    if value is None:
        initial: JSON | None = element.get("initial_option")
        return initial
    options = element.get("options") or [o for group in element.get("option_groups", []) for o in group["options"]]
    for option in options:
        if option["value"] == value:
            found: JSON = option
            return found
    raise NotPossible(f"{value!r} is not among the options of {element.get('action_id')!r}")
