"""The model and the marts: files, types, relations and words, and what its measures come to."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
import yaml

from powerbi.__main__ import FOLDER
from powerbi.model import KEYS, Table
from powerbi.tmdl import PERMISSIONS, WRITTEN, files
from powerbi.words import captions, words
from report.words import labels
from tests.powerbi import reading
from tests.powerbi.figures import FIGURES, MORE, OF_THE_DESK
from tests.powerbi.reading import CONTEXTS, Context, Read, rows
from tests.report.built import built
from tests.support.commands import ROOT

SUMS = "sum(l.booking_amount), sum(abs(l.booking_amount))"
TYPES = {
    "BIGINT": {"int64"},
    "BOOLEAN": {"boolean"},
    "DATE": {"dateTime"},
    "DECIMAL": {"decimal", "double"},
    "HUGEINT": {"int64"},
    "INTEGER": {"int64"},
    "TIMESTAMP": {"dateTime"},
    "VARCHAR": {"string"},
}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """Build marts, and have the model read over them."""
    done = reading.read(built(tmp_path_factory.mktemp("marts")).duck.path)
    yield done
    done.duck.close()


def test_files(read: Read) -> None:
    """The files are what follows from the marts: else `python3 dev.py tables` was forgotten."""
    committed = {
        str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8")
        for path in FOLDER.rglob("*.tmdl")
        if path.name not in WRITTEN
    }

    assert committed == files(read.model)


def test_columns(read: Read) -> None:
    """Another reader finds every column of the marts in the files, with a type that fits."""
    for table in read.found["tables"]:
        if table["name"] == "figures":
            continue
        types = read.marts[table["name"]].types
        found = {c["name"]: c["tmdl_data_type"] for c in table["columns"] if c["name"] not in KEYS}

        assert found.keys() == types.keys()
        assert {n for n, t in found.items() if t not in TYPES[types[n].partition("(")[0]]} == set()
        inexact = {name for name, kind in found.items() if kind == "double"}
        assert inexact == {name for name, kind in types.items() if kind == "DECIMAL(38,10)"}


def test_choices(read: Read) -> None:
    """What model.yaml says of columns fits the marts; a text has one place in its order."""
    said = yaml.safe_load((ROOT / "powerbi" / "model.yaml").read_text(encoding="utf-8"))["tables"]
    for name, about in said.items():
        named = {
            column for kind in ("dates", "sums", "hidden", "sort") for column in about.get(kind, ())
        }
        assert named <= read.marts[name].types.keys()
    for table in read.model.tables:
        assert all(c.kind in {"decimal", "int64"} for c in table.columns if c.is_sum)
        for column in table.columns:
            if column.sort:
                found = rows(read.duck, table.name, [column.name, column.sort])["rows"]
                texts = Counter(text for text, _ in {(*row,) for row in found})
                assert set(texts.values()) == {1}, (table.name, column.name)


def test_relations(read: Read) -> None:
    """A relation leads to one row at most, and to none only where nothing is named."""
    assert len(read.found["relationships"]) == len(read.model.relations)
    for relation in read.model.relations:
        keys = Counter(_values(read.duck, relation.to_table, relation.to_column))
        named = {*_values(read.duck, relation.table, relation.column)}

        assert set(keys.values()) == {1}, relation
        assert None not in keys, relation
        lost = {key for key in named - keys.keys() if key and not str(key).endswith(":0")}
        assert lost == set(), relation


def _values(duck: duckdb.DuckDBPyConnection, mart: str, column: str) -> list[Any]:
    return [value for (value,) in rows(duck, mart, [column])["rows"]]


def test_paths(read: Read) -> None:
    """From one table to another leads one way at most: else Power BI refuses the model."""
    leads = [(r.table, r.to_table) for r in read.model.relations if r.is_active]

    ways = Counter(leads)
    ways.update((a[0], b[1]) for a, b in itertools.product(leads, leads) if a[1] == b[0])

    assert max(ways.values()) == 1


def test_measures(read: Read) -> None:
    """Each measure comes to what SQL says, for all, some and one dossier, ever, a year, a month."""
    assert read.failed == {"errors": {}, "unknown": []}
    queries = FIGURES | {name: query for name, (_, query) in MORE.items()}
    differences = [
        (name, context, found[name], expected)
        for context, found in zip(CONTEXTS, read.values, strict=False)
        for name, query in queries.items()
        if not _equal(found[name], expected := _asked(read.duck, query, context))
    ]

    assert differences == []
    assert set(FIGURES) == {m.name for table in read.model.tables for m in table.measures}
    assert all(any(found[name] for found in read.values) for name in queries)


def _asked(duck: duckdb.DuckDBPyConnection, query: str, context: Context) -> Any:  # noqa: ANN401 - any number
    first, last = context.days()
    text = query.replace("$dossiers", f"({', '.join(map(str, context.dossiers))})")
    text = text.replace("$first", f"date '{first}'").replace("$last", f"date '{last}'")
    row = duck.execute(text).fetchone()
    return row and row[0]


def _equal(found: float | None, expected: Any) -> bool:  # noqa: ANN401 - any number
    """Compare amounts by the cent, and quotients far behind the point."""
    if found is None or expected is None:
        return not found and not expected
    return abs(found - float(expected)) < (1e-6 if abs(found) < 1000 else 0.004)


def test_desk(read: Read) -> None:
    """Measures of today are what the desk of the office says of each dossier."""
    desk = rows(read.duck, "office_desk", ["dossier_id", *OF_THE_DESK.values()])

    assert len(desk["rows"]) == 3
    for dossier, *row in desk["rows"]:
        values = read.values[CONTEXTS.index(Context((dossier,)))]
        for measure, expected in zip(OF_THE_DESK, row, strict=True):
            assert _equal(values[measure], expected), (dossier, measure)


def test_rows_of_a_user(read: Read) -> None:
    """A user sees the dossiers, accounts and relations of the dossiers beside the user's name."""
    expected = {
        "user_dossiers": "select 2",
        "office_desk": "select count(*) from marts.office_desk where dossier_id <> 2",
        "dim_account": "select count(*) from marts.dim_account where dossier_id <> 2",
        "dim_relation_cards": (
            "select count(*) from marts.dim_relation_cards where dossier_id <> 2"
        ),
        "dim_relation": (
            "select count(distinct relation_key) from marts.dim_relation_cards"
            " where dossier_id <> 2"
        ),
    }

    assert {name: read.values[-1][name] for name in PERMISSIONS} == {
        name: read.duck.execute(query).fetchall()[0][0] for name, query in expected.items()
    }


def test_all_rows_are_guarded(read: Read) -> None:
    """What has a dossier is guarded itself, or hangs on the dossiers, and shows no other."""
    hang = {r.table for r in read.model.relations if r.to_table == "office_desk" and r.is_active}
    guarded = hang | PERMISSIONS.keys()

    assert {table.name for table in read.model.tables if table.name not in guarded} == {
        "dim_date",
        "figures",
    }


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_words(read: Read, language: str) -> None:
    """All that is shown has words, and no two things of a table have the same."""
    said = words(read.model.tables, language)

    for table in read.model.tables:
        names = [said[table.name, one.name].lower() for one in table.visible if not table.is_hidden]
        assert all(names)
        assert [name for name, count in Counter(names).items() if count > 1] == [], table.name


def test_words_have_one_place(read: Read) -> None:
    """No words are kept that nothing is called by, or that the page's list has too."""
    shown = [table for table in read.model.tables if not table.is_hidden]
    known = {name for table in shown for name in _names(table)}
    shared = labels()

    assert captions().keys() - known == set()
    assert [
        key
        for key, said in captions().items()
        if key in shared and all(shared[key][language] == said[language] for language in said)
    ] == []


def test_document(read: Read) -> None:
    """The joins of docs/bi.md run and repeat no line; it names measures that there are."""
    text = (ROOT / "docs" / "bi.md").read_text(encoding="utf-8")
    (joins,) = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    of_lines = "select sum(booking_amount), sum(abs(booking_amount)) from marts.general_ledger"
    measures = {measure.name for table in read.model.tables for measure in table.measures}

    rows_of_joins = read.duck.execute(
        joins.replace("sum(l.booking_amount) as amount", SUMS)
    ).fetchall()
    amounts, sizes = (sum(row[place] for row in rows_of_joins) for place in (-2, -1))
    assert read.duck.execute(f"{of_lines} where not is_repeated_opening").fetchall() == [
        (amounts, sizes)
    ]
    assert set(re.findall(r"`([A-Z][a-z]+(?: then)?)`", text)) <= measures | {
        "Server", "Database", "Mart"
    }  # fmt: skip
    assert f"over {sum(table.name in read.marts for table in read.model.tables)} marts" in text


def _names(table: Table) -> Iterator[str]:
    yield table.name
    for one in table.visible:
        yield from (one.name, f"{table.name}.{one.name}")
