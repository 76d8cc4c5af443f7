"""The one kind of refusal that a person can cause."""


class Refused(Exception):
    """The words are written for the person who asked; nothing was changed.

    ``key`` names the argument that is wrong, where it is one: in a form the reason stands under its field. ``usage``
    is how the command is written, for whoever typed it.
    """

    def __init__(self, reason: str, *, key: str = "", usage: str = "") -> None:
        self.reason, self.key = reason, key
        self.words = f"{reason}\n{usage}" if usage else reason
        super().__init__(self.words)


class Stale(Exception):
    """Another was faster: the decision is made again on what stands now."""
