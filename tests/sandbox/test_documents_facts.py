"""The operations behind the ledger against the API facts: parameters, headers, fields, keys."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests

from octopus_sandbox.control.columns import _FILE
from octopus_sandbox.control.truth import BEHIND_LEDGER
from octopus_sandbox.service.routes import ELSEWHERE, READS
from tests.sandbox.facts import FACTS
from tests.sandbox.octopus import FIRST_LOAD, Json, Octopus
from tests.sandbox.test_against_facts import TYPES, walk

NAMES = {
    "vat_codes": "vatcodes",
    "account_amounts": "account_amounts",
    "buysell_bookings": "buysellbookings",
    "financialdivers_bookings": "financialdiversbookings",
    "invoices": "invoices",
    "delivery_notes": "deliverynotes",
    "bookyear_details": "bookyear_details",
    "financial_journals": "journal_detail_F",
    "bank_envelopes": "bank_enveloppes",
    "invoice_deliveries": "invoice_delivery_states",
    "rappels": "rappels",
    "booking_files": "booking_files",
}
"""The names of the facts for the tables that a copy has."""
ASKED = NAMES | {"bank_envelope_payments": "bank_enveloppe_payments"}
"""What can be asked for: also the payments of an envelope, of which there is no table."""
FURTHER: dict[str, Json] = {table["table"]: table for table in FACTS["further_read_endpoints"]}
COLUMNS = Path(__file__).parents[1] / "facts" / "columns.csv"
SELECTION = {
    "bookyearKey": {"id": 1},
    "journal": "V1",
    "documentSequenceNr": 1,
    "toDocumentSequenceNr": 999_999,
}
"""The body that asks for the delivery state of invoices."""
GOOD = {"modifiedTimeStamp": FIRST_LOAD, "bookyearId": "-1", "expirationDate": "2026-06-15"}
FILE_STAMP = FIRST_LOAD.removesuffix(".000")
BASE = FACTS["meta"]["base_url"]

# Deep objects, deferrals, and cost centres outside of trade: the books have no part of them.
NEVER_SENT = ("peppolFields", "overflowBookingServiceData")
# What the facts name but do not list: the relation of a reminder, the common part of a journal,
# the statistics of an invoice line and the inner fields of its custom values.
UNLISTED = ("relation", "commonJournalServiceData", "invoiceLines[].intrastatServiceData")
INSIDE = "customFieldValueList[]"


def parameters(table: str) -> dict[str, bool]:
    """Give the query parameters of the facts, and whether they are required."""
    declared = FURTHER[ASKED[table]]["params"]
    return {p["name"]: p["required"] for p in declared if p["in"] == "query"}


def ask(
    octopus: Octopus, table: str, dossier: int = 1, number: int = 1, **changed: Json
) -> requests.Response:
    """Ask for a table as the facts say, or with something changed."""
    path = FURTHER[ASKED[table]]["path"].replace("{dossierId}", str(dossier))
    path = path.replace("{bookyearId}", "1").replace("{sequenceNumber}", "1")
    path = path.replace("{enveloppeKeyId}", str(number))
    good = {name: GOOD[name] for name, required in parameters(table).items() if required}
    request = {"headers": octopus.dossier(dossier), "params": good, **changed}
    if table == "invoice_deliveries":
        return octopus.send("POST", path, json=SELECTION, **request)
    if table == "booking_files":
        address = octopus.account["file_sync_url"] + path.removeprefix(FACTS_OF_FILES["base_url"])
        if "modifiedTimeStamp" in good and "params" not in changed:
            good["modifiedTimeStamp"] = FILE_STAMP
        return octopus.session.get(address, timeout=10, **request)
    return octopus.send("GET", path, **request)


FACTS_OF_FILES = FURTHER["booking_files"]


def records(octopus: Octopus, table: str) -> list[dict[str, Any]]:
    """Give all records that an answer holds, over two dossiers."""
    found: list[dict[str, Any]] = []
    for dossier, number in asked(octopus, table):
        answer = ask(octopus, table, dossier, number)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        rows = body["modified"] if table == "account_amounts" else body
        found += rows if isinstance(rows, list) else [rows]
    return found


def asked(octopus: Octopus, table: str) -> list[tuple[int, int]]:
    """Give the dossiers to ask, each with an envelope to ask for."""
    if table != "bank_envelope_payments":
        return [(1, 1), (3, 1)]
    envelopes = {d: octopus.control("GET", f"truth/bank_envelopes?dossierId={d}") for d in (1, 3)}
    return [(dossier, row["enveloppe_id"]) for dossier, all_ in envelopes.items() for row in all_]


def known(table: str) -> dict[str, dict[str, Any]]:
    """Give the fields of the facts by path."""
    added = {"dossier_id", "enveloppeKey_id"}
    return {f["name"]: f for f in FURTHER[ASKED[table]]["fields"] if f["name"] not in added}


def is_unlisted(name: str) -> bool:
    """Tell whether the facts name what holds a field, but not the field."""
    return any(name.startswith(f"{part}.") for part in UNLISTED) or INSIDE in name


def is_never_sent(table: str, name: str) -> bool:
    """Tell whether the books have nothing to fill a field with."""
    outside = table == "financialdivers_bookings" and "costCentreKey" in name
    return outside or any(part in name for part in NEVER_SENT)


@pytest.mark.parametrize("table", ASKED)
def test_operation_is_documented(table: str) -> None:
    """Each table has an operation with the path, limit, 404 and parameters of the facts."""
    facts = FURTHER[ASKED[table]]
    path = facts["path"].replace("https://service.inaras.be", "")
    (operation,) = [o for o in (*READS, *ELSEWHERE) if o.name == f"{facts['method']} {path}"]

    assert operation.limit == facts["daily_limit"]
    assert bool(operation.body) == ("request_body" in facts)
    assert operation.none == (404 in facts["documented_statuses"])
    assert {p.name: p.required for p in operation.query} == parameters(table)


@pytest.mark.parametrize("table", ASKED)
def test_header_is_needed(octopus: Octopus, table: str) -> None:
    """A table answers 401 without the token of its dossier."""
    answers = [ask(octopus, table, headers={}), ask(octopus, table, headers=octopus.user())]
    octopus.pass_time(24 * 3600)
    later = Octopus(octopus.address)
    answers.append(ask(octopus, table, headers=later.dossier(3)))
    later.session.close()

    assert [answer.status_code for answer in answers] == [401, 401, 401]


@pytest.mark.parametrize("table", [table for table in ASKED if parameters(table)])
def test_parameters_are_needed(octopus: Octopus, table: str) -> None:
    """A required parameter that is missing, malformed or misnamed is a 400."""
    good = {name: GOOD[name] for name, required in parameters(table).items() if required}
    if table == "booking_files":
        good["modifiedTimeStamp"] = FILE_STAMP
    for name, required in parameters(table).items():
        rest = {key: value for key, value in good.items() if key != name}

        missing = ask(octopus, table, params=rest)
        malformed = ask(octopus, table, params={**good, name: "2026-1-1"})
        misnamed = ask(octopus, table, params={**rest, name.upper(): "1"})

        assert missing.status_code == (400 if required else 200)
        assert malformed.status_code == misnamed.status_code == 400
        assert list(malformed.json()) == ["technicalInfo"]


@pytest.mark.parametrize("table", ASKED)
def test_fields_are_as_documented(octopus: Octopus, table: str) -> None:
    """Records hold documented fields of their types, all required ones, and keys in order."""
    fields = known(table)
    required = {n for n, field in fields.items() if not field["nullable"] and "[]" not in n}
    parents = {name.rpartition(".")[0] for name in fields} | set(fields)
    sent: set[str] = set()

    for record in records(octopus, table):
        found = dict(walk(record))
        sent |= found.keys()
        assert required <= found.keys()
        assert list(record) == sorted(record)
        for name, value in walk(record):
            if name not in fields:
                assert is_unlisted(name) or any(p.startswith(name) for p in parents), name
                continue
            kind = fields[name]["json_type"]
            assert isinstance(value, TYPES[kind]), (name, value)
            assert isinstance(value, bool) == (kind == "boolean"), (name, value)
            if fields[name]["format"] == "date":
                assert date.fromisoformat(str(value)).isoformat() == value

    assert {name for name in fields if name not in sent and not is_never_sent(table, name)} == set()


@pytest.mark.parametrize("table", NAMES)
def test_keys_are_unique(octopus: Octopus, table: str) -> None:
    """No two rows of a dossier share the key of the column contract."""
    with COLUMNS.open(encoding="utf-8", newline="") as file:
        keys = [
            r["column"] for r in csv.DictReader(file) if (r["stream"], r["key"]) == (table, "key")
        ]

    rows = octopus.control("GET", f"truth/{table}?dossierId=1")

    found = [tuple(row[name] for name in keys) for row in rows]
    assert rows
    assert len(found) == len(set(found))
    assert all(None not in key for key in found)


def test_columns_are_those_of_the_contract() -> None:
    """The truth has exactly the promised columns, each from its promised field."""
    reading = {"dossier_id", "synced_at", "_sdc_deleted_at"}
    with COLUMNS.open(encoding="utf-8", newline="") as file:
        wanted = {
            (row["stream"], row["column"], row["api_path"])
            for row in csv.DictReader(file)
            if row["stream"] in BEHIND_LEDGER and row["column"] not in reading
        }
    with _FILE.open(encoding="utf-8", newline="") as file:
        lines = [tuple(line.values()) for line in csv.DictReader(file)]
    held = {line for line in lines if "[]" not in line[1]}

    assert {path for _, _, path in wanted - held} == {"(request)"}
    assert {line[:2] for line in held} == {line[:2] for line in wanted}
    assert len({line[:2] for line in lines}) == len(lines)
    assert set(NAMES) == set(BEHIND_LEDGER)


@pytest.mark.parametrize("table", NAMES)
def test_inner_columns_are_the_inner_fields(octopus: Octopus, table: str) -> None:
    """Every field inside an array has a column, and no column stands for nothing."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["stream"] == table]
    inside = {line["path"] for line in lines if "[]" in line["path"]}
    leaves = {
        name
        for record in records(octopus, table)
        for name, value in walk(record)
        if "[]" in name and not isinstance(value, dict)
    }

    assert {n for n in leaves - inside if not n.startswith(("relation.", "common"))} == set()
    assert {name for name in inside - leaves if not is_never_sent(table, name)} == set()
