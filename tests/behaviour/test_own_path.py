"""The tap writes its rows by itself: message by message what the SDK would have written."""

import re
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from tap_octopus.sync.stream import OctopusStream
from tap_octopus.tap import TapOctopus
from tests.behaviour.inside import run
from tests.support.sandbox import NOW, Sandbox, serving
from tests.support.tap import Outcome, by_password

LEFT_OUT = {"comment", "booking_amount", "line_sequence_nr", "periods", "synced_at", "message"}
"""Columns that are deselected; some of them stay all the same."""

MAPS = {
    "bookings": {"__alias__": "ledger", "amount": "booking_amount", "day": "document_date"},
    "relations": {"name": "__NULL__", "__filter__": "relation_id > 2"},
    "bookyears": {"periods": "periods"},
    "products": None,
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Give a sandbox whose clock stands still."""
    with serving() as served:
        yield served


@pytest.fixture(scope="module")
def deselecting() -> dict[str, Any]:
    """Give a catalog that leaves columns out."""
    catalog: dict[str, Any] = TapOctopus(validate_config=False).catalog_dict
    for entry in catalog["streams"]:
        for metadata in entry["metadata"]:
            if metadata["breadcrumb"]:
                metadata["metadata"]["selected"] = metadata["breadcrumb"][-1] not in LEFT_OUT
    return catalog


def told(sandbox: Sandbox, catalog: dict[str, Any] | None, **settings: object) -> list[Outcome]:
    """Run over fresh books and once more after a few changes."""
    sandbox.reset(now=NOW, dossiers=1, documents_per_year=30, bookyears=2, seed=5)
    sandbox.stop_clock()
    config = by_password(sandbox, **settings)
    first = run(config, catalog=catalog)
    sandbox.pass_time(4000)
    sandbox.change("delete_last", 1, journal="V1")
    sandbox.change("edit", 1)
    return [first, run(config, first.state, catalog=catalog)]


def lines(outcomes: list[Outcome]) -> list[str]:
    """Return what was written, but for what the time of day makes of it; of a STATE its place."""
    moments = r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)|\b1[78]\d{8}\b"
    moving = rf'{moments}|(?<="STATE",).*|(?<="version":)\d+|(?<="duration_seconds":)[\d.E-]+'
    return [
        re.sub(moving, "*", text) for outcome in outcomes for text in outcome.stdout.split("\n")
    ]


@pytest.mark.parametrize("versions", [False, True])
@pytest.mark.parametrize("chosen", [False, True])
def test_like_the_sdk(
    sandbox: Sandbox, deselecting: dict[str, Any], *, chosen: bool, versions: bool
) -> None:
    """For every stream, with and without columns left out: the same messages, byte for byte."""
    catalog = deselecting if chosen else None
    settings = {"emit_activate_version_messages": versions}
    with mock.patch.object(OctopusStream, "_write_rows", autospec=True) as not_called:
        with mock.patch.object(OctopusStream, "_leaves_as_it_is", new=False):
            by_sdk = told(sandbox, catalog, **settings)
        assert not not_called.called

    by_itself = told(sandbox, catalog, **settings)

    assert {outcome.exit_code for outcome in by_itself} == {0}
    assert {m["stream"] for m in by_itself[1].messages if m["type"] == "RECORD"}
    assert lines(by_itself) == lines(by_sdk)


@pytest.mark.parametrize(
    "settings",
    [{"stream_maps": MAPS}, {"flattening_enabled": True, "flattening_max_depth": 1}],
    ids=["maps", "flattening"],
)
def test_not_as_they_are(sandbox: Sandbox, settings: dict[str, Any]) -> None:
    """What users want the SDK to do with the rows it does, and gets the same rows for it."""
    plain = told(sandbox, None)
    with mock.patch.object(OctopusStream, "_write_rows", autospec=True) as own:
        mapped = told(sandbox, None, **settings)
    written = {call.args[0].name for call in own.call_args_list}

    assert {outcome.exit_code for outcome in mapped} == {0}
    if "stream_maps" in settings:
        assert not written & MAPS.keys()
        assert [
            (row["amount"], row["day"]) for outcome in mapped for row in outcome.records("ledger")
        ] == [
            (row["booking_amount"], row["document_date"])
            for outcome in plain
            for row in outcome.records("bookings")
        ]
        assert [row["periods"] for row in mapped[0].records("bookyears")] == [
            row["periods"] for row in plain[0].records("bookyears")
        ]
    else:
        assert not written
        assert [row["booking_amount"] for row in mapped[0].records("bookings")] == [
            row["booking_amount"] for row in plain[0].records("bookings")
        ]
