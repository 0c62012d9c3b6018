"""The tap as a Singer tap: the SDK's own tests, and what these do not look at."""

from __future__ import annotations

import collections
import copy
import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from singer_sdk.testing import get_tap_test_class

from tap_octopus.tap import TapOctopus
from tests.unit.doubles import CONFIG
from tests.unit.fake_octopus import Messages, fake_octopus, run
from tests.unit.strategies import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
INCREMENTAL = {
    "accounts",
    "account_amounts",
    "relations",
    "bookings",
    "buysell_bookings",
    "financialdivers_bookings",
    "invoices",
    "delivery_notes",
    "booking_files",
    "deleted_booking_documents",
    "balancings",
}
LOADED = {"since": "2026-12-31T00:00:00.000+00:00", "valid_from": "2026-01-01T00:00:00.000+00:00"}
STATE = {"bookmarks": {stream: {"1": LOADED} for stream in sorted(INCREMENTAL)}}
"""A first load is over, so that deletions come as well."""

Standard = get_tap_test_class(TapOctopus, config=CONFIG, state=copy.deepcopy(STATE))


class TestStandard(Standard):  # type: ignore[misc, valid-type]
    """The SDK's standard tests, against canned answers."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _office(cls) -> Iterator[None]:
        with fake_octopus():
            yield


def keys_of_contract() -> dict[str, list[str]]:
    """Return the key columns of each stream of the column contract."""
    keys: dict[str, list[str]] = collections.defaultdict(list)
    with (ROOT / "tests/facts/columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["key"]:
                keys[row["stream"]].append(row["column"])
    return keys


def keys(messages: Messages) -> dict[str, list[tuple[Any, ...]]]:
    """Return the keys of all rows, by stream."""
    names = {m["stream"]: m["key_properties"] for m in messages if m["type"] == "SCHEMA"}
    found: dict[str, list[tuple[Any, ...]]] = collections.defaultdict(list)
    for message in messages:
        if message["type"] == "RECORD":
            stream, row = message["stream"], message["record"]
            found[stream].append(tuple(row[name] for name in names[stream]))
    return found


@pytest.fixture(scope="module")
def catalog() -> dict[str, dict[str, Any]]:
    """What `--discover` prints without any configuration, by stream."""
    result = CliRunner().invoke(TapOctopus.cli, ["--discover"])
    return {stream["tap_stream_id"]: stream for stream in json.loads(result.stdout)["streams"]}


def test_streams(catalog: dict[str, dict[str, Any]]) -> None:
    """Discovery needs no configuration and finds every table that has a schema."""
    assert set(catalog) == set(SCHEMAS)
    assert len(catalog) == 29


def test_keys(catalog: dict[str, dict[str, Any]]) -> None:
    """Each stream has the key that the column contract gives it."""
    expected = {name: key for name, key in keys_of_contract().items() if name in catalog}

    assert expected == {name: stream["key_properties"] for name, stream in catalog.items()}


def test_replication(catalog: dict[str, dict[str, Any]]) -> None:
    """Streams that bring changes are declared incremental by synced_at, all others full."""
    expected = {
        name: ("INCREMENTAL", "synced_at") if name in INCREMENTAL else ("FULL_TABLE", None)
        for name in SCHEMAS
    }

    assert expected == {
        name: (stream["replication_method"], stream.get("replication_key"))
        for name, stream in catalog.items()
    }


def test_columns_are_selected(catalog: dict[str, dict[str, Any]]) -> None:
    """The catalog has the columns of the schemas, all of them selected when nobody chooses."""
    found = {name: list(stream["schema"]["properties"]) for name, stream in catalog.items()}

    assert found == {name: list(schema["properties"]) for name, schema in SCHEMAS.items()}


def test_columns_that_stay(catalog: dict[str, dict[str, Any]]) -> None:
    """Keys, and the columns that tell which rows are live, come even when they are deselected."""
    entries = json.loads(json.dumps(list(catalog.values())))
    for metadata in (metadata for entry in entries for metadata in entry["metadata"]):
        metadata["metadata"]["selected"] = not metadata["breadcrumb"]
        metadata["metadata"].pop("selected-by-default", None)

    with fake_octopus():
        output = run(STATE, catalog={"streams": entries}, dossier_ids=[1])

    found = {m["stream"]: set(m["record"]) for m in output.messages if m["type"] == "RECORD"}
    keys = keys_of_contract()
    live = {"synced_at", "_sdc_deleted_at"}
    assert found == {
        name: {*keys[name], *(live & SCHEMAS[name]["properties"].keys())} for name in SCHEMAS
    }


def test_no_key_twice() -> None:
    """In a first load and in a run after it, no row lacks its key and no key comes twice."""
    with fake_octopus():
        first = run()
        second = run(first.state)

    for output in (first, second):
        assert output.error is None
        for stream, found in keys(output.messages).items():
            assert len(set(found)) == len(found), stream
            assert not any(part is None for key in found for part in key), stream


def test_every_table_has_rows() -> None:
    """A first load brings rows of every table but the deletions, for every dossier."""
    with fake_octopus():
        output = run()

    found = {
        (m["stream"], m["record"]["dossier_id"]) for m in output.messages if m["type"] == "RECORD"
    }

    expected = set(SCHEMAS) - {"deleted_booking_documents"}
    assert found == {(stream, dossier) for stream in expected for dossier in (1, 2)}


def test_schema_messages() -> None:
    """Each stream is announced once in a run, before its first row, as its file says."""
    with fake_octopus():
        output = run()

    announced = [m["stream"] for m in output.messages if m["type"] == "SCHEMA"]

    assert sorted(announced) == sorted(SCHEMAS)
    seen: set[str] = set()
    for message in output.messages:
        if message["type"] == "SCHEMA":
            seen.add(message["stream"])
        assert message["type"] != "RECORD" or message["stream"] in seen


def test_the_last_word_is_the_state() -> None:
    """The last message of a run is a STATE; besides, a short run has one for each call at most."""
    with fake_octopus() as octopus:
        output = run()

    kinds = [message["type"] for message in output.messages]

    assert kinds[-1] == "STATE"
    assert kinds.count("STATE") <= len(octopus.asked) + 1
