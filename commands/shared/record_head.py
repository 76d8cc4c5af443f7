"""The head of the record, as the rooms keep it: signed at each situation report and at each change of shift."""

from dataclasses import replace

from commands.call import Call
from commands.domain.situation.situation import Situation


def with_record_head(call: Call, situation: Situation) -> Situation:
    """The report with the signed head as its last words; unchanged where the program has no key."""
    head = call.store.record_head(call.here.id, call.at)
    if head is None:
        return situation
    return replace(situation, footer=" · ".join(filter(None, (situation.footer, head.shown))))
