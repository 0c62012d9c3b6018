"""The sandbox against the API facts: every served operation, parameter, header, limit, field."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import requests

from octopus_sandbox.service.operations import DOSSIER, SOFTWARE_HOUSE, USER, Operation
from octopus_sandbox.service.routes import READS
from octopus_sandbox.service.writes import WRITES
from tests.sandbox.facts import FACTS, OPERATIONS, TABLES, fields, query_parameters
from tests.sandbox.octopus import FIRST_LOAD, NEVER, Json, Octopus

BELOW_DOSSIER = [name for name in TABLES if name != "dossiers"]
GOOD = {"modifiedTimeStamp": FIRST_LOAD, "journalTypeId": "-1", "modifiedTimeStampTo": NEVER}
TYPES: dict[str, Any] = {"integer": int, "number": (int, float), "string": str, "boolean": bool}
TYPES |= {"object": dict, "array": list}
REPORT = {
    "fromBookyearKey": {"id": 1},
    "toBookyearKey": {"id": 1},
    "fromBookyearPeriodNr": 190001,
    "toBookyearPeriodNr": 299912,
    "relationId": -1,
    "externalRelationId": -1,
}

# Fields that the facts have from the specification alone and that no recorded row held.
NEVER_SENT = {
    "accounts": {
        "accountKey.accountNumberKey",
        "accountKey.accountNumberKey.id",
        "defaultCostCentreKey",
        "defaultCostCentreKey.id",
        "description.description_DE",
    },
    "costcentres": {"description.description_DE"},
    "customfields": {"description.description_DE"},
    "productgroups": {"description.description_DE"},
    "products": {"code.description_DE", "description.description_DE"},
}


def ask(octopus: Octopus, table: str, dossier: int = 1, **changed: Json) -> requests.Response:
    """Ask for a table of a dossier as the facts say, or with something changed."""
    facts = TABLES[table]
    path = facts["path"].replace("{dossierId}", str(dossier)).replace("{bookyearId}", "1")
    request: dict[str, Any] = {
        "headers": octopus.dossier(dossier) if dossier else octopus.user(),
        "params": {p["name"]: GOOD[p["name"]] for p in query_parameters(table)},
    }
    if facts["method"] == "POST":
        request["json"] = REPORT
    return octopus.send(facts["method"], path, **{**request, **changed})


def walk(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Give every field of a record with its path, spelled as in the facts."""
    if isinstance(value, list):
        for item in value:
            yield from walk(item, f"{path}[]")
    elif isinstance(value, dict):
        for name, inner in value.items():
            inside = f"{path}.{name}" if path else name
            yield inside, inner
            yield from walk(inner, inside)


def records(octopus: Octopus, table: str) -> list[dict[str, Any]]:
    """Give all records of a table that the office holds, over all dossiers and bookyears."""
    if table == "dossiers":
        rows: list[dict[str, Any]] = octopus.control("GET", "truth/dossiers")
        return rows
    return [
        row
        for dossier in (1, 2, 3)
        for row in octopus.control("GET", f"truth/{table}?dossierId={dossier}")
    ]


@pytest.mark.parametrize("operation", READS, ids=lambda operation: operation.name)
def test_operation_is_as_documented(operation: Operation) -> None:
    """A served operation has the limit and the statuses of the facts."""
    facts = OPERATIONS[operation.name]
    limit = facts["daily_limit"]

    assert facts["kind"] in ("read", "authentication")
    assert limit in (operation.limit, "2 without search, 400 with search")
    assert operation.none == (404 in facts["documented_statuses"] and operation.header == DOSSIER)


def test_limits_of_relations() -> None:
    """Relations have one limit with and one without a search."""
    facts = TABLES["relations"]["alternative"]["daily_limit"]

    (relations,) = [read for read in READS if read.path.endswith("/relations")]

    assert relations.limit == facts["without_search_params"]
    assert relations.searching == facts["with_search_params"]


def test_every_table_is_served() -> None:
    """All fifteen tables of the facts and their alternatives have an operation."""
    wanted = {f"{table['method']} {table['path']}" for table in TABLES.values()}
    others = [table["alternative"] for table in TABLES.values() if "alternative" in table]
    wanted |= {f"{other['method']} {other['path']}" for other in others}

    assert wanted <= {read.name for read in READS}


def test_every_write_is_recognised() -> None:
    """All documented writes, and nothing else, are recognised as writes."""
    documented = {name for name, facts in OPERATIONS.items() if facts["kind"] == "write"}

    assert {write.name for write in WRITES} == documented


def test_headers_of_the_sessions() -> None:
    """Login, connection and data want the headers of the facts."""
    headers = {read.name: read.header for read in READS}
    login, connect = (
        FACTS["authentication"]["authenticate"],
        FACTS["authentication"]["connect_dossier"],
    )

    assert headers["POST /authentication"] == login["headers"][0]["name"] == SOFTWARE_HOUSE
    assert headers["POST /dossiers"] == connect["headers"][0]["name"] == USER


@pytest.mark.parametrize("table", BELOW_DOSSIER)
def test_table_answers(octopus: Octopus, table: str) -> None:
    """A table answers as the facts ask for it: 200, or 404 with an ErrorResult for nothing."""
    answer = ask(octopus, table)

    assert answer.status_code in (200, 404)
    assert answer.status_code == 200 or list(answer.json()) == ["technicalInfo"]


@pytest.mark.parametrize("table", BELOW_DOSSIER)
def test_table_wants_its_header(octopus: Octopus, table: str) -> None:
    """A table answers 401 without its header, or with any other."""
    (header,) = [p["name"] for p in TABLES[table]["params"] if p["in"] == "header"]

    none, other = ask(octopus, table, headers={}), ask(octopus, table, headers=octopus.user())
    octopus.pass_time(24 * 3600)
    nonsense = ask(octopus, table, headers={header: "nonsense"})

    assert header == DOSSIER
    assert {answer.status_code for answer in (none, other, nonsense)} == {401}


@pytest.mark.parametrize("table", BELOW_DOSSIER)
def test_table_wants_its_parameters(octopus: Octopus, table: str) -> None:
    """A required parameter that is missing, malformed or misnamed is a 400; the others are not."""
    for parameter in query_parameters(table):
        name = parameter["name"]
        good = {p["name"]: GOOD[p["name"]] for p in query_parameters(table)}
        rest = {key: value for key, value in good.items() if key != name}

        missing = ask(octopus, table, params=rest)
        malformed = ask(octopus, table, params={**good, name: "2026-01-01"})
        misnamed = ask(octopus, table, params={**rest, name.upper(): good[name]})

        assert missing.status_code == (400 if parameter["required"] else 200)
        assert malformed.status_code == misnamed.status_code == 400
        assert list(malformed.json()) == ["technicalInfo"]


@pytest.mark.parametrize("table", TABLES)
def test_every_field_is_known_and_of_its_type(octopus: Octopus, table: str) -> None:
    """A record holds only documented fields, each of its documented type and format."""
    known = fields(table)

    for record in records(octopus, table):
        for name, value in walk(record):
            kind = known[name]["json_type"]
            assert isinstance(value, TYPES[kind]), (name, value)
            assert isinstance(value, bool) == (kind == "boolean"), (name, value)
            if known[name]["format"] == "int32":
                assert -(2**31) <= value < 2**31
            if known[name]["format"] == "date":
                assert date.fromisoformat(str(value)).isoformat() == value


@pytest.mark.parametrize("table", TABLES)
def test_required_fields_are_there(octopus: Octopus, table: str) -> None:
    """Every record has every field that may not be missing."""
    required = {
        name for name, field in fields(table).items() if not field["nullable"] and "[]" not in name
    }

    for record in records(octopus, table):
        assert required <= {name for name, _ in walk(record)}


@pytest.mark.parametrize("table", TABLES)
def test_every_field_is_used(octopus: Octopus, table: str) -> None:
    """The default office holds every documented field at least once, but the listed ones."""
    sent = {name for record in records(octopus, table) for name, _ in walk(record)}

    assert set(fields(table)) - sent == NEVER_SENT.get(table, set())


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_unique(octopus: Octopus, table: str) -> None:
    """No two records of a dossier share the key of the facts."""
    names = [name for name in TABLES[table]["key_fields"] if name != "dossier_id"]
    rows = (
        records(octopus, table)
        if table == "dossiers"
        else octopus.control("GET", f"truth/{table}?dossierId=1")
    )

    keys = [tuple(dict(walk(row)).get(name) for name in names) for row in rows]

    assert len(keys) == len(set(keys))


def test_deleted_documents_have_the_fields_of_a_key(octopus: Octopus) -> None:
    """A deleted document is told by the four fields of its key."""
    documented = {field["name"] for field in TABLES["bookings"]["deleted_record_fields"]}
    octopus.change("delete_last")

    (deleted,) = octopus.bookings(NEVER.replace("2100", "2026")).json()["deletedBookings"]

    assert {name for name, _ in walk(deleted)} - {"bookyearKey"} == documented
