"""What every process on one store must have, though it stands in files: added accounts and the signing key.

With `[bot] secret_key` they stand in the store as well, encrypted, and each process brings its own files up to that at
its start and before it takes over. Without it the files are all there is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.config import account_files
from bot.config.model import Config
from bot.operations import signing
from bot.operations.keepers import StoreBox, StoreKeeper
from bot.platforms import Platform
from bot.platforms.keeping import KeepsSecrets
from bot.runtime import private_files
from bot.runtime.clerk import Clerk
from storage.migrate import step_up
from storage.sealing import keys
from storage.secret_box import Box, WrongSecretKey
from storage.store import Database, Work

ACCOUNTS = "accounts"
SIGNING = "signing"
REMOVED = b""
"""Stands in the store for an account that was taken away: a process that still has its file takes it away, too."""


def words(config: Config) -> str:
    """The configured secret key; "" where the store holds no secrets."""
    return config.bot.secret_key.get_secret_value() if config.bot.secret_key else ""


def share(config: Config) -> bool:
    """Bring the files of this process and the store up to each other; True where a file of an account changed.

    Raises WrongSecretKey, and changes nothing then; NewerDatabase, DatabaseAway, KeyFault.
    """
    database = Database(config.database.url.get_secret_value())
    try:
        step_up(database)
        with database.work() as work:
            if not words(config):
                _refuse_to_forget(work)
                return False
            box = work.secrets.box(words(config))
            _share_key(work, box, config)
            return _share_accounts(work, box, account_files.folder(config.bot.data_dir))
    finally:
        database.close()


def _refuse_to_forget(work: Work) -> None:
    if work.secrets.any():
        raise WrongSecretKey(
            "the store holds keys of accounts, encrypted: set the [bot] secret_key that was used before; without it"
            " this process would log in as another device"
        )


def _share_accounts(work: Work, box: Box, folder: Path) -> bool:
    there = work.secrets.all(box, ACCOUNTS)
    here = {path.name: path.read_bytes() for path in folder.glob("[!.]*.toml")}
    work.secrets.save(box, ACCOUNTS, {name: content for name, content in here.items() if name not in there})
    changed = {name: content for name, content in there.items() if here.get(name, REMOVED) != content}
    for name, content in changed.items():
        path = private_files.within(folder, name)
        if content == REMOVED:
            path.unlink(missing_ok=True)
        else:
            private_files.write(path, content)
    return bool(changed)


def keep_account(config: Config, source: str) -> None:
    """Tell the store of an account's file that was written, or taken away, just now."""
    if not words(config):
        return
    path = account_files.place(config.bot.data_dir, source)
    content = path.read_bytes() if path.exists() else REMOVED
    database = Database(config.database.url.get_secret_value())
    try:
        step_up(database)
        with database.work() as work:
            work.secrets.save(work.secrets.box(words(config)), ACCOUNTS, {path.name: content})
    finally:
        database.close()


def _share_key(work: Work, box: Box, config: Config) -> None:
    """The keys of both, the oldest first; a configured file is its administrator's to bring to each machine."""
    if config.bot.signing_key is not None:
        return
    place = signing.place(config)
    kept = work.secrets.all(box, SIGNING).get(signing.NAME, b"").decode("ascii").splitlines()
    if not kept and not place.exists():
        keys.make(place, datetime.now(UTC))
    own = place.read_text(encoding="ascii").splitlines() if place.exists() else []
    both = sorted({line for line in (*kept, *own) if line.strip()}, key=_made)
    text = "".join(f"{line}\n" for line in both).encode("ascii")
    if both != own:
        private_files.write(place, text)
    if both != kept:
        work.secrets.save(box, SIGNING, {signing.NAME: text})


def _made(line: str) -> tuple[str, str]:
    """When the key of a line was made (ISO 8601 in UTC sorts as text), and its id."""
    id, _, rest = line.partition(" ")
    return rest.partition(" ")[0], id


def keep_in_store(platform: Platform, clerk: Clerk, box: StoreBox, fence: Callable[[Work], None]) -> None:
    """Have an account keep its device and keys in the store."""
    if isinstance(platform, KeepsSecrets):
        platform.keep_in(StoreKeeper(clerk, box, platform.source, fence))


@contextmanager
def keeping_aside(config: Config) -> Iterator[Callable[[Platform], None]]:
    """For a command beside the running program: what an account is given that was not connected yet."""
    if not words(config):
        yield lambda _platform: None
        return
    database = Database(config.database.url.get_secret_value())
    clerk = Clerk(database)
    box = StoreBox(words(config))
    try:
        yield lambda platform: keep_in_store(platform, clerk, box, lambda _work: None)
    finally:
        clerk.close()
        database.close()
