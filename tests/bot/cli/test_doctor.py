"""`netcontrol doctor` and `bundle`: what is found, how bad it is, and what never gets into a bundle."""

import asyncio
import json
import ssl
import tarfile
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.cli import machine
from bot.cli.doctor import worst
from bot.cli.machine import Level
from bot.config.model import load
from commands.domain.bridging import LinkedRoom, RoomState
from commands.domain.incidents import Incident
from commands.domain.messages import Room
from tests.blank import migrated
from tests.helpers import just_now

AT = datetime(2026, 11, 22, 13, tzinfo=UTC)
SECRETS = (
    "Bear Creek", "bear-creek", "xoxb-hush", "xapp-hush", "C0SECRET", "county", "Esmeralda", "!s:state", "U0SECRET",
)  # fmt: skip


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("")
    return path


def looked(config, *words):
    result = CliRunner().invoke(cli, ["doctor", *words, "--config", str(config)])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("look", "level"),
    [
        (machine.disk(50_000_000), Level.CRITICAL),
        (machine.disk(500_000_000), Level.WARNING),
        (machine.disk(50_000_000_000), Level.OK),
        (machine.fsync(0.003), Level.OK),
        (machine.fsync(0.3), Level.WARNING),
        (machine.fsync(3), Level.CRITICAL),
        (machine.wal(1_000_000), Level.OK),
        (machine.wal(900_000_000), Level.WARNING),
        (machine.open_files(256), Level.WARNING),
        (machine.open_files(4096), Level.OK),
        (machine.clock("a.b", 300), Level.CRITICAL),
        (machine.clock("a.b", -300), Level.CRITICAL),
        (machine.clock("a.b", 20), Level.WARNING),
        (machine.clock("a.b", 0.4), Level.OK),
        (machine.certificate("a.b", 3), Level.WARNING),
        (machine.certificate("a.b", 80), Level.OK),
        (machine.backup_age(None, AT), Level.WARNING),
        (machine.backup_age(AT - timedelta(hours=30), AT), Level.WARNING),
        (machine.backup_age(AT - timedelta(hours=20), AT), Level.OK),
    ],
    ids=lambda one: str(getattr(one, "what", one)),
)
def test_each_look_has_its_level_and_says_what_would_mend_it(look, level):
    assert look.level == level
    assert bool(look.remedy) == bool(level)


def test_words_for_people_and_json_for_monitors_say_the_same(config):
    code, words = looked(config)
    again, told = looked(config, "--json")
    found = json.loads(told)

    assert code == again == found["exit"] == 1  # nothing is configured, and no back-up was made: warnings
    assert {"disk", "fsync", "wal", "zones", "backup", "heartbeat", "database", "incidents"} <= {
        one["check"] for one in found["checks"]
    }
    assert all(one["what"] in words for one in found["checks"] if one["check"] not in {"fsync", "disk"})
    assert "→" in words


def test_a_faulty_configuration_is_critical_and_still_json(config):
    config.write_text('[bot]\ntimezon = "UTC"\n')

    code, told = looked(config, "--json")

    assert code == 2
    assert "timezone" in json.loads(told)["checks"][0]["what"]


def test_a_newer_database_is_critical(config):
    database = migrated(load(config, {}).database.url.get_secret_value())
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()

    code, words = looked(config)

    assert code == 2
    assert "step 9999, which this program does not know" in words


def test_a_data_folder_that_cannot_be_written_is_critical(config, tmp_path):
    (tmp_path / "file").write_text("")
    settings = load(config, {})
    settings = settings.model_copy(update={"bot": settings.bot.model_copy(update={"data_dir": tmp_path / "file"})})

    found = [one for one in machine.local(settings, AT) if one.check == "data_dir"]

    assert worst(found) == Level.CRITICAL
    assert "cannot be written" in found[0].what


async def served(handler, tls=None):
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "localhost", 0, ssl_context=tls)
    await site.start()
    return runner, f"{'https' if tls else 'http'}://localhost:{runner.addresses[0][1]}"


def account(config, url):
    config.write_text(f'[matrix.state]\nhomeserver = "{url}"\nuser_id = "@b:localhost"\npassword = "x"\n')
    return load(config, {})


async def test_a_clock_that_is_five_minutes_off_is_found_by_the_servers_date(config):
    async def late(_request):
        said = just_now() + timedelta(minutes=5)
        return web.Response(headers={"Date": said.strftime("%a, %d %b %Y %H:%M:%S GMT")})

    runner, url = await served(late)
    try:
        found = await machine.servers(account(config, url), just_now())
    finally:
        await runner.cleanup()

    assert [(one.check, one.level) for one in found] == [("clock", Level.CRITICAL)]
    assert abs(found[0].value + 300) < 3
    assert "behind the server's" in found[0].what


def signed(tmp_path, until):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(until - timedelta(days=90)).not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(("days", "level"), [(-1, Level.CRITICAL), (5, Level.WARNING), (60, Level.OK)])
async def test_a_certificate_is_looked_at_before_it_ends(config, tmp_path, monkeypatch, days, level):
    path = signed(tmp_path, just_now() + timedelta(days=days, hours=1))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)

    async def well(_request):
        return web.Response()

    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)  # the server's side of a refusal
    runner, url = await served(well, tls)
    try:
        found = await machine.servers(account(config, url), just_now())
    finally:
        await runner.cleanup()

    assert [one.level for one in found if one.check == "certificate"] == [level]
    assert level != Level.CRITICAL or any("expired" in one.what for one in found)


async def test_a_server_that_does_not_answer_is_critical(config):
    found = await machine.servers(account(config, "http://127.0.0.1:1"), just_now())

    assert [(one.check, one.level) for one in found] == [("server", Level.CRITICAL)]
    assert "matrix.state" in found[0].what


def test_a_bundle_holds_no_name_token_text_or_room(config, tmp_path):
    config.write_text(
        '[slack.county]\nlabel = "Esmeralda"\nbot_token = "xoxb-hush"\napp_token = "xapp-hush"\n'
        'base_url = "http://127.0.0.1:1/"\n'
        '[incident.bear-creek]\nname = "Bear Creek Fire"\nrooms = ["slack.county/C0SECRET"]\n'
        'admins = ["slack.county/U0SECRET"]\n'
        '[[incident.bear-creek.say]]\ncommand = "announce Esmeralda"\nevery = "1h"\n'
    )
    database = migrated(load(config, {}).database.url.get_secret_value())
    with database.work() as work:
        work.record.add(Incident(id="bear-creek", name="Bear Creek Fire", opened=AT))
        for room in ("slack.county/C0SECRET", "matrix.state/!s:state"):
            linked = LinkedRoom(
                room=Room.parse(room), incident="bear-creek", group="main", state=RoomState.LINKED, name="Esmeralda",
                linked_at=AT,
            )  # fmt: skip
            work.rooms.put(linked)
    database.close()

    result = CliRunner().invoke(cli, ["bundle", str(tmp_path / "b.tar.gz"), "--config", str(config)])

    assert result.exit_code == 0, result.output
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        parts = {member.name: archive.extractfile(member).read().decode() for member in archive}
    whole = "\n".join(parts.values())
    assert [secret for secret in SECRETS if secret in whole] == []
    assert json.loads(parts["store.json"])["rooms"] == {"linked": 2}
    assert json.loads(parts["store.json"])["rows"]["incident"] == 1
    assert "server" in {one["check"] for one in json.loads(parts["doctor.json"])}


def test_a_bundle_is_made_of_a_faulty_configuration_too_and_never_over_a_file(config, tmp_path):
    config.write_text("[bot]\nnothing = 1\n")
    words = ["bundle", str(tmp_path / "b.tar.gz"), "--config", str(config)]

    assert CliRunner().invoke(cli, words).exit_code == 0
    again = CliRunner().invoke(cli, words)

    assert again.exit_code == 1
    assert "is there already" in again.output
