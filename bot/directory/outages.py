"""Accounts that are away: the other rooms are told, and nothing waits for such an account for ever."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.directory import catch_up
from bot.directory.state import Away, Directory
from commands.domain.accountability.checkins import counted
from commands.domain.messages import Reply, Room
from storage.store import Work

log = structlog.get_logger()

UNNOTICED = timedelta(minutes=1)
"""An account may be away for so long before people are told, unless only they can bring it back."""

LET_GO = timedelta(minutes=5)
"""Live talk waits for so long for an account that broke off in the middle of catching up."""


@dataclass
class Outages:
    """Which accounts are away, and of which people were told (that is kept: it outlives a restart)."""

    directory: Directory
    zone_of: Callable[[Room], ZoneInfo]
    told: set[str] = field(default_factory=set)
    back: dict[str, datetime] = field(default_factory=dict)  # when people were told that it is back

    def settling(self, source: str, at: datetime) -> bool:
        """True while people know why things wait: the account is away, or came back a moment ago."""
        return source in self.told or at - self.back.get(source, datetime.min.replace(tzinfo=at.tzinfo)) < UNNOTICED

    def look(self, work: Work, at: datetime) -> set[Room]:
        """Tell what is new; returns the lanes to wake."""
        lanes: set[Room] = set()
        for source in tuple(self.directory.labels):
            lanes |= self._news(work, source, self._away(source, at), at)
        for source in {room.partition("/")[0] for room in tuple(self.directory.held)}:
            if self._stuck(source, at):
                lanes |= self._let_go(work, source, at)
        return lanes

    def _away(self, source: str, at: datetime) -> Away | None:
        if self.directory.online.get(source):
            return None
        return self.directory.away.setdefault(source, Away(at))

    def _news(self, work: Work, source: str, away: Away | None, at: datetime) -> set[Room]:
        key = f"away/{source}"
        told = bool(work.keeping.fact(key))
        if away and not told and (away.lasting or at - away.since > UNNOTICED):
            told = True
            work.keeping.set_fact(key, at.isoformat())
            lanes = self._say(
                work, source, at, f"NOT CONNECTED: {{label}}, since {{since}}{_because(away)}", away.since
            )
        elif told and not away:
            told = False
            self.back[source] = at
            work.keeping.set_fact(key, None)
            lanes = self._say(work, source, at, "CONNECTED AGAIN: {label}, {since}.", at)
        else:
            lanes = set()
        (self.told.add if told else self.told.discard)(source)
        return lanes

    def _say(self, work: Work, source: str, at: datetime, words: str, since: datetime) -> set[Room]:
        """To each room that hears a room of this account, but not by the account itself."""
        known = self.directory.known.values()
        groups = {(one.incident, one.group) for one in known if one.room.source == source and one.open}
        lanes: set[Room] = set()
        for one in known:
            if one.room.source != source and (one.incident, one.group) in groups:
                local = since.astimezone(self.zone_of(one.room))
                text = words.format(label=self.directory.labels.get(source, source), since=f"{local:%H%M}")
                lanes |= self.directory.say(work, [one.room], Reply(text=text, loud=True), at)
        return lanes

    def _stuck(self, source: str, at: datetime) -> bool:
        """Away in the middle of catching up, and nothing has come of it for a while."""
        return not self.directory.online.get(source) and at - self.directory.progress.setdefault(source, at) > LET_GO

    def _let_go(self, work: Work, source: str, at: datetime) -> set[Room]:
        """What was heard before the account broke off goes out with its time; what is older follows later."""
        rooms = [room for room in tuple(self.directory.held) if room.partition("/")[0] == source]
        count = work.outbox.waiting_from(rooms)
        catch_up.release(work, source)
        for room in rooms:
            self.directory.held.pop(room, None)
        log.warning("no longer held for an account that stays away", account=source, messages=count)
        words = (
            "NOT CAUGHT UP: {label} broke off while what was said there was being fetched, {since}. What was heard "
            f"there later is posted now, with its time ({counted(count, 'message')}); what is missing before follows "
            "when it is back."
        )
        told = self._say(work, source, at, words, self.directory.progress[source]) if count else set()
        return told | set(self.directory.known)


def _because(away: Away) -> str:
    why = f" ({away.why})" if away.why else ""
    mend = " Somebody has to mend that." if away.lasting else ""
    safe = why.replace("{", "(").replace("}", ")")
    return f"{safe}. What is said there is fetched when it is back, what is said here waits for it.{mend}"
