"""Who is mentioned in a command: the name as it stands in the line, and the person whom it means."""

from commands.domain.text import Text, mentions, named, nameless
from storage.store import Work


def with_names(work: Work, text: Text) -> Text:
    """The message's words with a name behind every ``@`` and ``#``: some platforms tell only an id."""
    wanted = nameless(text)
    return named(text, work.people.names(wanted)) if wanted else text


def mentioned(work: Work, text: Text) -> dict[str, str]:
    """Name as it stands in the line → the person's key."""
    return {one.name: one.who for one in mentions(with_names(work, text)) if one.who and not one.is_channel}
