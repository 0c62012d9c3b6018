"""What docs/targets.md says of targets is what was tried."""

import collections
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.targets.loaders import LOADERS, Loader
from tests.transform.test_dialects import ENVIRONMENTS
from tests.warehouses.engines import ENGINES

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/targets.md").read_text(encoding="utf-8")
PINS = "\n".join(
    (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    for name in ("dev", "dialects", "pipelinewise", "singer")
)


def shown() -> dict[str, dict[str, Any]]:
    """Give the settings that the document shows, by distribution and version."""
    (block,) = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
    return {
        loader["pip_url"].split()[0]: loader["config"]
        for loader in yaml.safe_load(block)["loaders"]
    }


def test_versions() -> None:
    """Each version that the document names is the one that was tried."""
    rows = re.findall(r"^\| `([a-z0-9-]+)` ([0-9.]+) \|", DOCUMENT, re.MULTILINE)

    assert [f"{name}=={version}" for name, version in rows] == [*shown()]
    assert [name for name in shown() if f"\n{name} \\" not in PINS] == []
    assert "\nsinger-tools==0.4.1 \\" in PINS


@pytest.mark.parametrize("loader", LOADERS)
def test_settings(loader: type[Loader]) -> None:
    """The settings that the document recommends are those of the loads."""
    found = [
        config for name, config in shown().items() if name.startswith(f"{loader.distribution}==")
    ]

    assert found == [loader.settings]


def overview() -> list[list[str]]:
    """Give the rows of the table of destinations: each cell of those that have any."""
    table = DOCUMENT.partition("| where to |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]


def test_overview_of_targets() -> None:
    """The table of destinations says of targets what the tables below say and the tests tried."""
    told = {
        (*row[1].replace("`", "").split(": "), row[2] == "exact")
        for row in overview()
        if "`" in row[1]
    }
    below = re.findall(
        r"^\| `([a-z0-9-]+)` [0-9.]+ \| \[?(loads|columns)[^|]*\| ([^|]*) \|",
        DOCUMENT,
        re.MULTILINE,
    )

    assert told == {(name, tried, amount in ("exact", "numeric")) for name, tried, amount in below}
    assert {name for name, tried, _ in told if tried == "loads"} == {
        loader.distribution for loader in LOADERS
    }


def test_overview_of_dlt() -> None:
    """The table of destinations says of dlt what the table below says; all of it is exact there."""
    told = {row[3] for row in overview() if "`" in row[3] and row[4]}
    below = re.findall(r"^\| `(\w+)` \| (loads|columns) \|", DOCUMENT, re.MULTILINE)

    assert told == {f"`{name}`: {tried}" for name, tried in below} | {"`filesystem`: loads"}
    assert {row[4] for row in overview() if row[3] in told} == {"exact"}


def test_overview_of_answers() -> None:
    """The table of destinations says where the answers are built and compiled by tests."""
    told: dict[str, set[str]] = collections.defaultdict(set)
    for row in overview():
        told[row[5]].add(row[0])
    engines = {engine.name for engine in ENGINES}

    assert told["built"] == {"PostgreSQL", "DuckDB"}
    assert {name.lower() for name in told["compiled"]} == {*ENVIRONMENTS} - engines
    assert {name.lower() for name in told["built on an emulator"]} == {*ENVIRONMENTS} & engines
    assert told["built on Spark"] == ({"Parquet files"} if "spark" in engines else set())
