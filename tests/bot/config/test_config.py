"""config.toml becomes one frozen Config, or one list of everything that is wrong with it."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import account_files
from bot.config.faults import ConfigFaults
from bot.config.model import Config, load

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"
ENVIRON = {
    "COUNTY_SLACK_BOT_TOKEN": "xoxb-hunter2",
    "COUNTY_SLACK_APP_TOKEN": "xapp-hunter2",
    "STATE_MATRIX_PASSWORD": "hunter2",
}
ACCOUNTS = """
[slack.county]
bot_token = "xoxb-1"
app_token = "xapp-1"
[slack.city]
bot_token = "xoxb-2"
app_token = "xapp-2"
[matrix.state]
homeserver = "https://matrix.state.example/"
user_id = "@netcontrol:state.example"
password = "hunter2"
[matrix.other]
homeserver = "https://matrix.state.example/"
user_id = "@second:state.example"
access_token = "hunter2"
device_id = "ABC"
"""


@pytest.fixture
def read(tmp_path):
    def read(text: str, environ=ENVIRON) -> Config:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return load(path, environ)

    return read


@pytest.fixture
def faults(read):
    def faults(text: str, environ=ENVIRON) -> list[str]:
        with pytest.raises(ConfigFaults) as caught:
            read(text, environ)
        return [str(fault) for fault in caught.value.faults]

    return faults


def test_the_example_says_what_the_readme_promises():
    config = load(EXAMPLE, ENVIRON)
    assert config.bot.timezone == "America/Denver"
    assert config.slack["county"].label == "Ada County"
    assert config.slack["county"].base_url == "https://slack.com/api/"
    assert config.slack["county"].bot_token.get_secret_value() == "xoxb-hunter2"
    assert config.matrix["state"].password is not None
    bear_creek = config.incident["bear-creek"]
    assert bear_creek.rooms == ("slack.county/C0123ABCD", "matrix.state/!abc:state.example")
    assert bear_creek.group["logistics"].rooms[0] == "slack.county/C0999ZZZZ"
    assert [(say.command, say.cron, say.every) for say in bear_creek.say] == [("sitrep", "0 6,18 * * *", None)]


def test_an_empty_file_is_a_configuration_of_defaults(read, tmp_path):
    config = read("")
    assert (config.bot.command, config.bot.timezone) == ("net", "UTC")
    assert config.bot.data_dir == tmp_path / "data"
    assert config.database.url.get_secret_value() == f"sqlite:///{tmp_path}/data/netcontrol.db"


def test_an_account_is_seen_as_its_name_unless_it_has_a_label(read):
    config = read(ACCOUNTS)
    assert config.slack["county"].label == "county"
    assert config.matrix["state"].label == "state"


def test_addresses_end_as_the_clients_expect_them(read):
    config = read(ACCOUNTS.replace('app_token = "xapp-1"', 'app_token = "xapp-1"\nbase_url = "http://localhost:1/api"'))
    assert config.slack["county"].base_url == "http://localhost:1/api/"
    assert config.matrix["state"].homeserver == "https://matrix.state.example"


def test_relative_paths_are_taken_from_the_folder_of_the_file(read, tmp_path):
    config = read('[bot]\ndata_dir = "my data"\n[database]\nurl = "sqlite:///my data/n.db"')
    assert config.bot.data_dir == tmp_path / "my data"
    assert config.database.url.get_secret_value() == f"sqlite:///{tmp_path}/my data/n.db"


@pytest.mark.parametrize("url", ["sqlite:////srv/n.db", "sqlite://", "sqlite:///:memory:"])
def test_an_absolute_or_unnamed_sqlite_file_stays_as_it_is(read, url):
    assert read(f'[database]\nurl = "{url}"').database.url.get_secret_value() == url


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_postgresql_url_names_the_driver_that_we_ship(read, scheme):
    config = read(f'[database]\nurl = "{scheme}://me:p%40ss@db/net?sslmode=require"')
    assert config.database.url.get_secret_value() == "postgresql+psycopg://me:p%40ss@db/net?sslmode=require"


def test_any_text_may_come_from_the_environment_even_inside_a_list(read):
    text = ACCOUNTS + '[incident.fire]\nname = "env:FIRE"\nrooms = ["env:ROOM"]\n'
    config = read(text, {"FIRE": "Bear Creek Fire", "ROOM": "slack.county/C1"})
    assert (config.incident["fire"].name, config.incident["fire"].rooms) == ("Bear Creek Fire", ("slack.county/C1",))


def test_a_missing_variable_is_named_with_its_path_and_causes_no_second_fault(faults):
    text = '[bot]\ntimezone = "env:ZONE"\n' + ACCOUNTS + '[incident.fire]\nrooms = ["env:ROOM"]'
    assert faults(text, {"ZONE": ""}) == [
        "bot.timezone: the environment variable ZONE is not set",
        "incident.fire.rooms[0]: the environment variable ROOM is not set",
    ]


def test_everything_that_is_wrong_is_told_at_once(faults):
    text = """
    [bot]
    timezone = "America/Denvr"
    comand = "net"
    [matrix.state]
    homeserver = "matrix.state.example"
    user_id = "@netcontrol:state.example"
    [slack.county]
    bot_token = "env:NOWHERE"
    [incident.fire]
    rooms = ["slack.conty/C1"]
    [[incident.fire.say]]
    command = "sitrep"
    cron = "0 25 * * *"
    every = "30m"
    """
    assert faults(text) == [
        'bot.comand: is not a known key; did you mean "command"?',
        'bot.timezone: "America/Denvr" is not an IANA time zone; did you mean "America/Denver"?',
        'incident.fire.rooms[0]: there is no account [slack.conty] in this file; did you mean "slack.county"?',
        "incident.fire.say[0]: needs one of cron and every",
        'incident.fire.say[0].cron: "0 25 * * *" is not a crontab time: bad hour',
        "matrix.state: needs password, or access_token and device_id",
        "matrix.state.homeserver: must be an address that begins with https:// (or http://)",
        "slack.county.app_token: is required",
        "slack.county.bot_token: the environment variable NOWHERE is not set",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("slak = 1", 'slak: is not a known key; did you mean "slack"?'),
        ("[bot]\nxyzzy = 1", "bot.xyzzy: is not a known key; known are command, data_dir"),
        ('[incident.fire]\nroms = ["x"]', 'incident.fire.roms: is not a known key; did you mean "rooms"?'),
        (
            '[incident.fire.group.log]\nroom = ["x"]',
            'incident.fire.group.log.room: is not a known key; did you mean "rooms"?',
        ),
        (
            '[[incident.fire.say]]\ncommand = "x"\nevery = "1h"\ncrom = 1',
            'incident.fire.say[0].crom: is not a known key; did you mean "cron"?',
        ),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_known_one(faults, text, fault):
    (found,) = faults(text)
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('bot = "x"', "bot: must be a table"),
        ("slack = 3", "slack: must be a table"),
        ("[bot]\ncommand = 3", "bot.command: must be a text in quotes"),
        ('[bot]\ncommand = "/net"', 'bot.command: is one word of a to z, 0 to 9, - and _, without / or !, as in "net"'),
        ('[bot]\nmetrics_listen = "9464"', 'bot.metrics_listen: needs host and port, as in "127.0.0.1:9464"'),
        ('[database]\nurl = "mysql://x/y"', "database.url: must be sqlite:///path or postgresql://user@host/name"),
        ('[database]\nurl = "nonsense"', "database.url: must be sqlite:///path or postgresql://user@host/name"),
        ('[database]\nurl = ""', "database.url: must not be empty"),
        ('[incident.fire]\nname = " "', "incident.fire.name: must not be empty"),
        ('[incident.fire]\nrooms = "x"', "incident.fire.rooms: must be a list in square brackets"),
        ("[incident.Fire]", "incident.Fire: a name here is made of a to z, 0 to 9 and - between them"),
        (
            "[incident.fire.group.main]",
            "incident.fire.group.main: main is the incident's own group; give this one another name",
        ),
        ('[[incident.fire.say]]\ncommand = "sitrep"', "incident.fire.say[0]: needs one of cron and every"),
        (
            '[[incident.fire.say]]\ncommand = "!sitrep"\nevery = "1h"',
            'incident.fire.say[0].command: is written without ! or /, as in "sitrep"',
        ),
    ],
)
def test_a_wrong_value_is_told_with_what_would_be_right(faults, text, fault):
    assert faults(text) == [fault]


@pytest.mark.parametrize("cron", ["0 6,18 * * *", "*/15 8-17 * * 1-5", "0 0 1 jan sun", "30 1 * * 7", "30 1 * * 0"])
def test_cron_has_crontabs_own_forms(read, cron):
    config = read(
        f'[[incident.fire.say]]\ncommand = "sitrep"\nincident = 1\ncron = "{cron}"'.replace("incident = 1\n", "")
    )
    assert config.incident["fire"].say[0].cron == cron


@pytest.mark.parametrize("cron", ["", "* * * *", "0 * * * * *", "60 * * * *", "0 0 30 2 *", "@daily", "0 6 * * mo"])
def test_a_time_that_never_comes_or_is_none_is_refused(faults, cron):
    (found,) = faults(f'[[incident.fire.say]]\ncommand = "sitrep"\ncron = "{cron}"')
    assert found.startswith("incident.fire.say[0].cron: ")


@pytest.mark.parametrize(
    ("every", "span"),
    [
        ("45s", timedelta(seconds=45)),
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
    ],
)
def test_every_is_a_number_and_a_unit(read, every, span):
    say = read(f'[[incident.fire.say]]\ncommand = "sitrep"\nevery = "{every}"').incident["fire"].say[0]
    assert say.interval == span


@pytest.mark.parametrize("every", ["0m", "30", "m", "-5m", "1w", "1h30m", "9999999d"])
def test_every_of_another_form_is_refused(faults, every):
    assert faults(f'[[incident.fire.say]]\ncommand = "sitrep"\nevery = "{every}"') == [
        'incident.fire.say[0].every: needs a number and s, m, h or d, as in "30m"'
    ]


@pytest.mark.parametrize(
    ("key", "address", "words"),
    [
        ("rooms", "C0123", "is not of the form platform.account/id"),
        ("rooms", "slack.county", "is not of the form platform.account/id"),
        ("rooms", "irc.libera/fire", "there is no account [irc.libera] in this file"),
        ("rooms", "matrix.sate/!a:b", 'did you mean "matrix.state"?'),
        ("rooms", "slack.county/#fire", "a Slack channel is named by its id"),
        ("rooms", "matrix.state/#fire:state.example", "a Matrix room is named by its id"),
        ("admins", "matrix.state/coml", "a Matrix person is named @name:server"),
        ("admins", "slack.county/@coml", "a Slack person is named by the member id"),
    ],
)
def test_a_room_or_person_must_be_named_by_a_configured_account_and_an_id(faults, key, address, words):
    (found,) = faults(ACCOUNTS + f'[incident.fire]\n{key} = ["{address}"]')
    assert found.startswith(f"incident.fire.{key}[0]: ")
    assert words in found


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("slack.county/C1", "slack.county/C1", "is named at"),
        ("slack.county/C1", "slack.city/C1", "is named through another account (slack.county/C1) at"),
        ("matrix.state/!a:b", "matrix.other/!a:b", "is named through another account (matrix.state/!a:b) at"),
    ],
)
@pytest.mark.parametrize("table", ["incident.fire.group.log", "incident.flood", "incident.flood.group.log"])
def test_a_room_that_would_hear_itself_is_refused(faults, first, second, words, table):
    text = ACCOUNTS + f'[incident.fire]\nrooms = ["{first}"]\n[{table}]\nrooms = ["{second}"]'
    assert faults(text) == [f"{table}.rooms[0]: this room {words} incident.fire.rooms[0] already; it would hear itself"]


def test_channels_of_two_slack_servers_may_have_the_same_id(read):
    accounts = ACCOUNTS.replace('"xapp-1"', '"xapp-1"\nbase_url = "http://localhost:1/api/"')
    config = read(accounts + '[incident.fire]\nrooms = ["slack.county/C1", "slack.city/C1"]')
    assert len(config.incident["fire"].rooms) == 2


def test_two_accounts_of_one_user_are_refused(faults):
    assert faults(ACCOUNTS.replace("@second:", "@netcontrol:").replace("xoxb-2", "xoxb-1")) == [
        "matrix.other.user_id: is the same as in matrix.state; one account is enough",
        "slack.city.bot_token: is the same as in slack.county; one account is enough",
    ]


def test_tokens_that_changed_places_are_told(faults):
    found = faults('[slack.county]\nbot_token = "xapp-hunter2"\napp_token = "xoxb-hunter2"')
    assert found == [
        "slack.county.app_token: this is the other kind of token; this one begins with xapp-",
        "slack.county.bot_token: this is the other kind of token; this one begins with xoxb-",
    ]


def test_no_secret_shows_in_a_config_or_in_a_fault(read, faults):
    config = read(ACCOUNTS.replace("xoxb-1", "xoxb-hunter2") + '[database]\nurl = "postgresql://me:hunter2@db/net"')
    assert "hunter2" not in repr(config) + str(config) + str(config.model_dump()) + config.model_dump_json()
    wrong = """
    [bot]
    outside_heartbeat_url = ["hunter2"]
    [database]
    url = "oracle://me:hunter2@db/net"
    [slack.county]
    bot_token = ["hunter2"]
    app_token = "xapp-1"
    token = "hunter2"
    [matrix.state]
    homeserver = "x"
    user_id = "y"
    password = { hunter2 = "hunter2" }
    """
    assert "hunter2" not in " ".join(faults(wrong))


def test_a_config_cannot_be_changed(read):
    config = read(ACCOUNTS)
    with pytest.raises(ValidationError, match="frozen"):
        config.bot.command = "other"


def test_a_file_that_is_not_toml_is_told_with_the_line(faults):
    (found,) = faults("[bot]\ntimezone = America/Denver\n")
    assert "line 2" in found


def test_a_file_that_is_not_there_is_told_with_what_to_do(tmp_path):
    with pytest.raises(ConfigFaults, match=r"config\.example\.toml"):
        load(tmp_path / "config.toml", {})


def test_a_file_saved_by_an_editor_that_marks_utf8_is_read(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf[bot]\ncommand = 'ops'\n")
    assert load(path, {}).bot.command == "ops"


def test_the_faults_read_as_a_list_under_the_name_of_the_file(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("[bot]\nx = 1\n[incident.fire]\nname = 3\n", encoding="utf-8")
    with pytest.raises(ConfigFaults) as caught:
        load(path, {})
    first, *rest = str(caught.value).splitlines()
    assert first == f"{path}: 2 faults"
    assert [line.split(":")[0] for line in rest] == ["  bot.x", "  incident.fire.name"]


def test_the_digest_changes_with_the_incidents_and_with_nothing_else(read):
    text = ACCOUNTS + '[incident.fire]\nname = "Fire"\nrooms = ["slack.county/C1"]\n'
    digest = read(text).digest()
    assert read("# a remark\n" + text.replace("xoxb-1", "xoxb-9")).digest() == digest
    assert read(text + "admins = []\n").digest() == digest
    assert read(text.replace("C1", "C2")).digest() != digest
    assert read(text + '[[incident.fire.say]]\ncommand = "sitrep"\nevery = "1h"').digest() != digest


def test_an_account_that_was_added_by_command_is_one_of_the_configuration(read, faults, tmp_path):
    account_files.write(tmp_path / "data", "slack.tribal", {"bot_token": 'xoxb-"3"', "app_token": "xapp-3"})
    rooms = '[incident.bear]\nrooms = ["slack.tribal/C1"]\n'
    assert read(ACCOUNTS + rooms).slack["tribal"].bot_token.get_secret_value() == 'xoxb-"3"'

    with pytest.raises(ConfigFaults) as caught:
        load(tmp_path / "config.toml", ENVIRON, without="slack.tribal")
    assert "there is no account [slack.tribal] in this file" in str(caught.value)
    assert faults(ACCOUNTS.replace("slack.city", "slack.tribal")) == [
        "slack.tribal: there are two accounts of this name; choose another for one"
    ]


@pytest.mark.parametrize(
    ("written", "fault"),
    [("[slack.other]", "has no table [slack.tribal]"), ("[slack", "cannot be read"), ("slack = 1", "has no table")],
)
def test_a_spoilt_account_file_is_a_fault_that_names_it(faults, tmp_path, written, fault):
    path = account_files.write(tmp_path / "data", "slack.tribal", {})
    path.write_text(written)
    [told] = faults(ACCOUNTS)
    assert fault in told
    assert str(path) in told


@pytest.mark.parametrize(
    ("was", "now", "key"),
    [
        ('homeserver = "https://matrix.state.example/"', 'homeserver = "http://matrix.state.example/"', "homeserver"),
        ('app_token = "xapp-1"', 'app_token = "xapp-1"\nbase_url = "http://10.0.0.9/api/"', "base_url"),
    ],
)
def test_an_address_that_others_could_read_along_is_a_fault_unless_it_is_meant(read, was, now, key):
    with pytest.raises(ConfigFaults, match=rf"{key}: http:// shows tokens .* insecure_http = true"):
        read(ACCOUNTS.replace(was, now))
    assert read(ACCOUNTS.replace(was, f"{now}\ninsecure_http = true"))
