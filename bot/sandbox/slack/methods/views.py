"""views.*: modals, which need a fresh trigger, and the Home tab."""

from __future__ import annotations

from bot.sandbox.slack.modals import MAX_STACK, faults_in_view
from bot.sandbox.slack.model import JSON, Refusal, View
from bot.sandbox.slack.shapes import view_json
from bot.sandbox.slack.webapi import Call, method


@method("views.open", tier=100)
def open_(call: Call) -> JSON:
    """Opens a modal for the person whose deed gave the trigger."""
    body = _body(call, "modal")
    user = call.workspace.triggers.spend(_trigger(call))
    return _shown(call, call.workspace.modals.open(user, body))


@method("views.push", tier=100)
def push(call: Call) -> JSON:
    """Puts a modal over the one in which the trigger arose."""
    workspace, body = call.workspace, _body(call, "modal")
    user = workspace.triggers.spend(_trigger(call))
    top = workspace.modals.top(user)
    if top is None:
        raise Refusal("not_found")
    if len(workspace.modals.stack(user)) >= MAX_STACK:
        raise Refusal("push_limit_reached")
    return _shown(call, workspace.modals.open(user, body, over=top))


def _trigger(call: Call) -> str:
    trigger = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger:
        raise Refusal.because("invalid_arguments", "missing required field: trigger_id")
    return trigger


@method("views.update", tier=100)
def update(call: Call) -> JSON:
    """Puts other content into an open modal or a Home tab, by view_id or external_id."""
    workspace = call.workspace
    view = workspace.modals.find(call.text("view_id"), call.text("external_id"))
    if view is None or not view.is_open:
        raise Refusal("not_found")
    body = _body(call, view.kind)
    if call.has("hash") and call.text("hash") != view.hash:
        raise Refusal("hash_conflict")
    return _shown(call, workspace.modals.update(view, body))


@method("views.publish", tier=100)
def publish(call: Call) -> JSON:
    """Shows a Home tab to a member."""
    workspace, user = call.workspace, call.required("user_id")
    if not workspace.manifest.home:
        raise Refusal("not_enabled")
    if user not in workspace.users:
        raise Refusal("user_not_found")
    body, before = _body(call, "home"), workspace.homes.get(user)
    if before and call.has("hash") and call.text("hash") != before.hash:
        raise Refusal("hash_conflict")
    return _shown(call, workspace.modals.publish(user, body))


def _shown(call: Call, view: View) -> JSON:
    return {"view": view_json(call.workspace, view)}


def _body(call: Call, kind: str) -> JSON:
    body = call.object("view")
    if body is None:
        raise Refusal.because("invalid_arguments", "missing required field: view")
    faults = faults_in_view(body, kind)
    if faults:
        raise Refusal.because("invalid_arguments", *faults)
    return body
