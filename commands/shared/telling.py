"""One public line for a routine change: where the thing belongs, folded with others in the main group."""

from commands.call import Call
from commands.domain.incidents import MAIN
from commands.domain.messages import Audience, Reply
from commands.shared.folding import routine


def told_routinely(call: Call, group: str, what: str, short: str, words: str) -> tuple[Reply, ...]:
    """``what`` happened to ``short``, the whole line in ``words``; the speaker is answered where that is elsewhere."""
    if group != MAIN:
        public = Reply(text=words, audience=Audience.ROOM, group=group)
    else:
        public = routine(call, what, short, words)
    if call.direct and public.audience is not Audience.QUIET:
        return (public, Reply(text=words))
    return (public,)
