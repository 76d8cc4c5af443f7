"""Emoji: Slack knows them by name, Matrix by their character."""

import emoji

PALETTE = {"👍": "+1", "✅": "white_check_mark", "👀": "eyes", "🙏": "pray", "❗": "exclamation", "🚒": "fire_engine"}
"""What the page offers, with Slack's names."""

_BY_NAME = {name: face for face, name in PALETTE.items()} | {"thumbsup": "👍"}


def unicode_of(name: str) -> str:
    """The character for one of Slack's names; `:name:` for a custom one."""
    name = name.partition("::")[0]
    return _BY_NAME.get(name) or emoji.emojize(f":{name}:", language="alias")


def name_of(face: str) -> str:
    """Slack's name for a character."""
    return PALETTE.get(face) or emoji.demojize(face, language="alias").strip(":")
