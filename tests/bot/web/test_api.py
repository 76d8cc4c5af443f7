"""Programs read the record with a token: what is told, and what is refused in which words."""

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.web.api import ENDPOINTS
from commands.domain.messages import page
from storage.bridge.web import Spoken, SpokenState
from tests.bot.web.stage import COUNTY, FIRE
from tests.helpers import eventually


def say(stage, *words):
    result = CliRunner().invoke(cli, ["token", *words, "--config", str(stage.config)])
    return result.exit_code, result.stdout.strip(), result.stderr.strip()


def made(stage, scope="read,log,alerts"):
    code, secret, told = say(stage, "make", "--incident", FIRE, "--scope", scope)
    assert code == 0, told
    return secret


async def ask(stage, path, secret="", **more):
    held = {"Authorization": f"Bearer {secret}"} if secret else {}
    held |= {"Idempotency-Key": key} if (key := more.pop("key", "")) else {}
    answer = await stage.browser()._ask(more.pop("how", "GET"), f"/api/v1/{path}", headers=held, **more)
    return answer.status, await answer.json()


async def test_every_address_answers_and_is_described(stage):
    secret = made(stage)
    _, told = await ask(stage, "openapi.json")
    assert {path.strip("/") for path in told["paths"]} == {*ENDPOINTS}
    for name in ENDPOINTS:
        status, answer = await ask(stage, f"{name}?incident={FIRE}", secret)
        assert (status, "as_of" in answer) == (200, True), (name, answer)


async def test_what_was_said_is_read_and_no_contact(stage):
    await stage.world.say(COUNTY, "!net checkin E12 4 persons div:A", "al")
    await stage.world.say(COUNTY, "!net request 2 generators", "al")
    await stage.world.say(COUNTY, "!net log wind has turned", "al")
    await stage.world.settled()
    with stage.world.database.work() as work:
        assert work.connection.exec_driver_sql("UPDATE resource SET contact = '208 555 0100'").rowcount == 1
    secret = made(stage)

    roster = (await ask(stage, "roster", secret))[1]
    assert [(one["name"], one["persons"]) for one in roster["rows"]] == [("E12", 4)]
    assert "0100" not in str(roster)
    [request] = (await ask(stage, "requests", secret))[1]["rows"]
    assert (request["shown"], request["quantity"], request["state"]) == ("R-1", 2, "asked")
    log = (await ask(stage, "log", secret))[1]
    assert "wind has turned" in [one["words"] for one in log["rows"]]
    assert (await ask(stage, f"log?since={log['next']}", secret))[1]["rows"] == []


async def test_what_is_refused(stage):
    reads, logs = made(stage, "read"), made(stage, "log")
    for path, secret, status, words in (
        ("incident", "", 401, "no token was sent"),
        ("incident", "nct_wrong", 401, "no token of this program"),
        ("incident", reads[:-1], 401, "no token of this program"),
        ("log", logs, 403, "scope is log"),
        ("roster", logs, 403, "scope is log"),
        ("incident?incident=other", reads, 403, "another incident"),
        ("contacts", reads, 404, "there is no 'contacts'"),
        ("log?since=yesterday", reads, 400, "since is 'yesterday'"),
    ):
        got, answer = await ask(stage, path, secret)
        assert (got, answer["error"]["status"]) == (status, status), path
        assert words in answer["error"]["what"], answer
        assert secret == "" or secret not in str(answer)
    assert (await ask(stage, "log", logs, how="POST", data=b"x" * 1_000_000))[0] == 413
    assert (await ask(stage, "log", logs, how="PUT", data=b"{}"))[0] == 405


async def test_a_log_line_is_said_once_for_each_key_under_the_programs_name(stage):
    secret, reads = made(stage), made(stage, "read")
    line, other = b'{"words": "gauge at 4.1 m"}', b'{"words": "gauge at 9 m"}'

    for given, key, body, status in (
        (secret, "g-1", line, 200),
        (secret, "g-1", line, 200),
        (secret, "g-1", other, 409),
        (secret, "", line, 400),
        (secret, "g/1", line, 400),
        (secret, "g-2", b"[]", 400),
        (secret, "g-2", b"{" * 9_000, 400),
        (reads, "g-2", line, 403),
        ("nct_wrong", "g-2", line, 401),
    ):
        got, answer = await ask(stage, "log", given, how="POST", key=key, data=body)
        assert got == status, (key, body, answer)
    rows = (await ask(stage, "log", secret))[1]["rows"]
    assert [(one["words"], one["author_name"]) for one in rows if "gauge" in one["words"]] == [
        ("gauge at 4.1 m", "program")
    ]


async def test_what_a_revoked_token_said_before_is_not_heard_after(stage):
    made(stage)
    spoken = Spoken(
        key="api/1/late",
        session=0,
        person="program.api/1",
        name="program",
        server="",
        place=str(page(FIRE)),
        line="log",
        fields={"words": "too late"},
        at=stage.world.now(),
    )
    assert say(stage, "revoke", "1")[0] == 0
    with stage.world.database.work() as work:
        work.web.speak(spoken)

    def heard():
        with stage.world.database.work() as work:
            return work.web.spoken(spoken.key).state is SpokenState.HEARD

    await eventually(heard)
    with stage.world.database.work() as work:
        assert "too late" not in [one.words for one in work.record.log_page(FIRE, 0, 50)]


async def test_a_token_that_is_over_reads_nothing_and_is_kept_as_a_digest(stage):
    late, gone = made(stage), made(stage)
    assert say(stage, "revoke", "2")[:2] == (0, "token 2 is revoked")
    with stage.world.database.work() as work:
        rows = work.connection.exec_driver_sql("SELECT * FROM api_token").fetchall()
        work.connection.exec_driver_sql("UPDATE api_token SET until = '2026-01-01 00:00:00' WHERE id = 1")

    assert late not in repr(rows)
    assert gone not in repr(rows)
    assert "was revoked" in (await ask(stage, "incident", gone))[1]["error"]["what"]
    assert "ended at 2026-01-01" in (await ask(stage, "incident", late))[1]["error"]["what"]
    listed = say(stage, "list")[1].splitlines()
    assert [line.rpartition(", ")[2].split()[0] for line in listed] == ["ended", "revoked"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("make", "--incident", "nowhere"), f"there is no incident nowhere; on record: {FIRE}"),
        (("make", "--incident", FIRE, "--scope", "read,all"), "there is no scope all: it is made of read, log, alerts"),
        (("make", "--incident", FIRE, "--scope", ","), "a token needs a scope: read, log, alerts"),
        (("make", "--incident", FIRE, "--name", " "), "a name has 1 to 80 characters"),
        (("revoke", "9"), "there is no token 9 that is not revoked"),
    ],
)
async def test_wrong_words_make_and_end_nothing(stage, words, told):
    code, said, why = say(stage, *words)
    assert (code, said) == (1, "")
    assert told in why
