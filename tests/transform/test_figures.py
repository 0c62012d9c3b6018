"""Every mart equals the figures that the sandbox works out from its own books, to the cent.

For firms of several seeds, before and after many changes. SEEDS=20 takes more of them.
"""

import datetime
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.dbt import Dbt, on_duckdb, on_postgres
from tests.support.duck import Duck
from tests.support.office import project_with
from tests.support.sandbox import serving
from tests.support.tap import Tap
from tests.support.truth import Row
from tests.support.warehouse import Warehouse, postgres
from tests.transform.firms import EARLIER, KEYS, TODAY, Firm, Picture, together
from tests.transform.plain import Key, by_key, counted, of_note, plain

SEEDS = range(1, int(os.environ.get("SEEDS", "1")) + 1)
MARTS = (
    *KEYS,
    "dim_date",
    "dim_relation",
    "general_ledger",
    "open_item_movements",
    "group_balance",
    "group_relations",
    "sync_monitor",
    "findings",
    "results_against_budget",
)
NOW = f"{TODAY}T20:30:00"
Openings = dict[int, str]
"""The opening journals of dossiers which have others than D1."""


class Turn(NamedTuple):
    """What is true, what the marts of a warehouse say, and the journals that open bookyears."""

    true: Picture
    marts: dict[str, list[Row]]
    openings: Openings


@pytest.fixture(scope="module")
def turns(tmp_path_factory: pytest.TempPathFactory, dbt_server: Dbt) -> dict[str, Turn]:
    """Build the marts over DuckDB with all firms, before and after; after, over PostgreSQL too."""
    folder = tmp_path_factory.mktemp("figures")
    duck, turns = Duck(folder / "figures.duckdb"), {}
    offices: dict[str, list[Row]] = {}
    with serving() as sandbox, postgres() as server:
        warehouse = server.database("octopus")
        said: dict[str, list[Any]] = {"before": [], "after": []}
        seen: dict[str, list[Picture]] = {"before": [], "after": []}
        for place, seed in enumerate(SEEDS):
            firm = Firm(sandbox, seed, Tap(folder, {}), place)
            for name, rows in firm.office().items():
                offices.setdefault(name, []).extend(rows)
            for turn in said:
                if turn == "after":
                    firm.change()
                said[turn] += firm.read(None if place else warehouse)
                seen[turn].append(firm.picture())
        openings = {row["dossier_id"]: row["journal_key"] for row in offices["opening_journals"]}
        marts = _built(dbt_server, project_with(offices, folder / "told"), warehouse)
        turns["postgres after"] = Turn(seen["after"][0], marts, openings)
        # Which journals hold openings need not be told: an opening entry is seen for what it is.
        project = project_with({**offices, "opening_journals": []}, folder / "untold")
        for turn, messages in said.items():
            duck.load(messages)
            marts = _built(dbt_server, project, duck)
            turns[f"duckdb {turn}"] = Turn(together(seen[turn]), marts, openings)
    return turns


@pytest.fixture(params=["duckdb before", "duckdb after", "postgres after"])
def turn(request: pytest.FixtureRequest, turns: dict[str, Turn]) -> Turn:
    """Give one of the warehouses at one of the times."""
    return turns[request.param]


@pytest.mark.parametrize("mart", KEYS)
def test_figures(turn: Turn, mart: str) -> None:
    """A mart has the rows and the amounts that the sandbox finds, and no others."""
    true = of_note(turn.true.figures[mart])
    expected = by_key(true, mart)
    rows = [{name: plain(row[name], name) for name in true[0]} for row in turn.marts[mart]]
    found = of_note([row for row in rows if row.get("kind") != "dossier_not_read"])

    assert expected
    assert by_key(found, mart) == expected
    assert len(found) == len(expected)


def test_findings(turn: Turn) -> None:
    """What is found is what an accountant would remark on in these books, and nothing else."""
    names = turn.true.figures["findings"][0].keys()
    found = [{name: plain(row[name], name) for name in names} for row in turn.marts["findings"]]

    assert counted(found) == counted(turn.true.figures["findings"])


def test_budget(turn: Turn) -> None:
    """What was planned stands beside what was booked in that month, by line and cost centre."""
    names = ("dossier_id", "month", "cost_centre_id", "line")
    expected: dict[Key, list[int]] = {}
    for row in turn.true.figures["margin_against_budget"]:
        sums = expected.setdefault(tuple(row[name] for name in names), [0, 0])
        sums[0] += row["budget"]
        sums[1] += row["actual"]
    booked = {
        (row["dossier_id"], row["month"], -1, row["line"]): row["month_amount"]
        for row in turn.true.figures["income_statement"]
    }

    rows = turn.marts["results_against_budget"]
    found = {
        tuple(plain(row[name], name) for name in names): [
            plain(row[name], name) for name in ("budget", "actual")
        ]
        for row in rows
    }

    assert expected
    assert found == expected
    assert len(found) == len(rows)
    assert {key: sums[1] for key, sums in found.items() if key[2] == -1} == {
        key: booked.get(key, 0) for key in found if key[2] == -1
    }
    assert all(row["actual"] - row["budget"] == row["difference"] for row in rows)


def test_dim_date(turn: Turn) -> None:
    """The calendar has every day once, from the first bookyear of any dossier on."""
    true = turn.true.figures["dim_date"]
    expected = {row["date"]: {k: v for k, v in row.items() if k != "dossier_id"} for row in true}

    rows = turn.marts["dim_date"]
    found = {
        row["date"].isoformat(): {name: plain(value, name) for name, value in row.items()}
        for row in rows
    }

    assert found == expected
    assert len(found) == len(rows)


def test_dim_relation(turn: Turn) -> None:
    """A firm stands for all cards with its key, in whichever dossiers they are."""
    expected: dict[str, list[Key]] = {}
    for row in turn.true.figures["dim_relation_cards"]:
        expected.setdefault(row["relation_key"], []).append(_relation(row))

    rows = turn.marts["dim_relation"]

    assert {row["relation_key"]: (row["dossiers"], row["relations"]) for row in rows} == {
        key: (len({dossier for dossier, _ in cards}), len(cards)) for key, cards in expected.items()
    }
    assert len(rows) == len(expected)


def test_general_ledger(turn: Turn) -> None:
    """The ledger has every line once, with its amount on either side."""
    found = {_line(row): row["debit"] - row["credit"] for row in turn.marts["general_ledger"]}

    assert found == {_line(row): row["booking_amount"] for row in turn.true.ledger}
    assert len(found) == len(turn.marts["general_ledger"])


def test_open_as_of_another_date(turn: Turn) -> None:
    """The movements of open items up to a day add up to what was open at its end."""
    key = ("dossier_id", *KEYS["open_items"].split())
    expected = {
        tuple(row[name] for name in key): row["open_amount"]
        for row in turn.true.figures["open_items_then"]
    }

    found: Counter[Key] = Counter()
    for row in turn.marts["open_item_movements"]:
        if row["movement_date"] <= datetime.date.fromisoformat(EARLIER):
            found[tuple(row[name] for name in key)] += plain(row["amount"], "amount")

    assert expected
    assert {item: amount for item, amount in found.items() if amount} == expected


def test_group_balance(turn: Turn) -> None:
    """The group's accounts move by what all dossiers booked, with and without what is within it."""
    moved: Counter[tuple[int, str]] = Counter()
    for row in _moving(turn.true, turn.openings):
        moved[row["account_nr"], f"{row['document_date']:%Y-%m-01}"] += plain(
            row["booking_amount"], "booking_amount"
        )
    within: Counter[tuple[int, str]] = Counter()
    for row in turn.true.figures["intercompany"]:
        within[row["account_nr"], row["month"]] += row["amount"]
    stands: Counter[tuple[int, bool]] = Counter()
    expected = {}
    for (account, month), amount in sorted(moved.items()):
        of_others = amount - within[account, month]
        stands[account, True] += amount
        stands[account, False] += of_others
        if amount or of_others:
            expected[account, month] = [
                amount, stands[account, True], of_others, stands[account, False]
            ]  # fmt: skip

    names = ("movement", "balance", "movement_without_group", "balance_without_group")
    rows = turn.marts["group_balance"]
    found = {
        (row["account_nr"], row["month"].isoformat()): [plain(row[name], name) for name in names]
        for row in rows
    }

    assert found == expected
    assert len(found) == len(rows)


def test_group_relations(turn: Turn) -> None:
    """Relations with the same VAT number come together, with what their dossiers did with them."""
    numbers = {_relation(row): _vat_number(row["vat_nr"]) for row in turn.true.relations}
    own = {_vat_number(row["vat_nr"]) for row in turn.true.dossiers}
    expected: dict[str, list[int]] = {}
    for relation, place, amount in _of_relations(turn.true):
        number = numbers.get(relation)
        if number:
            expected.setdefault(number, [0, 0, 0, 0])[place] += amount

    names = ("revenue", "purchases", "open_receivable", "open_payable")
    rows = turn.marts["group_relations"]
    found = {row["enterprise_nr"]: [plain(row[name], name) for name in names] for row in rows}

    assert found == {number: sums for number, sums in expected.items() if any(sums)}
    assert len(found) == len(rows)
    assert {r["enterprise_nr"]: r["is_dossier"] for r in rows} == {n: n in own for n in found}
    assert sum(row["relations"] for row in rows) == len(
        {
            relation
            for relation, _, amount in _of_relations(turn.true)
            if amount and numbers.get(relation)
        }
    )


def test_sync_monitor(turn: Turn) -> None:
    """Every stream of every dossier is there, its age is told, and what is late is marked."""
    rows = turn.marts["sync_monitor"]

    assert {row["dossier_id"] for row in rows} == {row["dossier_id"] for row in turn.true.dossiers}
    assert {row["outcome"] for row in rows} <= {"complete", "refused"}
    for row in rows:
        if row["synced_at"] is None:
            assert (row["age_minutes"], row["is_late"]) == (None, False)
        else:
            age = datetime.datetime.fromisoformat(NOW) - row["synced_at"]
            assert abs(row["age_minutes"] - age.total_seconds() / 60) <= 1
            assert row["is_late"] == (row["age_minutes"] > row["expected_minutes"])
        assert row["control_differences"] == (0 if row["stream"] == "bookings" else None)
    late = {row["dossier_id"] for row in rows if row["stream"] == "bookings" and row["is_late"]}
    alerts = [row for row in turn.marts["alerts"] if row["kind"] == "dossier_not_read"]
    assert sorted(row["dossier_id"] for row in alerts) == sorted(late)


def _built(dbt: Dbt, project: Path, warehouse: Duck | Warehouse) -> dict[str, list[Row]]:
    place = (
        on_duckdb(warehouse.path) if isinstance(warehouse, Duck) else on_postgres(warehouse.address)
    )
    built = dbt.run(
        "build", place, "--exclude-resource-type=test", project=project, as_of=TODAY, now=NOW
    )
    assert built.success, built.log
    return {mart: warehouse.query(f"select * from marts.{mart}") for mart in MARTS}  # noqa: S608


def _line(row: Row) -> Key:
    names = "dossier_id bookyear_id journal_key document_sequence_nr line_sequence_nr"
    return tuple(row[name] for name in names.split())


def _moving(true: Picture, openings: Openings) -> Iterator[Row]:
    """Give the lines that are not the opening entry of a later bookyear."""
    first: dict[int, Row] = {}
    for year in sorted(true.bookyears, key=lambda year: str(year["start_date"])):
        first.setdefault(year["dossier_id"], year)
    for row in true.ledger:
        if (
            row["journal_key"] != openings.get(row["dossier_id"], "D1")
            or row["bookyear_id"] == first[row["dossier_id"]]["bookyear_id"]
        ):
            yield row


def _of_relations(true: Picture) -> Iterator[tuple[Key, int, int]]:
    """Give what was done with relations: revenue, purchases, what is open, by their places."""
    for row in true.figures["revenue_by_customer"]:
        yield _relation(row), 0, row["revenue"]
    for row in true.figures["spend"]:
        yield _relation(row), 1, row["cost"]
    of_items = {}
    for row in true.ledger:
        if row["relation_id"] is not None:
            of_items[_line(row)] = _relation(row)
            of_items[*_line(row)[:-1], -1] = _relation(row)
    for row in true.figures["open_items"]:
        if row["side"] == "customers":
            yield of_items[_line(row)], 2, row["open_amount"]
        else:
            yield of_items[_line(row)], 3, -row["open_amount"]


def _relation(row: Row) -> Key:
    return row["dossier_id"], row["relation_id"]


def _vat_number(text: str) -> str:
    """Give what relations share that are one firm; nothing where a number cannot be understood."""
    bare = re.sub(r"[^0-9A-Z]", "", text.upper())
    belgian = re.fullmatch(r"(?:BTW|TVA|VAT)?(?:BE)?(\d{9,10})[A-Z]*", bare)
    if belgian:
        return belgian[1].zfill(10)
    return bare if re.match(r"(?!BE|BTW|TVA|VAT)[A-Z]{2}.*\d", bare) else ""
