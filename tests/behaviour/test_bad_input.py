"""Odd values in records, settings and states: a clean row or a clear error, never a traceback."""

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tap_octopus.errors import RowRejected
from tap_octopus.rows.mapper import RowMapper
from tap_octopus.streams import STREAMS
from tests.behaviour.inside import run
from tests.behaviour.pictures import Kept, differing, live, truth, work
from tests.support import calls
from tests.support.sandbox import DAY, Sandbox, serving
from tests.support.tables import Tables
from tests.support.tap import Tap, by_password
from tests.unit.doubles import answer
from tests.unit.fake_octopus import record
from tests.unit.strategies import SCHEMAS, TABLES, put

MISSING = object()
VALUES: list[Any] = [
    None, MISSING, "", "x", True, 0, -1, 1.5, 2**63, -(2**63) - 1,
    "x" * 2**20, "a\0b", "\U0001f600",
    {}, {"id": {}}, [], [[1]], [{"id": None}], "NaN", "1e309", {"id": 1, "x": [None]}, "31/12/2026",
]  # fmt: skip
RAW = ["NaN", "1e309", "9223372036854775808", '"\\ud800"', '"\\u0000"', '"\\ud83d\\ude00"',
       '"' + "x" * 2**20 + '"', "1e99999999999999999999", "[[[]]]",
       '{"a": []}', "null"]  # fmt: skip
KEYS = {vars(stream)["name"]: vars(stream)["primary_keys"] for stream in STREAMS}
GIVEN = {"dossier_id": 7, "synced_at": "2027-01-01T00:00:00.000+00:00"}
NONSENSE: dict[str, list[Any]] = {
    "software_house_uuid": [5, None, []],
    "user": [5, [], {}],
    "password": [5, {}],
    "api_url": ["x", "ftp://x", 5, "https://x/?a", "https://x/#"],
    "oauth_url": ["x", 5],
    "file_sync_url": ["x", 5],
    "dossier_ids": ["1", 5, ["x"], [1.5], [None], {}],
    "excluded_dossier_ids": ["x", [{}]],
    "start_date": ["x", 5, "2026-02-30"],
    "language": ["xx", 5],
    "overlap_minutes": [-1, "x", 1.5],
    "respect_daily_limits": ["x", 5],
    "daily_limit_scope": ["x", []],
    "request_timeout_seconds": [0, -1, "x"],
    "emit_activate_version_messages": ["x"],
    "user_agent": [5, []],
}
SETTINGS = [(name, value) for name, values in NONSENSE.items() for value in values]
ODD: list[Any] = [None, 5, "x", [], {}, True, -1, 2**70, 1e300, "2026-02-30", "9999-12-31T23:59:59"]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Give a sandbox with small books."""
    with serving(dossiers=2, documents_per_year=4, bookyears=1) as served:
        yield served
        assert served.writes() == []


@pytest.mark.parametrize("table", TABLES)
def test_fields(table: str) -> None:
    """For each field of a table and each odd value: a row with every column, or a rejected one."""
    asked_for = {"bookyear_id": 1, "journal_key": "F1"} if table == "financial_journals" else {}
    row_mapper, schema = RowMapper(SCHEMAS[table], KEYS[table]), SCHEMAS[table]
    paths = [c["x-octopus-path"] for c in schema["properties"].values() if "x-octopus-path" in c]
    for path in paths:
        for value in VALUES:
            row = _row(row_mapper, _with(record(schema, 1), path, value), asked_for)
            assert row is None or list(row) == list(schema["properties"]), (path, value)
            assert row is None or b"\\u0000" not in msgspec.json.encode(row), path


@pytest.mark.parametrize(("name", "value"), SETTINGS)
def test_settings(sandbox: Sandbox, tmp_path: Path, name: str, value: Any) -> None:  # noqa: ANN401
    """Nonsense in a setting is told in a line that names it, before any call."""
    sandbox.calls()
    tap = Tap(tmp_path, {**by_password(sandbox), name: value})

    outcome = tap.run()

    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.log
    assert any(name in line for line in outcome.complaints())
    assert not sandbox.calls()


@pytest.mark.parametrize("raw", RAW, ids=range(len(RAW)))
def test_over_http(sandbox: Sandbox, raw: str) -> None:
    """An odd value over HTTP fails its table alone or makes a row, and the next run is exact."""
    sandbox.repair()
    sandbox.fault("field_value", calls.RELATIONS, dossier=1, field="remarks", raw=raw)
    sandbox.fault("field_value", calls.PRODUCTS, dossier=1, field="productKey.id", raw=raw)
    config, tables = by_password(sandbox), Tables()
    sandbox.pass_time(DAY + 60)

    outcome = run(config)
    tables.load(outcome.messages)
    sandbox.repair()
    sandbox.pass_time(DAY + 60)
    again = run(config, outcome.state)
    tables.load(again.messages)

    good = {"complete", "refused"}
    failed = {place for place, row in outcome.status().items() if row["outcome"] not in good}
    assert failed <= {(1, "relations"), (1, "products")}
    assert "unexpected" not in outcome.log
    assert again.exit_code == 0
    places = {("products", 1), ("bookings", 1)}
    assert not places & set(differing(truth(sandbox, [1]), live(tables, [1])))


def test_states(sandbox: Sandbox) -> None:
    """Whatever stands anywhere in a state: the next run ends well and all is exact."""
    sandbox.repair()
    sandbox.pass_time(DAY + 60)
    config = by_password(sandbox, dossier_ids=[1], respect_daily_limits=False)
    sandbox.switch(over_limit_status=429)
    first = run(config)
    tables = Tables()
    tables.load(first.messages)
    state = json.loads(json.dumps(first.state))
    spoilt = list(_spoilt(state))
    work(sandbox, 1)

    for number, odd in enumerate(spoilt):
        if number % 20 == 0:
            sandbox.pass_time(600)
        held = Kept(copy.deepcopy(tables), odd)
        sandbox.pass_time(DAY + 60)
        outcome = run(config, odd)
        held.tables.load(outcome.messages)
        assert outcome.exit_code == 0, (odd, outcome.log)
        assert "unexpected" not in outcome.log
        assert differing(truth(sandbox, [1]), live(held.tables, [1])) == [], odd
        assert outcome.log.count("The state is not as") <= 1


def _spoilt(state: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Put something odd in each kind of place of a state; not everything everywhere."""
    places = [
        (s, n) for s in ("dossiers", "accounts", "bookings") for n in state["bookmarks"][s]["1"]
    ]
    for number, (stream, name) in enumerate(places):
        for value in ODD[number % 3 :: 3]:
            odd = copy.deepcopy(state)
            odd["bookmarks"][stream]["1"][name] = value
            yield odd
    for value in ODD[1:4]:
        yield {"bookmarks": {**state["bookmarks"], "accounts": value}}
    partitions = [{"context": {"dossier_id": 1}, "replication_key_value": "2026-01-01"}]
    yield {"bookmarks": {"accounts": {"partitions": partitions}, "users": {"since": "x"}}}
    yield {"bookmarks": {"accounts": {"x": {}, "01": {}, "-1": {}}}, "other": 5}


def _with(found: dict[str, Any], path: str, value: Any) -> dict[str, Any]:  # noqa: ANN401
    if value is not MISSING:
        put(found, path.split("."), value)
        return found
    below = found
    *steps, name = path.split(".")
    for step in steps:
        below = below.get(step, {})
    below.pop(name, None)
    return found


def _row(
    row_mapper: RowMapper, found: dict[str, Any], asked_for: dict[str, Any]
) -> dict[str, Any] | None:
    with answer([found]) as received:
        ((read,),) = received.records(None)
    try:
        shaped = row_mapper.row(read, GIVEN | asked_for)
        row: dict[str, Any] = msgspec.to_builtins(shaped, builtin_types=(Decimal,))
    except RowRejected:
        return None
    return row
