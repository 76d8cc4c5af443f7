"""config.toml → one frozen Config. Unknown keys are refused, and every fault of the file is reported at once.

The table of each platform's accounts is its folder's to say (`bot.platforms.settings`). Accounts that were added by
command (`bot.config.account_files`) are part of it, as if they stood in the file. Any string may be `env:NAME`. Secrets
are SecretStr: never printed, not even in a fault. Relative paths (`data_dir`, a relative SQLite file) are taken from
the folder of the configuration file, so that it does not matter where the program is started.
"""

import hashlib
import json
import re
import socket
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any
from zoneinfo import available_timezones

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, Field, PlainValidator, SecretStr, ValidationError, create_model
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.config import account_files, feeds
from bot.config.carriers import CarriersConfig
from bot.config.faults import ConfigFaults, Fault, faults_of, nearest
from bot.config.rules import across_keys, from_environment, tables
from bot.platforms import registry
from bot.platforms.settings import Secret, Section, Text

Table = dict[str, Any]

OPENERS = ("moderators", "administrators", "anybody")
"""Who may open incidents, where that is no list: a room's own administration, those of the configuration, all."""

SHORTEST_SECRET_KEY = 32
"""Characters."""

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _zone(name: str) -> str:
    zones = available_timezones()
    if name not in zones:
        raise ValueError(f'"{name}" is not an IANA time zone{nearest(name, zones)}')
    return name


def _cron(text: str) -> str:
    if len(text.split()) != 5:
        raise ValueError("needs five fields: minute, hour, day of month, month, day of week")
    try:
        CronSim(text, datetime(2000, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        raise ValueError(f'"{text}" is not a crontab time: {str(error).lower()}') from None
    return text


def _every(text: str) -> str:
    if not re.fullmatch(r"0*[1-9]\d{0,5}[smhd]", text):
        raise ValueError('needs a number and s, m, h or d, as in "30m"')
    return text


def _command(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,31}", text):
        raise ValueError('is one word of a to z, 0 to 9, - and _, without / or !, as in "net"')
    return text


def _node(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", text):
        raise ValueError('is one word of letters, digits, ".", "-" and "_", as in "eoc-1"')
    return text


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "-", socket.gethostname())[:64].lstrip("._-") or "node"


def _secret_key(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < SHORTEST_SECRET_KEY:
        raise ValueError(f"needs {SHORTEST_SECRET_KEY} characters or more, best random ones: openssl rand -base64 32")
    return secret


def _said(text: str) -> str:
    if text[0] in "!/":
        raise ValueError('is written without ! or /, as in "sitrep"')
    return text


def _listen(text: str) -> str:
    found = re.fullmatch(r"(\[[^\]\s]+\]|[^:\s]+):(\d{1,5})", text)
    if not found or int(found[2]) > 65535:
        raise ValueError('needs host and port, as in "127.0.0.1:9464"')
    return text


def _address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", text):
        raise ValueError('needs https:// and a host, as in "https://board.county.example"')
    return text.rstrip("/")


def _database(secret: SecretStr) -> SecretStr:
    text = re.sub(r"^postgres(ql)?:", "postgresql+psycopg:", secret.get_secret_value())
    try:
        known = make_url(text).drivername in {"sqlite", "postgresql+psycopg"}
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise ValueError("must be sqlite:///path or postgresql://user@host/name")
    return SecretStr(text)


def _openers(openers: object) -> str | tuple[str, ...]:
    if isinstance(openers, str) and openers in OPENERS:
        return openers
    if isinstance(openers, list | tuple) and openers and all(isinstance(one, str) for one in openers):
        return tuple(openers)
    meant = nearest(openers, OPENERS) if isinstance(openers, str) else ""
    raise ValueError(f'must be "{OPENERS[0]}", "{OPENERS[1]}" or "{OPENERS[2]}", or a list of persons{meant}')


Zone = Annotated[Text, AfterValidator(_zone)]
Openers = Annotated[str | tuple[str, ...], PlainValidator(_openers)]


class BotConfig(Section):
    """`[bot]`: the program itself."""

    data_dir: Path = Path("data")  # SQLite file, E2EE keys
    timezone: Zone = "UTC"  # how times are shown when an incident names none
    command: Annotated[Text, AfterValidator(_command)] = "net"  # /net on Slack, !net on Matrix
    late_correction_seconds: Annotated[int, Field(ge=0)] = 120  # an edit later than this is told, not made silently
    late_command_seconds: Annotated[int, Field(ge=0)] = 120  # a command heard later than this is asked about first
    outside_heartbeat_url: SecretStr | None = None  # called while all is well; a service there tells when it stops
    node: Annotated[Text, AfterValidator(_node)] = Field(default_factory=_host)  # this process, among others on a store
    secret_key: Annotated[Secret, AfterValidator(_secret_key)] | None = None  # encrypts what accounts keep in the store
    openers: Openers = "moderators"  # who may open incidents, and bring a room into one by its code
    signing_key: Path | None = None  # the key that seals the record; without it signing.key in data_dir
    metrics_listen: Annotated[Text, AfterValidator(_listen)] | None = None  # "127.0.0.1:9464"
    metrics_rooms: bool = False  # rooms' ids as labels: they tell whoever reads the numbers who talks


class DatabaseConfig(Section):
    """`[database]`: a URL for SQLAlchemy; secret, since it may hold a password. Default: a SQLite file in data_dir."""

    url: Annotated[Secret, AfterValidator(_database)] = SecretStr("")


class BoardConfig(Section):
    """`[board]`: the live board in a browser, a process of its own; off without `listen`."""

    listen: Annotated[Text, AfterValidator(_listen)] | None = None  # "127.0.0.1:8088"
    url: Annotated[Text, AfterValidator(_address)] | None = None  # what links begin with; http://listen without it
    tiles: Path | None = None  # a PMTiles file for the map

    @property
    def address(self) -> str:
        """What links begin with; empty where there is no board."""
        return self.url or (f"http://{self.listen}" if self.listen else "")


class SayConfig(Section):
    """`[[incident.<name>.say]]`: a command that the clock says, by `cron` or by `every`."""

    command: Annotated[Text, AfterValidator(_said)]
    cron: Annotated[Text, AfterValidator(_cron)] | None = None
    every: Annotated[Text, AfterValidator(_every)] | None = None

    @property
    def interval(self) -> timedelta | None:
        """`every` as a time span."""
        return timedelta(**{UNITS[self.every[-1]]: int(self.every[:-1])}) if self.every else None


AreaPart = Annotated[Text, AfterValidator(feeds.area)]


class GroupConfig(Section):
    """`[incident.<name>.group.<name>]`: rooms that hear each other, apart from the main group."""

    rooms: tuple[Text, ...] = ()


class RegionConfig(Section):
    """`[region.<name>]`, a record that never ends; rooms and admins are written `platform.account/id`."""

    name: Text
    timezone: Zone | None = None
    rooms: tuple[Text, ...] = ()
    admins: tuple[Text, ...] = ()
    group: Mapping[str, GroupConfig] = {}
    say: tuple[SayConfig, ...] = ()
    alerts: tuple[Text, ...] = ()  # sources of [feed.…]: "cap.county", "nws"
    area: tuple[AreaPart, ...] = ()  # "same:016015", "zone:IDZ401", "circle:43.80,-115.90 20km"


class IncidentConfig(RegionConfig):
    """`[incident.<name>]`, with the regions whose assets it uses, by their short names."""

    regions: tuple[Text, ...] = ()


class Config(Section):
    """The whole file, read and checked: ``[bot]``, ``[database]``, ``[board]``, incidents and regions by name.

    ``load`` adds a table for each platform, by its name: account's name → its settings.
    """

    bot: BotConfig = BotConfig()
    database: DatabaseConfig = DatabaseConfig()
    carrier: CarriersConfig = CarriersConfig()
    board: BoardConfig = BoardConfig()
    incident: Mapping[str, IncidentConfig] = {}
    feed: feeds.FeedConfig = feeds.FeedConfig()
    region: Mapping[str, RegionConfig] = {}

    @property
    def records(self) -> dict[str, RegionConfig]:
        """Incidents and regions by their short names, of which there is one of each."""
        return {**self.incident, **self.region}

    def agreed(self) -> str:
        """A SHA-256 of what all processes on one store must have alike: accounts and incidents.

        Secrets count as well (their digest, in the whole), since a process without them could not take over.
        """
        whole = self.model_dump(mode="json", exclude={"bot", "database"}, exclude_defaults=True)
        shown = json.dumps(whole, sort_keys=True, default=str)
        secrets = hashlib.sha256(repr(_secrets(self)).encode()).hexdigest()
        return hashlib.sha256(f"{shown}{secrets}".encode()).hexdigest()

    def digest(self) -> str:
        """A SHA-256 of the incidents and regions, to see whether the file has changed since the last start.

        Keys left at their defaults do not count, so that a new version of the program is no change of the file.
        """
        kept = {name: each.model_dump(mode="json", exclude_defaults=True) for name, each in self.incident.items()}
        standing = {name: each.model_dump(mode="json", exclude_defaults=True) for name, each in self.region.items()}
        told = {**kept, "[region]": standing} if standing else kept
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def load(path: Path, environ: Mapping[str, str], *, adding: Table | None = None, without: str = "") -> Config:
    """Read and check the file. Raises ConfigFaults with everything that is wrong in it.

    ``adding`` is looked at as an added account (platform → name → settings) that is not kept yet, ``without`` as one
    (`slack.tribal`) that is taken away.
    """
    faults: list[Fault] = []
    raw = from_environment(_read(path), environ, faults)
    added = [*account_files.read_all(_data_dir(raw, path), faults), *_named(adding or {})]
    kept = [(platform, name, settings) for platform, name, settings in added if f"{platform}.{name}" != without]
    raw = _with_defaults(_with_added(raw, kept, faults))
    unset, whole = {fault.path for fault in faults}, _with_platforms()
    faults += [fault for fault in across_keys(raw) if fault.path not in unset]
    try:
        config = whole.model_validate(raw)
    except ValidationError as error:
        faults += [fault for fault in faults_of(error, whole) if fault.path not in unset]
    if faults:
        raise ConfigFaults(str(path), faults)
    return _at_home(config, path.absolute().parent)


def _secrets(value: Any) -> list[str]:
    """Every secret of a section and those below it, in order."""
    if isinstance(value, SecretStr):
        return [value.get_secret_value()]
    if isinstance(value, Section):
        named = {name: getattr(value, name) for name in type(value).model_fields if name not in {"bot", "database"}}
        return [each for name in sorted(named) for each in _secrets(named[name])]
    if isinstance(value, Mapping):
        return [each for name in sorted(value) for each in _secrets(value[name])]
    return []


def _with_platforms() -> type[Config]:
    """Config with the accounts of every platform's folder. Raises ValueError where one is called like a section."""
    for name in registry.kinds().keys() & Config.model_fields.keys():
        raise ValueError(
            f"bot/platforms/{name}: the configuration has a section [{name}] of its own; name it otherwise"
        )
    tables: dict[str, Any] = {
        name: (GenericAlias(Mapping, (str, kind.settings)), {}) for name, kind in registry.kinds().items()
    }
    return create_model("Config", __base__=Config, **tables)


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        text = "there is no such file; start from config.example.toml, or name another with --config"
    except (OSError, UnicodeDecodeError) as error:
        text = f"cannot be read: {error}"
    except tomllib.TOMLDecodeError as error:
        text = f"is not TOML: {error}"
    raise ConfigFaults(str(path), [Fault("", text)])


def _data_dir(raw: Table, path: Path) -> Path:
    """Where the added accounts are, read before anything is checked."""
    named = raw.get("bot")
    data_dir = named.get("data_dir") if isinstance(named, Mapping) else None
    default = BotConfig.model_fields["data_dir"].default
    return path.absolute().parent / Path(data_dir if isinstance(data_dir, str) else default).expanduser()


def _named(adding: Table) -> Iterator[tuple[str, str, Table]]:
    for platform, named in adding.items():
        yield from ((platform, name, settings) for name, settings in named.items())


def _with_added(raw: Table, added: Iterable[tuple[str, str, Table]], faults: list[Fault]) -> Table:
    for platform, name, settings in added:
        if name in tables(raw, platform):
            faults.append(Fault(f"{platform}.{name}", "there are two accounts of this name; choose another for one"))
        elif isinstance(raw.get(platform, {}), Mapping):
            raw = {**raw, platform: {**raw.get(platform, {}), name: settings}}
    return raw


def _with_defaults(raw: Table) -> Table:
    """People see an account as its name unless it has a label; the same goes for an incident."""
    named = [(platform, "label") for platform in registry.names()]
    for kind, key in (*named, ("incident", "name"), ("region", "name")):
        if isinstance(raw.get(kind), dict):
            raw[kind] = raw[kind] | {name: {key: name, **table} for name, table in tables(raw, kind).items()}
    return raw


def _at_home(config: Config, home: Path) -> Config:
    """Relative paths, taken from the file's folder."""
    data_dir = home / config.bot.data_dir.expanduser()
    url = make_url(config.database.url.get_secret_value() or f"sqlite:///{data_dir / 'netcontrol.db'}")
    database = config.database
    if url.drivername == "sqlite" and url.database and not url.database.startswith((":memory:", "file:")):
        url = url.set(database=str(home / url.database))
        database = DatabaseConfig(url=SecretStr(url.render_as_string()))
    key = config.bot.signing_key
    places = {"data_dir": data_dir, "signing_key": home / key.expanduser() if key else None}
    board = config.board
    if board.tiles:
        board = board.model_copy(update={"tiles": home / board.tiles.expanduser()})
    bot = config.bot.model_copy(update=places)
    return config.model_copy(update={"bot": bot, "database": database, "board": board})
