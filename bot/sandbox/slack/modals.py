"""Modals and Home tabs: what each member has open, and the rules for their content."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .blocks import faults_in_blocks
from .model import JSON, View

if TYPE_CHECKING:
    from .memory import Memory

MAX_BLOCKS = 100
MAX_STACK = 3
TITLES = {"title": 24, "submit": 24, "close": 24}
LENGTHS = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}


class Modals:
    """The views of one workspace."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def stack(self, user: str) -> list[View]:
        """The modals that a member has open, the top one last."""
        return [view for view in self._memory.views.values() if view.user == user and view.is_open]

    def top(self, user: str) -> View | None:
        """The modal that a member sees."""
        stack = self.stack(user)
        return stack[-1] if stack else None

    def find(self, view_id: str, external_id: str = "") -> View | None:
        """A view by either id, Home tabs too."""
        known = [*self._memory.views.values(), *self._memory.homes.values()]
        for view in known:
            if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                return view
        return None

    def open(self, user: str, body: JSON, *, over: View | None = None) -> View:
        """Opens a modal, instead of what is open or over it."""
        view_id = self._memory.ids("V")
        if over is None:
            self.clear(user)
        return self._keep(View(
            id=view_id, user=user, hash=self._hash(), body=body, root=over.root if over else view_id,
            previous=over.id if over else None,
        ))  # fmt: skip

    def update(self, view: View, body: JSON) -> View:
        """Gives a view other content."""
        new = replace(view, body=body, hash=self._hash())
        return self._keep_home(new) if view.kind == "home" else self._keep(new)

    def publish(self, user: str, body: JSON) -> View:
        """Shows a Home tab."""
        before = self._memory.homes.get(user)
        if before is not None:
            return self.update(before, body)
        view_id = self._memory.ids("V")
        return self._keep_home(View(id=view_id, user=user, hash=self._hash(), body=body, root=view_id))

    def close(self, view: View) -> None:
        """Closes one modal."""
        self._keep(replace(view, is_open=False))

    def clear(self, user: str) -> None:
        """Closes all modals of a member."""
        for view in self.stack(user):
            self.close(view)

    def _hash(self) -> str:
        return f"{int(self._memory.now())}.{self._memory.ids.secret(8)}"

    def _keep(self, view: View) -> View:
        self._memory.views[view.id] = view
        self._memory.note_change()
        return view

    def _keep_home(self, view: View) -> View:
        self._memory.homes[view.user] = view
        self._memory.note_change()
        return view


def faults_in_view(body: JSON, kind: str) -> list[str]:
    """What Slack would say about a view of this kind; nothing when it is good."""
    if body.get("type") != kind:
        return [f"must be {kind} [json-pointer:/view/type]"]
    faults = faults_in_blocks(body.get("blocks"), MAX_BLOCKS, kind, "/view/blocks")
    for name, most in LENGTHS.items():
        if len(body.get(name) or "") > most:
            faults.append(f"must be less than {most + 1} characters [json-pointer:/view/{name}]")
    return faults + (_faults_in_titles(body) if kind == "modal" else [])


def _faults_in_titles(body: JSON) -> list[str]:
    faults = []
    for name, most in TITLES.items():
        text = body.get(name)
        if text is None and name != "title":
            continue
        said = text.get("text") if isinstance(text, dict) and text.get("type") == "plain_text" else None
        if not isinstance(said, str) or not 0 < len(said) <= most:
            faults.append(f"must be plain_text of 1 to {most} characters [json-pointer:/view/{name}]")
    has_input = any(block.get("type") == "input" for block in body.get("blocks", []))
    if has_input and not body.get("submit"):
        faults.append("missing required field: submit [json-pointer:/view]")
    return faults
