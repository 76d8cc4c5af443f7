"""Rules, dashboard and page are held to the metrics there are; each rule fires, and stays silent."""

import ast
import json
import re
import shutil
import subprocess

import pytest
from prometheus_client import Counter, Histogram

from bot.runtime import counters
from tests.imports import ROOT

RULES = ROOT / "contrib" / "prometheus" / "net-control.rules.yml"
DASHBOARD = ROOT / "contrib" / "grafana" / "net-control.json"
PAGE = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
OURS = {"job": "net-control", "instance": "a"}
A_DAY = "x1500"
SLOW = (("0.5", 90), ("2", 100), ("+Inf", 100))
QUICK = (("0.5", 100), ("2", 100), ("+Inf", 100))

# rule: (minutes until asked, series that make it fire, series close to it that do not); a series: name, values, labels
CASES = {
    "NetControlDown": (10, [("up", "0x10", {})], [("up", "1x10", {})]),
    "NetControlNobodyRuns": (
        10,
        [("netcontrol_standby", "1x10", {}), ("netcontrol_standby", "1x10", {"instance": "b"})],
        [("netcontrol_standby", "1x10", {}), ("netcontrol_standby", "0x10", {"instance": "b"})],
    ),
    "NetControlAccountAway": (
        10,
        [("netcontrol_connected", "0x10", {"account": "s"}), ("netcontrol_standby", "0x10", {})],
        [("netcontrol_connected", "0x10", {"account": "s"}), ("netcontrol_standby", "1x10", {})],
    ),
    "NetControlPostsWait": (
        10, [("netcontrol_oldest_seconds", "61x10", {})], [("netcontrol_oldest_seconds", "60x10", {})]
    ),
    "NetControlLoopLags": (
        10, [("netcontrol_loop_lag_seconds", "1.1x10", {})], [("netcontrol_loop_lag_seconds", "1x10", {})]
    ),
    "NetControlClerkQueues": (
        10, [("netcontrol_clerk_waiting", "101x10", {})], [("netcontrol_clerk_waiting", "100x10", {})]
    ),
    "NetControlCommitsSlow": (
        20,
        [("netcontrol_transaction_seconds_bucket", f"0+{n}x20", {"le": le}) for le, n in SLOW],
        [("netcontrol_transaction_seconds_bucket", f"0+{n}x20", {"le": le}) for le, n in QUICK],
    ),
    "NetControlCatchingUp": (
        20,
        [("netcontrol_catching_up", "1x20", {"account": "s"})],
        [("netcontrol_catching_up", "1x14 0x6", {"account": "s"})],
    ),
    "NetControlLimited": (
        40, [("netcontrol_limited_total", "0+4x40", {})], [("netcontrol_limited_total", "0+2x40", {})]
    ),
    "NetControlBackupOld": (
        20, [("netcontrol_backup_age_seconds", "129601x20", {})], [("netcontrol_backup_age_seconds", "129600x20", {})]
    ),
    "NetControlNeverBackedUp": (
        1499,
        [("netcontrol_build_info", f"1{A_DAY}", {"version": "1"})],
        [("netcontrol_build_info", f"1{A_DAY}", {"version": "1"}), ("netcontrol_backup_age_seconds", f"9{A_DAY}", {})],
    ),
} | {
    # the first event is seen, though the series was not there before; an old one is silent again
    rule: (25, [(metric, "_x20 1x10", {"account": "s"})], [(metric, "1x30", {"account": "s"})])
    for rule, metric in {
        "NetControlRefused": "netcontrol_refused_total",
        "NetControlOutcomeUnknown": "netcontrol_unknown_total",
        "NetControlGap": "netcontrol_gaps_total",
        "NetControlPoisoned": "netcontrol_poisoned_total",
    }.items()
}  # fmt: skip


def metrics():
    """The names as /metrics has them: what is counted, and what stands as of now."""
    for metric in vars(counters).values():
        if isinstance(metric, Counter | Histogram):
            yield metric.describe()[0].name + ("_total" if isinstance(metric, Counter) else "")
    source = (ROOT / "bot" / "operations" / "metrics.py").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "GaugeMetricFamily":
            yield node.args[0].value


def named(words):
    return {re.sub(r"_bucket$", "", one) for one in re.findall(r"\bnetcontrol_\w+", words)}


def test_the_page_names_every_metric_and_no_other():
    there = set(metrics())

    assert len(there) > 20
    assert set(re.findall(r"^\| `(netcontrol_\w+)`", PAGE, re.MULTILINE)) == there


def test_rules_and_dashboard_ask_for_metrics_that_there_are():
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    asked = " ".join(target["expr"] for panel in board["panels"] for target in panel["targets"])

    assert named(asked) == set(metrics()), "the dashboard shows every metric"
    assert named(RULES.read_text(encoding="utf-8")) <= set(metrics())


def test_every_rule_is_explained_and_has_its_cases():
    rules = set(re.findall(r"- alert: (\w+)", RULES.read_text(encoding="utf-8")))

    assert rules == set(CASES) == set(re.findall(r"^\| `(NetControl\w+)`", PAGE, re.MULTILINE))


def case(rule, minutes, series, fires):
    """One test for promtool: the series, and how many alerts of the rule fire after so many minutes."""
    labelled = [(name, values, {**OURS, **labels}) for name, values, labels in series]
    return {
        "interval": "1m",
        "input_series": [
            {"series": name + "{" + ",".join(f'{k}="{v}"' for k, v in labels.items()) + "}", "values": values}
            for name, values, labels in labelled
        ],
        "promql_expr_test": [
            {
                "expr": f'count(ALERTS{{alertname="{rule}",alertstate="firing"}}) > 0',
                "eval_time": f"{minutes}m",
                "exp_samples": [{"labels": "{}", "value": 1}] if fires else [],
            }
        ],
    }


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not here (Debian: prometheus)")
@pytest.mark.parametrize("fires", [True, False], ids=["fires", "silent"])
def test_each_rule_fires_and_stays_silent(tmp_path, fires):
    wanted = [case(rule, minutes, on if fires else off, fires) for rule, (minutes, on, off) in CASES.items()]
    asked = tmp_path / "cases.yml"
    words = {"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": wanted}
    asked.write_text(json.dumps(words), encoding="utf-8")

    done = subprocess.run(["promtool", "test", "rules", asked], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
