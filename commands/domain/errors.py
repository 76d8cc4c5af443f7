"""The one kind of refusal that a person can cause."""


class Refused(Exception):
    """The words are written for the person who asked; nothing was changed."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Stale(Exception):
    """Another was faster: the decision is made again on what stands now."""
