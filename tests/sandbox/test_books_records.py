"""Every record has the fields, types and order that the API facts tell."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.office import Office
from tests.sandbox import facts
from tests.sandbox.books_invariants import rows

FACTS = Path(__file__).parents[1] / "facts" / "octopus-api-fields.json"
TABLES: dict[str, Any] = {
    table["table"]: table for table in json.loads(FACTS.read_text())["tables"]
}
TYPES = {"integer": int, "number": float, "string": str, "boolean": bool, "object": dict}
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def dossiers() -> list[Dossier]:
    """The dossiers of a default office."""
    office = Office(now=NOW)
    return [office.dossier(number) for number in office.dossier_ids]


def _flat(record: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in record.items():
        found[prefix + name] = value
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{name}.")
        for part in value if isinstance(value, list) else ():
            found |= _flat(part, f"{prefix}{name}[].")
    return found


def _sorted(record: Any) -> bool:  # noqa: ANN401 any part of a record
    if isinstance(record, list):
        return all(map(_sorted, record))
    if isinstance(record, dict):
        return list(record) == sorted(record) and all(map(_sorted, record.values()))
    return record is not None


@pytest.mark.parametrize("table", TABLES)
def test_records_are_as_the_facts_tell(dossiers: list[Dossier], table: str) -> None:
    """Known fields of the right type, required ones always there, keys in order, no null."""
    fields = facts.fields(table)
    required = {n for n in fields if not fields[n]["nullable"] and "[]" not in n}

    records = [record for dossier in dossiers for record in rows(dossier, table)]

    assert records
    for record in records:
        flat = _flat(record)
        assert _sorted(record)
        assert required - set(flat) == set()
        for name, value in flat.items():
            kind = fields[name]["json_type"]
            assert type(value) is (list if kind == "array" else TYPES[kind]), name


@pytest.mark.parametrize("table", TABLES)
def test_every_field_that_was_recorded_is_used(dossiers: list[Dossier], table: str) -> None:
    """No recorded field of a table is missing from all of its records."""
    fields = TABLES[table]["fields"]
    recorded = {f["name"] for f in fields if "recorded" in f["evidence"]}

    used = {name for d in dossiers for record in rows(d, table) for name in _flat(record)}

    assert recorded - used == set()


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_unique(dossiers: list[Dossier], table: str) -> None:
    """No dossier holds two records with one key."""
    names = [name for name in TABLES[table]["key_fields"] if name != "dossier_id"]

    for dossier in dossiers:
        keys = [tuple(_flat(record)[name] for name in names) for record in rows(dossier, table)]

        assert len(set(keys)) == len(keys)


def test_texts_come_in_the_language_asked_for(dossiers: list[Dossier]) -> None:
    """Bookyears and journals are told in the locale, 0 being the dossier's own."""
    dutch, french, _ = dossiers

    names = [
        dossier.journals(1, locale)[0]["name"] for dossier in (dutch, french) for locale in (0, 2)
    ]

    assert names == ["Opening", "Ouverture", "Ouverture", "Ouverture"]
    assert dutch.bookyears(1)[0]["bookyearDescription"] == "Boekjaar 2024"
    assert french.bookyears(0)[0]["bookyearDescription"] == "Exercice 2024-2025"


def test_deleted_documents_are_told_by_their_key(dossiers: list[Dossier]) -> None:
    """A deleted document is logged with the fields of the facts."""
    expected = {field["name"] for field in TABLES["bookings"]["deleted_record_fields"]}

    dossiers[0].change("delete_last", NOW, journal="V1")

    record = dossiers[0].deleted_documents(journal_type=2)[-1].record
    assert expected <= set(_flat(record)) <= expected | {"bookyearKey"}
    assert _sorted(record)


def test_same_seed_same_books() -> None:
    """Two offices of one seed hold byte for byte the same; another seed holds others."""
    offices = [Office(seed=seed, now=NOW) for seed in (5, 5, 6)]

    first, second, other = (
        [msgspec.json.encode(list(office.dossier(2).truth(table))) for table in TABLES]
        for office in offices
    )

    assert first == second
    assert first != other


def test_many_dossiers_are_listed_without_generating_any() -> None:
    """Four hundred dossiers can be listed at once: books are made when first touched."""
    office = Office(dossiers=400, now=NOW)

    listed = office.listed()

    assert [row["dossierKey"]["id"] for row in listed] == list(range(1, 401))
    assert not office._touched
