"""How a table is declared, and what the SDK does with it."""

from __future__ import annotations

from typing import Any

import pytest

from tap_octopus.client import operations as api
from tap_octopus.sync.stream import OctopusStream
from tap_octopus.tap import TapOctopus
from tests.unit.doubles import CONFIG
from tests.unit.fake_octopus import fake_octopus, record, records, run
from tests.unit.strategies import SCHEMAS


def declared(**how: Any) -> type[OctopusStream]:  # noqa: ANN401
    """Declare a table."""

    class Table(OctopusStream, **how):
        """A table."""

    return Table


def test_declaring() -> None:
    """A table has the name of its operation, or its own; its key begins with the dossier."""
    plain = declared(operation=api.PRODUCTS)
    named = declared(operation=api.BOOKINGS, name="mine", keys=("a", "b"))
    alone = declared(name="other")

    tables = [(vars(table)["name"], vars(table)["primary_keys"]) for table in (plain, named, alone)]
    assert tables == [
        ("products", ("dossier_id",)), ("mine", ("dossier_id", "a", "b")),
        ("other", ("dossier_id",)),
    ]  # fmt: skip
    assert (plain.operation, named.operation) == (api.PRODUCTS, api.BOOKINGS)
    assert not hasattr(alone, "operation")


def test_way_of_reading() -> None:
    """A class between, which is no table, has neither name nor key."""
    assert "name" not in vars(declared())
    assert "primary_keys" not in vars(declared())


def test_metadata() -> None:
    """The columns that tell which rows are live are in the catalog as ones that stay."""
    tap = TapOctopus(config=CONFIG)
    found = tap.streams["accounts"].metadata

    for name, kind in {
        "synced_at": "automatic", "_sdc_deleted_at": "automatic", "description_nl": "available",
        "dossier_id": "automatic",
    }.items():  # fmt: skip
        assert found["properties", name].inclusion == kind
    assert found["properties", "synced_at"].selected is None


@pytest.mark.parametrize("chosen", ["excluded_dossier_ids", "dossier_ids"])
def test_no_versions_of_some_dossiers(chosen: str) -> None:
    """Who reads some dossiers only drops nothing."""
    with fake_octopus(dossiers=records("dossiers", 3)):
        config: dict[str, Any] = {chosen: [3], "emit_activate_version_messages": True}
        output = run(select=("products",), **config)

    assert [m for m in output.messages if m["type"] == "ACTIVATE_VERSION"] == []


def test_trial() -> None:
    """A trial, as `--test` makes it, reads one record of one dossier."""
    with fake_octopus() as octopus:
        tap = TapOctopus(config=CONFIG)
        assert tap.run_connection_test()

    assert octopus.count("connect") == 1
    assert octopus.asked[:3] == ["sign_in", "version", "dossiers"]


def test_periods() -> None:
    """The report of open items is asked for from the first to the last period that there is."""
    periods = [[{"bookyearPeriod": n} for n in numbers] for numbers in ((3, 2, 7), (9, None, 5))]
    years = [
        record(SCHEMAS["bookyears"], number) | {"periods": found}
        for number, found in enumerate(periods, start=1)
    ]
    with fake_octopus(bookyears=years) as octopus:
        run(select=("report_open_clients",), dossier_ids=[1])

    (sent,) = [s for s in octopus.sent if "/reports/" in s.path]
    assert b'"fromBookyearPeriodNr": 2,' in sent.body
    assert b'"toBookyearPeriodNr": 9,' in sent.body


def test_no_periods() -> None:
    """Bookyears without periods are asked for by 0, as the API has it."""
    years = [record(SCHEMAS["bookyears"], 1) | {"periods": None}]
    with fake_octopus(bookyears=years) as octopus:
        run(select=("report_open_clients",), dossier_ids=[1])

    (sent,) = [s for s in octopus.sent if "/reports/" in s.path]
    assert b'"fromBookyearPeriodNr": 0,' in sent.body
    assert b'"toBookyearPeriodNr": 0,' in sent.body
