"""The table of operations says what the API reference says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tap_octopus.client.operations import (
    BOOKING_FILES,
    CONNECT,
    OPERATIONS,
    REFRESH,
    SIGN_IN,
    Operation,
)
from tap_octopus.settings import config_jsonschema

Fact = dict[str, Any]

ROOT = Path(__file__).parents[2]
FACTS = json.loads((ROOT / "tests/facts/octopus-api-fields.json").read_text(encoding="utf-8"))
FURTHER: dict[str, Fact] = {table["table"]: table for table in FACTS["further_read_endpoints"]}
FILES = FURTHER["booking_files"]
TABLES: dict[str, Fact] = {table["table"]: table for table in FACTS["tables"]} | {
    "vat_codes": FURTHER["vatcodes"],
    "account_amounts": FURTHER["account_amounts"],
    "buysell_bookings": FURTHER["buysellbookings"],
    "financialdivers_bookings": FURTHER["financialdiversbookings"],
    "invoices": FURTHER["invoices"],
    "delivery_notes": FURTHER["deliverynotes"],
    "bookyear_details": FURTHER["bookyear_details"],
    "financial_journals": FURTHER["journal_detail_F"],
    "bank_envelopes": FURTHER["bank_enveloppes"],
    "rappels": FURTHER["rappels"],
}
ALL: dict[tuple[str, str], Fact] = {(o["method"], o["path"]): o for o in FACTS["all_operations"]}

every_operation = pytest.mark.parametrize(
    "operation",
    [o for o in OPERATIONS if o not in (REFRESH, BOOKING_FILES)],
    ids=lambda operation: operation.name,
)
every_table = pytest.mark.parametrize("table", TABLES)


def documented_path(operation: Operation) -> str:
    """Return the path as the reference writes it."""
    return operation.path.format(
        dossier="{dossierId}", bookyear="{bookyearId}", number="{sequenceNumber}"
    )


def by_name(name: str) -> Operation:
    """Return the operation of a table."""
    return next(operation for operation in OPERATIONS if operation.name == name)


def listed(json_path: str | None) -> str | None:
    """Return the property that a JSON path such as $.modified[*] takes its list from."""
    found = re.fullmatch(r"\$(?:\.(\w+))?\[\*\]", json_path or "")
    return found[1] if found else None


@every_operation
def test_documented(operation: Operation) -> None:
    """Each operation exists, and Octopus says that it only reads or hands out a token."""
    fact = ALL[operation.method, documented_path(operation)]

    assert fact["kind"] in {"read", "authentication"}
    assert str(operation.limit) == str(fact["daily_limit"]).partition(" without search")[0]


@every_table
def test_tables(table: str) -> None:
    """Each table is read with the method, path and limit that are documented for it."""
    operation, fact = by_name(table), TABLES[table]

    expected = (fact["method"], fact["path"], fact["daily_limit"])

    assert expected == (operation.method, documented_path(operation), operation.limit)


@every_table
def test_places(table: str) -> None:
    """Records and deletions are looked for where they are documented to be."""
    operation, fact = by_name(table), TABLES[table]

    expected = (listed(fact["record_path"]), listed(fact.get("deleted_record_path")))

    assert expected == (operation.rows, operation.deleted)


@every_table
def test_nothing_found(table: str) -> None:
    """A 404 means nothing where the facts say so: documented, or accepted for the bank lists."""
    operation, fact = by_name(table), TABLES[table]

    expected = 404 in fact["documented_statuses"] or "accept 404" in fact["empty_result"]

    assert expected == operation.empty_is_404


@pytest.mark.parametrize("operation", [SIGN_IN, CONNECT, REFRESH])
def test_tokens_are_never_nothing(operation: Operation) -> None:
    """A 404 where a token is asked for is never taken for an empty answer."""
    assert not operation.empty_is_404


@pytest.mark.parametrize(
    ("operation", "name"), [(SIGN_IN, "authenticate"), (CONNECT, "connect_dossier")]
)
def test_authentication(operation: Operation, name: str) -> None:
    """Tokens are asked for as documented."""
    fact = FACTS["authentication"][name]

    expected = (fact["method"], fact["path"], fact["daily_limit"])

    assert expected == (operation.method, operation.path, operation.limit)


def test_files() -> None:
    """The list of files is asked for at the address that the facts give, where no limit is told."""
    setting = config_jsonschema()["properties"][BOOKING_FILES.address]

    address = f"{setting['default']}{documented_path(BOOKING_FILES)}"

    assert (BOOKING_FILES.method, address) == (FILES["method"], FILES["path"])
    assert BOOKING_FILES.rows == listed(FILES["record_path"])
    assert BOOKING_FILES.empty_is_404 == (404 in FILES["documented_statuses"])
    assert FILES["daily_limit"] is None


def test_addresses() -> None:
    """Everything else is asked for at the address of the API, but for the exchange of tokens."""
    elsewhere = {o.name: o.address for o in OPERATIONS if o.address != "api_url"}

    assert elsewhere == {"refresh": "oauth_url", "booking_files": "file_sync_url"}


def test_names() -> None:
    """Operations have names of their own: the state counts calls by them."""
    names = [operation.name for operation in OPERATIONS]

    assert sorted(set(names)) == sorted(names)


def test_whose_calls() -> None:
    """Only the list of dossiers counts for the account whatever the settings say."""
    assert [operation.name for operation in OPERATIONS if operation.of_account] == ["dossiers"]
