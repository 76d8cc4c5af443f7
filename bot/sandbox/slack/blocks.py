"""Block Kit's rules: which blocks and elements there are, what each must have, and how long its texts may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .model import JSON

# Texts of each block or element: name → (longest text, plain text only, required).
Texts = dict[str, tuple[int, bool, bool]]

_OPTION: Texts = {"text": (75, False, True), "description": (75, False, False)}
_CONFIRM: Texts = {
    "title": (100, True, True), "text": (300, False, True), "confirm": (30, True, True), "deny": (30, True, True),
}  # fmt: skip
_PLACEHOLDER: Texts = {"placeholder": (150, True, False)}

BLOCKS: dict[str, Texts] = {
    "section": {"text": (3000, False, False)},
    "header": {"text": (150, True, True)},
    "divider": {},
    "context": {},
    "actions": {},
    "image": {"title": (2000, True, False)},
    "input": {"label": (2000, True, True), "hint": (2000, True, False)},
    "rich_text": {},
    "markdown": {},
    "file": {},
    "video": {"title": (200, True, True), "description": (200, True, False)},
    "table": {},
}
ELEMENTS: dict[str, Texts] = {
    "button": {"text": (75, True, True)},
    "overflow": {},
    "image": {},
    "checkboxes": {},
    "radio_buttons": {},
    "plain_text_input": _PLACEHOLDER,
    "number_input": _PLACEHOLDER,
    "email_text_input": _PLACEHOLDER,
    "url_text_input": _PLACEHOLDER,
    "file_input": {},
    "rich_text_input": _PLACEHOLDER,
    "datepicker": _PLACEHOLDER,
    "timepicker": _PLACEHOLDER,
    "datetimepicker": {},
} | {
    f"{count}{source}_select": _PLACEHOLDER
    for count in ("", "multi_")
    for source in ("static", "external", "users", "conversations", "channels")
}
INPUTS = frozenset(ELEMENTS) - {"button", "overflow", "image"}
ONLY_IN_VIEWS = {"input"}
STRINGS = {"block_id": 255, "action_id": 255, "value": 2000, "url": 3000, "image_url": 3000, "alt_text": 2000}
MOST = {"section.fields": 10, "context.elements": 10, "actions.elements": 25, "options": 100, "overflow.options": 5}
REQUIRED = {
    "image": ("alt_text",),
    "actions": ("elements",),
    "context": ("elements",),
    "rich_text": ("elements",),
    "markdown": ("text",),
    "input": ("element",),
    "file": ("external_id", "source"),
    "table": ("rows",),
    "number_input": ("is_decimal_allowed",),
    "overflow": ("options",),
    "checkboxes": ("options",),
    "radio_buttons": ("options",),
}


def faults_in_blocks(blocks: Any, most: int, surface: str, at: str = "/blocks") -> list[str]:
    """What Slack would say about these blocks on a `message`, `modal` or `home`; nothing when they are good."""
    return list(_in_blocks(blocks, most, surface, at))


def length_of(blocks: list[JSON]) -> int:
    """How many characters of text the blocks hold."""
    return sum(_length(block) for block in blocks)


def _length(node: Any) -> int:
    if isinstance(node, list):
        return sum(_length(child) for child in node)
    if isinstance(node, dict):
        own = len(node["text"]) if isinstance(node.get("text"), str) else 0
        return own + sum(_length(child) for child in node.values() if isinstance(child, dict | list))
    return 0


def _in_blocks(blocks: Any, most: int, surface: str, at: str) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield f"must be an array [json-pointer:{at}]"
        return
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:{at}]"
    for number, block in enumerate(blocks):
        yield from _in_block(block, surface, f"{at}/{number}")
    yield from _repeated(blocks, "block_id", at)


def _in_block(block: Any, surface: str, at: str) -> Iterator[str]:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(kind, str) or kind not in BLOCKS:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    if kind in ONLY_IN_VIEWS and surface == "message":
        yield f"{kind} is not allowed in messages [json-pointer:{at}/type]"
    yield from _in_node(block, kind, BLOCKS[kind], at)
    if kind in _PARTS:
        yield from _PARTS[kind](block, at)


def _in_node(node: JSON, kind: str, texts: Texts, at: str) -> Iterator[str]:
    for name in REQUIRED.get(kind, ()):
        if name not in node:
            yield f"missing required field: {name} [json-pointer:{at}]"
    for name, most in STRINGS.items():
        if name in node and not (isinstance(node[name], str) and len(node[name]) <= most):
            yield f"must be a string of at most {most} characters [json-pointer:{at}/{name}]"
    for name, rule in texts.items():
        yield from _in_text(node.get(name), *rule, f"{at}/{name}")


def _in_text(text: Any, longest: int, plain: bool, required: bool, at: str) -> Iterator[str]:
    if text is None:
        if required:
            yield f"missing required field: {at.rpartition('/')[2]} [json-pointer:{at.rpartition('/')[0]}]"
        return
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"must be one of: {', '.join(kinds)} [json-pointer:{at}/type]"
        return
    said = text.get("text")
    if not isinstance(said, str) or not said:
        yield f"must be more than 0 characters [json-pointer:{at}/text]"
    elif len(said) > longest:
        yield f"must be less than {longest + 1} characters [json-pointer:{at}/text]"


def _in_section(block: JSON, at: str) -> Iterator[str]:
    if not block.get("text") and not block.get("fields"):
        yield f"missing required field: text or fields [json-pointer:{at}]"
    yield from _too_many(block.get("fields", []), MOST["section.fields"], f"{at}/fields")
    for number, field in enumerate(block.get("fields", [])):
        yield from _in_text(field, 2000, False, True, f"{at}/fields/{number}")
    if "accessory" in block:
        yield from _in_element(block["accessory"], frozenset(ELEMENTS), f"{at}/accessory")


def _in_context(block: JSON, at: str) -> Iterator[str]:
    elements = block.get("elements", [])
    yield from _too_many(elements, MOST["context.elements"], f"{at}/elements")
    for number, element in enumerate(elements):
        here = f"{at}/elements/{number}"
        if isinstance(element, dict) and element.get("type") == "image":
            yield from _in_element(element, frozenset({"image"}), here)
        else:
            yield from _in_text(element, 3000, False, True, here)


def _in_actions(block: JSON, at: str) -> Iterator[str]:
    elements = block.get("elements", [])
    yield from _too_many(elements, MOST["actions.elements"], f"{at}/elements")
    for number, element in enumerate(elements):
        yield from _in_element(element, frozenset(ELEMENTS) - {"image", "plain_text_input"}, f"{at}/elements/{number}")
    yield from _repeated(elements, "action_id", f"{at}/elements")


def _in_input(block: JSON, at: str) -> Iterator[str]:
    yield from _in_element(block.get("element"), INPUTS, f"{at}/element")


def _in_markdown(block: JSON, at: str) -> Iterator[str]:
    if not isinstance(block.get("text"), str) or not 0 < len(block["text"]) <= 12_000:
        yield f"must be a string of 1 to 12000 characters [json-pointer:{at}/text]"


def _in_element(element: Any, allowed: frozenset[str], at: str) -> Iterator[str]:
    kind = element.get("type") if isinstance(element, dict) else None
    if not isinstance(kind, str) or kind not in allowed:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    yield from _in_node(element, kind, ELEMENTS[kind], at)
    if "confirm" in element:
        yield from _in_node(element["confirm"], "confirm", _CONFIRM, f"{at}/confirm")
    if kind == "button" and element.get("style") not in (None, "primary", "danger"):
        yield f"must be primary or danger [json-pointer:{at}/style]"
    yield from _in_options(element, kind, at)


def _in_options(element: JSON, kind: str, at: str) -> Iterator[str]:
    options = element.get("options")
    if kind.endswith("static_select") and not (options or element.get("option_groups")):
        yield f"missing required field: options [json-pointer:{at}]"
    if options is None:
        return
    yield from _too_many(options, MOST.get(f"{kind}.options", MOST["options"]), f"{at}/options")
    for number, option in enumerate(options):
        here = f"{at}/options/{number}"
        yield from _in_node(option, "option", _OPTION, here)
        if not isinstance(option.get("value"), str) or not 0 < len(option["value"]) <= 150:
            yield f"must be a string of 1 to 150 characters [json-pointer:{here}/value]"


def _too_many(items: Any, most: int, at: str) -> Iterator[str]:
    if not isinstance(items, list) or (not items and not at.endswith("/fields")):
        yield f"must have at least one item [json-pointer:{at}]"
    elif len(items) > most:
        yield f"no more than {most} items allowed [json-pointer:{at}]"


def _repeated(items: list[Any], name: str, at: str) -> Iterator[str]:
    seen: set[str] = set()
    for number, item in enumerate(items):
        value = item.get(name) if isinstance(item, dict) else None
        if isinstance(value, str) and value in seen:
            yield f"{name} {value} already exists [json-pointer:{at}/{number}/{name}]"
        if isinstance(value, str):
            seen.add(value)


_PARTS = {
    "section": _in_section,
    "context": _in_context,
    "actions": _in_actions,
    "input": _in_input,
    "markdown": _in_markdown,
}
