"""What operators load into Prometheus and Grafana goes by metrics that there are."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from bot.answering import Answering
from bot.collecting.feed_schedule import FeedTally
from bot.metrics.events import Metrics
from bot.metrics.state import StateCollector
from bot.settings import Settings
from tests.telegram.fakes import FakeClock
from tests.telegram.harness import ScriptedLibrary

DEPLOY = Path(__file__).parents[2] / "deploy"
TESTS = Path(__file__).parent
PROMTOOL = shutil.which("promtool")
_SELECTOR = re.compile(r"\b((?:iqtibas|process)_\w+|up)\b(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'(\w+)(=~|!=|!~|=)"([^"]*)"')
_ADDED_BY_PROMETHEUS = frozenset({"instance", "job"})

Labels = dict[str, set[str]]


@pytest.fixture
async def told() -> dict[str, Labels]:
    """Return every sample that is told from the start, with its labels and their values."""
    metrics, library = Metrics(CollectorRegistry()), ScriptedLibrary()
    library.answering_pids = (os.getpid(),)
    answering = Answering(library, queue_size=1, timeout_s=1)
    metrics.registry.register(StateCollector(library, answering, FeedTally(), FakeClock()))
    metrics.note_request("/", "GET", 200, 0.001)
    found: dict[str, Labels] = {"up": {}}
    for family in metrics.registry.collect():
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for name, value in sample.labels.items():
                labels.setdefault(name, set()).add(value)
    await answering.close()
    return found


def rules() -> list[dict[str, Any]]:
    content = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in content["groups"] for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    content = (DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(content)
    return read


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    for panel in dashboard()["panels"]:
        yield from (target["expr"] for target in panel.get("targets", []))
    for variable in dashboard()["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["definition"]


async def test_every_metric_that_is_named_is_told(told: dict[str, Labels]):
    named = {name for expression in expressions() for name, _ in _SELECTOR.findall(expression)}

    assert named - told.keys() == set()
    assert len(named) > 15


async def test_every_label_that_is_named_is_there_with_its_values(told: dict[str, Labels]):
    unknown = [
        f"{name}{{{label}{sign}{value}}}"
        for expression in expressions()
        for name, matchers in _SELECTOR.findall(expression)
        for label, sign, value in _MATCHER.findall(matchers)
        if label not in _ADDED_BY_PROMETHEUS
        and (label not in told[name] or (sign == "=" and value not in told[name][label]))
    ]

    assert unknown == []


async def test_everything_that_is_told_is_shown_somewhere(told: dict[str, Labels]):
    named = {name for expression in expressions() for name, _ in _SELECTOR.findall(expression)}

    families = {
        re.sub(r"_(bucket|sum|count)$", "", name)
        for name in told
        if name.startswith("iqtibas_") and not name.endswith("_created")
    }
    shown = {re.sub(r"_(bucket|sum|count)$", "", name) for name in named}
    # The age says the same, and is what people ask for.
    assert families - shown == {"iqtibas_snapshot_created_timestamp_seconds"}


def test_every_alert_says_what_is_wrong_where_and_how_urgent_it_is():
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert "{{ $labels.instance }}" in rule["annotations"]["summary"]
        assert rule["annotations"]["description"].endswith(".")
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)


def test_the_panels_have_numbers_and_places_of_their_own():
    panels = dashboard()["panels"]

    taken = [
        (x, y)
        for panel in panels
        for place in [panel["gridPos"]]
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len(set(taken)) == len(taken)
    assert max(x for x, _ in taken) < 24
    assert all(panel["title"] and panel.get("description", "-") for panel in panels)


def test_the_example_asks_where_the_bot_serves_by_itself():
    example = yaml.safe_load((DEPLOY / "prometheus.yml").read_text(encoding="utf-8"))

    [job] = example["scrape_configs"]
    fields = Settings.model_fields
    assert job["static_configs"][0]["targets"] == [
        f"{fields['web_host'].default}:{fields['web_port'].default}"
    ]
    assert (job["job_name"], job["metrics_path"]) == ("iqtibas", "/metrics")
    assert [(DEPLOY / name).is_file() for name in example["rule_files"]] == [True]


@pytest.mark.skipif(PROMTOOL is None, reason="needs promtool: apt-get install prometheus")
def test_prometheus_itself_takes_them_and_each_alert_fires_when_it_should(tmp_path: Path):
    for path in (DEPLOY / "alerts.yml", TESTS / "alerts_test.yml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())

    for arguments in (
        ["check", "config", str(DEPLOY / "prometheus.yml")],
        ["test", "rules", "alerts_test.yml"],
    ):
        done = subprocess.run(  # noqa: S603 - promtool, on files of ours
            [str(PROMTOOL), *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
