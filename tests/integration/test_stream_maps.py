"""Stream maps: a mistake is told before anything is read, and what one raises stays where it is."""

import hashlib
from typing import Any

import pytest

from tests.support.compare import difference
from tests.support.sandbox import Sandbox
from tests.support.tables import Tables
from tests.support.tap import Outcome, Tap
from tests.support.truth import true_rows

CHOSEN = ("dossiers", "relations", "bookings", "accounts")
KEYS = {"dossier_id": "self", "relation_id": "self"}
SALT = "8b1f"

MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "a stream": ({"relatoins": {"name": None}}, "no stream relatoins (did you mean relations?)"),
    "a source": ({"people": {"__source__": "relation"}}, "relation (did you mean relations?)"),
    "a pattern": ({"invoicing_*": None}, "there is no stream invoicing_*"),
    "a column left out": ({"relations": {"vat_numbr": None}}, "(did you mean vat_nr?)"),
    "a column that is not there": ({"relations": {"iban": "__NULL__"}}, "there is no such column"),
    "a masked column": ({"relations": {"nmae": "sha256(name)"}}, "(did you mean name?)"),
    "a column in it": ({"relations": {"name": "sha256(nmae)"}}, "no nmae (did you mean name?)"),
    "an option": ({"relations": {"__fitler__": "relation_id > 2"}}, "(did you mean __filter__?)"),
    "a filter": ({"relations": {"__filter__": "relation > 2"}}, "relations has no relation"),
    "syntax": ({"relations": {"name": "name +"}}, "relations: name: this is not an expression"),
    "nothing": ({"relations": {"name": ""}}, "relations: name: this is not an expression"),
    "a statement": ({"relations": {"name": "name = 1"}}, "this is not an expression"),
    "a function": ({"relations": {"name": "upper(name)"}}, "relations has no upper"),
    "a method": ({"relations": {"name": "name.uper()"}}, "'uper' does not exist"),
    "a type": ({"relations": {"name": "sha256(relation_id)"}}, "no attribute 'encode'"),
    "a division by zero": ({"bookings": {"booking_amount": "1 // 0"}}, "zero"),
    "a float": (
        {"bookings": {"booking_amount": "booking_amount * 1.21"}},
        "write float(booking_amount)",
    ),
    "itself": ({"relations": {"hashed": "sha256(self)"}}, "relations has no self"),
    "fake": ({"relations": {"name": "fake.name()"}}, "tap-octopus-accounting[faker]"),
    "a key": ({"relations": {"relation_id": None}}, "Removing key property 'relation_id'"),
    "a new key": ({"relations": {"__key_properties__": ["id"]}}, "Property 'id' was not detected"),
    "a number": ({"relations": {"name": 5}}, "write an expression, or null"),
    "a list": ({"relations": {"name": ["name"]}}, "write an expression, or null"),
    "a text": ({"relations": "name"}, "'relations:name' is not expected"),
    "odd keys": ({"relations": {"__key_properties__": "name"}}, "Property 'n' was not"),
    "an odd alias": ({"relations": {"__alias__": 5}}, "stream_maps"),
    "other streams": ({"__else__": "drop"}, "__else__"),
    "other columns": ({"relations": {"__else__": "drop"}}, "'__else__=drop' is not supported"),
    "twice": ({"relations": {"name": None}, "*": {"synced_at": "self"}}, "as well: only one"),
    "an unselected stream": ({"bookyears": {"perids": None}}, "(did you mean periods?)"),
}


@pytest.fixture
def chosen(tap: Tap) -> Tap:
    """Give a tap that reads a few tables."""
    tap.select(*CHOSEN, "sync_status")
    return tap


@pytest.mark.parametrize(("maps", "words"), MISTAKES.values(), ids=MISTAKES)
def test_mistake(sandbox: Sandbox, chosen: Tap, maps: dict[str, Any], words: str) -> None:
    """A mistake is told in one line, before any call and any row."""
    chosen.config["stream_maps"] = maps

    outcome = chosen.run()

    told, end = outcome.complaints()
    assert words in told
    assert "stream_maps" in told
    assert end.endswith("Config validation failed")
    assert outcome.exit_code == 1
    assert outcome.stdout == ""
    assert "Traceback" not in outcome.log
    assert not sandbox.calls()


def test_deselected_columns(chosen: Tap) -> None:
    """A column that the catalog leaves out may be left out by a map too, but not be looked at."""
    (relations,) = (e for e in chosen.catalog["streams"] if e["stream"] == "relations")  # type: ignore[index]
    for entry in relations["metadata"]:
        entry["metadata"]["selected"] = entry["breadcrumb"] != ["properties", "remarks"]
    chosen.config["stream_maps"] = {"relations": {"remarks": None, "name": "'x'"}}

    fine = chosen.run()
    chosen.config["stream_maps"] = {"relations": {"name": "remarks"}}
    wrong = chosen.run()

    assert fine.exit_code == 0, fine.log
    assert {*fine.records("relations")[0]} >= {"name", "city"}
    assert "remarks" not in fine.records("relations")[0]
    assert "relations has no remarks that is selected" in wrong.complaints()[0]


def test_each_mistake(chosen: Tap) -> None:
    """Each mistake has its line."""
    chosen.config["stream_maps"] = {
        "relatoins": None,
        "bookings": {"comment": "comment.", "refernce": None, "amount": "booking_amount"},
    }

    *told, _ = chosen.run().complaints()

    assert [line.partition("stream_maps: ")[2].partition(": ")[0] for line in told] == [
        "relatoins",
        "bookings",
        "bookings",
    ]


def hashed(name: str) -> str:
    """Hash a name as a map does."""
    return hashlib.sha256(f"{SALT}{name}".encode()).hexdigest()


def test_mapped(sandbox: Sandbox, chosen: Tap) -> None:
    """What maps are meant to do they do, also beside one for a stream that is not selected."""
    plain = chosen.run().records("relations")
    sandbox.new_day()
    chosen.state = None
    chosen.config["stream_map_config"] = {"salt": SALT}
    chosen.config["stream_maps"] = {
        "relations": {
            "name": "sha256(config['salt'] + name) if name else None",
            "first_name": None,
            "city_letters": "[letter for letter in _['city'] or '']",
        },
        "bookyears": {"bookyear_description": "'year'"},
        "people": {"__source__": "relations", "__else__": None, "city": "self", **KEYS},
        "__else__": None,
    }

    outcome = chosen.run()

    rows = outcome.records("relations")
    assert outcome.exit_code == 0, outcome.log
    assert outcome.streams() == {"relations", "people"}
    assert {(row["dossier_id"], row["relation_id"]): row["name"] for row in rows} == {
        (row["dossier_id"], row["relation_id"]): row["name"] and hashed(row["name"])
        for row in plain
    }
    assert {*rows[0]} == {*plain[0]} - {"first_name"} | {"city_letters"}
    assert {*outcome.records("people")[0]} == {"dossier_id", "relation_id", "city"}


def failing(chosen: Tap, maps: dict[str, Any]) -> Outcome:
    """Run with maps that raise an error on some rows."""
    chosen.config["stream_maps"] = maps
    outcome = chosen.run()
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.log
    return outcome


def outcomes(outcome: Outcome, dossier: int) -> dict[str, str]:
    """Give what came of the streams of a dossier."""
    return {s: row["outcome"] for (d, s), row in outcome.status().items() if d == dossier}


def test_failing(sandbox: Sandbox, chosen: Tap) -> None:
    """What a map raises fails that stream of that dossier; the next run makes it good."""
    chosen.config["dossier_ids"] = [1, 2, 3]
    tables = Tables()

    outcome = failing(chosen, {"relations": {"city": "str(7 // (dossier_id - 2))"}})

    tables.load(outcome.messages)
    assert outcomes(outcome, 1) == outcomes(outcome, 3) == dict.fromkeys(CHOSEN, "complete")
    assert outcomes(outcome, 2) == dict.fromkeys(CHOSEN, "complete") | {"relations": "failed"}
    assert {row["dossier_id"] for row in outcome.records("relations")} == {1, 3}
    assert {row["city"] for row in outcome.records("relations")} == {"-7", "7"}
    told = [line for line in outcome.log.splitlines() if "ZeroDivisionError" in line]
    assert all("dossier 2 " in line and "relations failed: " in line for line in told)
    assert told

    sandbox.new_day()
    del chosen.config["stream_maps"]
    later = chosen.run()
    tables.load(later.messages)

    assert later.exit_code == 0
    true = true_rows(sandbox, "relations", 2)
    found = [row for row in tables.live("relations") if row["dossier_id"] == 2]
    assert difference("relations", true, found) == ""


def test_failing_with_a_value(chosen: Tap) -> None:
    """No value of the books is in what is told of a map that fails on it."""
    names = {row["name"] for row in chosen.run().records("relations") if row["name"]}
    chosen.state = None

    outcome = failing(chosen, {"relations": {"name": "int(name)"}})

    assert "ValueError" in outcome.log
    assert [name for name in names if name in outcome.log] == []
    assert [name for name in names if name in str(outcome.status())] == []


def test_failing_dossiers(chosen: Tap) -> None:
    """A map that fails on the row of a dossier leaves that one row out."""
    chosen.config["emit_activate_version_messages"] = True

    outcome = failing(chosen, {"dossiers": {"city": "str(7 // (dossier_id - 2))"}})

    assert {row["dossier_id"] for row in outcome.records("dossiers")} == {1, 3}
    assert outcomes(outcome, 1) == dict.fromkeys(CHOSEN, "complete")
    assert outcomes(outcome, 2) == dict.fromkeys(CHOSEN, "complete") | {"dossiers": "failed"}
    assert any("dossier 2: dossiers failed" in line for line in outcome.complaints())
    assert "dossiers" not in {
        message["stream"] for message in outcome.messages if message["type"] == "ACTIVATE_VERSION"
    }


def test_failing_status(chosen: Tap) -> None:
    """A map that fails on `sync_status` is a failure as well, and all else is read."""
    outcome = failing(chosen, {"sync_status": {"message": "str(7 // (dossier_id - 2))"}})

    assert {dossier for dossier, _ in outcome.status()} == {1, 3}
    assert {row["dossier_id"] for row in outcome.records("bookings")} == {1, 2, 3}
    assert any("sync_status failed: " in line for line in outcome.complaints())


@pytest.mark.parametrize(
    ("relations", "warning"),
    [
        ({"__filter__": "city != 'Gent'"}, "stays in the target"),
        ({"__filter__": "dossier_id == 1 and relation_id > 2"}, None),
        ({"_sdc_deleted_at": None}, "without _sdc_deleted_at"),
        ({"synced_at": "__NULL__"}, "without synced_at"),
        ({"__else__": None, "synced_at": "synced_at", "_sdc_deleted_at": "self", **KEYS}, None),
        ({"__else__": None, "synced_at": "synced_at", **KEYS}, "without _sdc_deleted_at"),
        ({"name": "'x'", "name_eur": "name", "old_name": "name"}, None),
    ],
)
def test_warning(chosen: Tap, relations: dict[str, Any], warning: str | None) -> None:
    """What a map does that may not be meant is said, and done."""
    chosen.config["stream_maps"] = {"relations": relations}

    outcome = chosen.run()

    said = [line for line in outcome.log.splitlines() if "| WARNING" in line]
    assert outcome.exit_code == 0
    assert [bool(warning and warning in line) for line in said] == [True] * bool(warning)
    assert all("stream_maps: relations: " in line for line in said)
