"""What a workspace holds, as events, shapes and payloads read it; nothing here changes it or tells the app."""

from __future__ import annotations

from collections.abc import Callable

from .channel import Channel
from .habits import Habits
from .ids import Ids
from .limits import RateLimits
from .manifest import Manifest
from .model import Ephemeral, File, NotPossible, User, View

Who = User | str
Where = Channel | str


class State:
    """One workspace's members, channels, files, views and ids; `now` gives seconds since 1970."""

    def __init__(
        self,
        name: str,
        *,
        site: Callable[[], str],
        ids: Ids,
        habits: Habits,
        manifest: Manifest,
        now: Callable[[], float],
        bot_token: str | None = None,
        app_token: str | None = None,
    ) -> None:
        self.name, self.ids, self.habits, self.manifest, self.now = name, ids, habits, manifest, now
        self.domain = "".join(letter for letter in name.lower() if letter.isalnum()) or "sandbox"
        self._site = site
        self.team_id, self.bot_id, self.app_id = ids("T"), ids("B"), ids("A")
        self.bot_token = bot_token or ids.token("xoxb")
        self.app_token = app_token or ids.token("xapp")
        self.revoked = False
        self.created = int(now())
        self.bot = User(id=ids("U"), name=manifest.bot_name, real_name=manifest.name, is_bot=True)
        self.users: dict[str, User] = {self.bot.id: self.bot}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.shown: list[Ephemeral] = []
        self.limits = RateLimits(now=now, burst=habits.post_burst, rate=habits.post_rate, on=habits.limited)

    @property
    def site(self) -> str:
        """The address under which the workspace is served."""
        return self._site()

    def user(self, who: Who) -> User:
        """The member with this id or name; the bot too. Raises NotPossible."""
        if isinstance(who, User):
            return self.users[who.id]
        found = self.users.get(who) or next((user for user in self.users.values() if user.name == who), None)
        if found is None:
            raise NotPossible(f"no member {who!r} in {self.name}")
        return found

    def channel(self, where: Where) -> Channel:
        """The channel with this id or name (`#name` too). Raises NotPossible."""
        if isinstance(where, Channel):
            return where
        name = where.removeprefix("#")
        found = self.channels.get(where) or next((c for c in self.channels.values() if c.name == name), None)
        if found is None:
            raise NotPossible(f"no channel {where!r} in {self.name}")
        return found

    def partner(self, channel: Channel) -> str:
        """The id of the person whom the app talks with in a direct conversation."""
        return next((member for member in channel.members if member != self.bot.id), self.bot.id)
