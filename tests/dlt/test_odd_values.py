"""Odd values all the way into each destination: what is in a row arrives as it was sent."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.dlt.destinations import Destination, InDelta, InDuckDB, InFiles, InPostgres
from tests.integration.test_odd_values import INTEGERS, TEXTS, values
from tests.support import calls
from tests.support.sandbox import DAY, Sandbox
from tests.support.tap import by_password
from tests.support.truth import Row
from tests.support.warehouse import Postgres

NUMBERS = ("1e27", "-9999999999999999999999999999.9", "0.1", "-0.01", "0.10", "-0.0", '"1.5"')
TABLES = ("relations", "accounts", "invoices", "sync_status")


@pytest.fixture(scope="module")
def odd(sandbox: Sandbox) -> Sandbox:
    """Give a sandbox with odd values in the first rows."""
    lines = [{"description": text} for text in TEXTS]
    wanted = (
        (calls.RELATIONS, 0, "remarks", [*map(json.dumps, TEXTS), "null"]),
        (calls.ACCOUNTS, 0, "vatRecupPercentage", [*NUMBERS, "null"]),
        (calls.ACCOUNTS, len(NUMBERS) + 1, "costCentreType", [*map(str, INTEGERS), "null"]),
        (calls.INVOICES, 0, "invoiceLines", [json.dumps(lines)]),
    )
    for operation, first, field, raws in wanted:
        for row, raw in enumerate(raws, start=first):
            sandbox.fault("field_value", operation, field=field, row=row, raw=raw)
    return sandbox


class ByInserts(InPostgres):
    """A PostgreSQL, for whose driver ADBC there are no packages."""

    def load(self, config: dict[str, Any], *tables: str, **options: Any) -> None:  # noqa: ANN401
        """Load what changed."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DISABLE_ADBC_DETECTION", "true")
            super().load(config, *tables, **options)


@pytest.mark.parametrize("kind", [InDuckDB, InFiles, InDelta, InPostgres, ByInserts])
def test_odd_values(
    odd: Sandbox, server: Postgres, tmp_path: Path, kind: type[Destination]
) -> None:
    """Odd texts and numbers arrive to the last character and digit, but for the NULs."""
    destination = kind(tmp_path, server)
    odd.pass_time(DAY)

    destination.load(by_password(odd) | {"dossier_ids": [1]}, *TABLES)

    held = {table: destination.rows(table) for table in TABLES}
    texts = {text.replace("\0", "") for text in TEXTS}
    numbers = {Decimal(number.strip('"')) for number in NUMBERS}
    assert texts | {None} <= values(held["relations"], "remarks")
    assert numbers | {None} <= values(held["accounts"], "vat_recup_percentage")
    assert {*INTEGERS, None} <= values(held["accounts"], "cost_centre_type")
    lines = max((array_of(row["invoice_lines"]) for row in held["invoices"]), key=len)
    assert texts == values(lines, "description")


def test_change_of_format(odd: Sandbox, server: Postgres, tmp_path: Path) -> None:
    """Tables that were made for insert statements, with arrays as jsonb, go on by COPY."""
    config = by_password(odd) | {"dossier_ids": [1]}
    by_inserts = ByInserts(tmp_path, server)
    odd.pass_time(DAY)
    by_inserts.load(config, "invoices", "sync_status")
    odd.pass_time(DAY)
    odd.change("edit", 1, journal="V1")

    by_copy = InPostgres(tmp_path, warehouse=by_inserts.warehouse)
    by_copy.load(config, "invoices", "sync_status")

    rows = by_copy.rows("invoices")
    assert len({row["synced_at"] for row in rows}) == 2
    assert all(isinstance(row["invoice_lines"], list) for row in rows)


def array_of(value: Any) -> list[Row]:  # noqa: ANN401 - a text of JSON, or what a driver makes of it
    """Give the elements of an array."""
    found: list[Row] = json.loads(value) if isinstance(value, str) else value
    return found
