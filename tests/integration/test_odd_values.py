"""Odd values all the way into PostgreSQL: what is in a row arrives as it was sent."""

import json
from decimal import Decimal

from tests.support import calls
from tests.support.sandbox import DAY, Sandbox
from tests.support.tables import Tables
from tests.support.tap import Tap
from tests.support.truth import Row
from tests.support.warehouse import Warehouse

TEXTS = (
    "\U0001f600 e\u0301 \u202e\u05d0",
    "x" * 2**20,
    "\0",
    "a\0b",
    "".join(map(chr, [*range(1, 32), 127, 128, 133, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF])),
    "a\r\nb\rc\nd\te",
    "\\N",
    "\\.",
    "\\n \\x00 \\",
    "\"quoted\", 'and' {so} on;--",
    "  ",
    "",
    "NULL",
)
"""What COPY, SQL, CSV and JSON take for their own, and what is long or strange."""

INTEGERS = (2**63 - 1, -(2**63))
NUMBERS = ("1e299", "-1.5e299", "1e-300", "5e-324", "0.1", "-0.01", "1E+2", "0.10", "-0.0", '"1.5"',
           "12345678901234.56", "0.30000000000000004")  # fmt: skip
"""Numbers that a double holds: of longer ones the target drops the last digits."""


def test_odd_values(sandbox: Sandbox, tap: Tap, warehouse: Warehouse) -> None:
    """Odd texts and numbers arrive to the last character and digit, but for the NULs."""
    tap.config["dossier_ids"] = [1]
    for row, text in enumerate(TEXTS):
        sandbox.fault(
            "field_value", calls.RELATIONS, field="remarks", row=row, raw=json.dumps(text)
        )
    for row, integer in enumerate(INTEGERS, start=len(TEXTS)):
        sandbox.fault(
            "field_value", calls.RELATIONS, field="expirationDays", row=row, raw=str(integer)
        )
    for row, number in enumerate(NUMBERS):
        sandbox.fault(
            "field_value", calls.ACCOUNTS, field="vatRecupPercentage", row=row, raw=number
        )

    outcome = tap.load(warehouse)

    relations, accounts = warehouse.rows("relations"), warehouse.rows("accounts")
    assert outcome.exit_code == 0, outcome.log
    assert {text.replace("\0", "") for text in TEXTS} <= values(relations, "remarks")
    assert set(INTEGERS) <= values(relations, "expiration_days")
    assert {Decimal(n.strip('"')) for n in NUMBERS} <= values(accounts, "vat_recup_percentage")


def test_nothing_poisons_a_run(sandbox: Sandbox, tap: Tap, warehouse: Warehouse) -> None:
    """What no warehouse takes stays out of it, and all that comes with it is loaded."""
    key = "".join(chr(97 + n * n % 26) + str(n * 7919) for n in range(2000))
    journal = {"bookyearKey": {"id": 1}, "journalTypeCode": key, "sequenceNumber": 1}
    sandbox.fault(
        "field_value", calls.JOURNALS, dossier=1, field="journalKeyServiceData",
        raw=json.dumps(journal),
    )  # fmt: skip
    sandbox.fault("field_value", calls.PRODUCTS, dossier=1, field="unit", raw='"\\ud800"')
    tables = Tables()

    outcome = tap.load(warehouse)
    tables.load(outcome.messages)

    failed = {place for place, row in outcome.status().items() if row["outcome"] == "failed"}
    assert failed == {(1, "journals"), (1, "products")}
    for table in ("journals", "products", "bookings"):
        assert len(warehouse.rows(table)) == len(tables.rows(table)) > 0
    sandbox.repair()
    sandbox.pass_time(DAY)
    assert tap.load(warehouse).exit_code == 0


def values(rows: list[Row], column: str) -> set[object]:
    """Give the values of a column."""
    return {row[column] for row in rows}
