"""files.*: an upload in three steps, of which Slack finishes the last one later."""

from __future__ import annotations

import mimetypes
from dataclasses import replace
from typing import Any

from bot.sandbox.slack.checks import author, checked_blocks, target, thread
from bot.sandbox.slack.model import JSON, File, Refusal
from bot.sandbox.slack.shapes import file_json
from bot.sandbox.slack.text import stored
from bot.sandbox.slack.webapi import Call, method


@method("files.getUploadURLExternal", "files:write", tier=100)
def get_upload_url(call: Call) -> JSON:
    """An address for the bytes, and the id that the file will have."""
    workspace, name, length = call.workspace, call.required("filename"), call.number("length", 0)
    if length <= 0:
        raise Refusal.because("invalid_arguments", "must be greater than 0 [json-pointer:/length]")
    file = File(
        id=workspace.ids("F"), name=name, title=name, size=length, user=workspace.bot.id, created=int(workspace.now()),
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )  # fmt: skip
    return {"file_id": file.id, "upload_url": workspace.uploads.open(file)}


@method("files.completeUploadExternal", "files:write", tier=100)
def complete_upload(call: Call) -> JSON:
    """Makes files of finished uploads. They are shown in the channel a little later, as one message."""
    workspace = call.workspace
    asked = call.array("files")
    if not asked or not all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in asked):
        raise Refusal.because("invalid_arguments", "missing required field: files")
    share = _share(call)
    files = [_finished(call, item) for item in asked]
    if share is not None:
        workspace.uploads.share_later(files, **share)
    return {"files": [file_json(workspace, file) for file in files]}


def _share(call: Call) -> dict[str, Any] | None:
    given = call.text("channel_id") or call.text("channels")
    if not given:
        return None
    channel = target(replace(call, arguments={**call.arguments, "channel": given}))
    blocks = checked_blocks(call, call.workspace.habits.blocks_text_limit)
    by = {key: value for key, value in author(call).items() if key != "subtype"}
    return {
        "channel": channel, "text": stored(call.text("initial_comment")), "blocks": tuple(blocks),
        "thread_ts": thread(call, channel), **by,
    }  # fmt: skip


def _finished(call: Call, item: JSON) -> File:
    file = call.workspace.uploads.finished(item["id"])
    if file is None:
        raise Refusal("file_not_found")
    title = item.get("title") or file.title
    return call.workspace.keep_file(replace(file, title=title))


@method("files.info", "files:read", tier=100)
def info(call: Call) -> JSON:
    """A file, with the messages that carry it once Slack has finished with it."""
    return {"file": file_json(call.workspace, _file(call)), "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.delete", "files:write", tier=50)
def delete(call: Call) -> JSON:
    """Deletes one of the app's own files; the messages that carried it stay."""
    file = _file(call)
    if file.user != call.workspace.bot.id:
        raise Refusal("cant_delete_file")
    call.workspace.drop_file(file)
    return {}


def _file(call: Call) -> File:
    file = call.workspace.files.get(call.required("file"))
    if file is None:
        raise Refusal("file_not_found")
    return file
