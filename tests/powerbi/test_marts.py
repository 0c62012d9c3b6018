"""The model and the marts: its files, types and relations, and what its measures come to."""

import datetime
import itertools
import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from powerbi.__main__ import FOLDER
from powerbi.marts import Mart, marts
from powerbi.model import KEYS, Model, model
from powerbi.tmdl import PERMISSIONS, WRITTEN, files
from tests.powerbi.figures import FIGURES, OF_THE_DESK
from tests.report.built import built
from tests.support.commands import beside

Json = dict[str, Any]
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
USER = "ann@office.example"
EVER = (datetime.date.min, datetime.date.max)


class Context(NamedTuple):
    """What is selected: dossiers, and a year or a month of it."""

    dossiers: tuple[int, ...]
    year: int | None = None
    month: int | None = None

    def filters(self) -> Json:
        """Give it as values of columns."""
        chosen: Json = {"office_desk.dossier_id": list(self.dossiers)}
        if self.year:
            chosen["dim_date.year"] = [self.year]
        if self.month:
            chosen["dim_date.month_nr"] = [self.month]
        return chosen

    def days(self) -> tuple[datetime.date, datetime.date]:
        """Give the first day and the last."""
        if not self.year:
            return EVER
        first = datetime.date(self.year, self.month or 1, 1)
        return first, _month_end(first if self.month else first.replace(month=12))


CONTEXTS = [
    Context(dossiers, *when)
    for dossiers in ((1, 2, 3), (1,), (2,), (3,))
    for when in ((), (2025,), (2026, 3))
]


class Read(NamedTuple):
    """The marts, the model of them, and what pbix-mcp makes of the committed files.

    Attributes:
        found: The model as it was read there; `values` are what the measures come to.
    """

    duck: duckdb.DuckDBPyConnection
    marts: dict[str, Mart]
    model: Model
    found: Json
    values: list[Json]
    failed: Json


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """Build marts, and have another program read the model and work out its measures over them."""
    path = built(tmp_path_factory.mktemp("marts")).duck.path
    made = marts(path)
    duck = duckdb.connect(path)
    _say_more(duck)
    order = {
        "folder": str(FOLDER),
        "tables": {
            table.name: _rows(duck, table.name, (column.name for column in table.columns))
            for table in model(made).tables
            if table.name in made
        },
        "measures": {
            table: f"COUNTROWS(FILTER({table}, {which}))".replace(
                "USERPRINCIPALNAME()", f'"{USER}"'
            )
            for table, which in PERMISSIONS.items()
        },
        "contexts": [context.filters() for context in CONTEXTS] + [{}],
    }
    done = subprocess.run(  # noqa: S603 - ours
        [beside("powerbi", "python"), "-P", Path(__file__).parent / "foreign" / "evaluate.py"],
        input=json.dumps(order, default=str),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    yield Read(duck, made, model(made), said["model"], said["values"], said["failed"])
    duck.close()


def _say_more(duck: duckdb.DuckDBPyConnection) -> None:
    """Have an error among the findings, and a user who may see two dossiers."""
    duck.execute("update marts.findings set severity = 'error' where rowid % 2 = 0")
    duck.execute("insert into marts.user_dossiers values ($1, 1), ($1, 3), ('bob', 2)", [USER])


def _rows(duck: duckdb.DuckDBPyConnection, mart: str, columns: Iterable[str]) -> Json:
    """Give a mart with the keys that the model makes, as Power Query makes them."""
    made = {key: f"dossier_id || ':' || {number} as {key}" for key, (number, _) in KEYS.items()}
    names = [*columns]
    wanted = ", ".join(made.get(name, f'"{name}"') for name in names)
    rows = duck.execute(f"select {wanted} from marts.{mart}").fetchall()  # noqa: S608
    return {"columns": names, "rows": [[*map(_plain, row)] for row in rows]}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value
    return float(value) if hasattr(value, "as_tuple") else value


def _month_end(day: datetime.date) -> datetime.date:
    after = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return after - datetime.timedelta(days=1)


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
    """What model.yaml says of columns is said of columns that there are, and of all amounts."""
    for table in read.model.tables:
        assert table.has(*(c.sort for c in table.columns if c.sort))
        assert all(c.kind in {"decimal", "int64"} for c in table.columns if c.is_sum)


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
    return [value for (value,) in _rows(duck, mart, [column])["rows"]]


def test_paths(read: Read) -> None:
    """From one table to another leads one way at most: else Power BI refuses the model."""
    leads = [(r.table, r.to_table) for r in read.model.relations if r.is_active]

    ways = Counter(leads)
    ways.update((a[0], b[1]) for a, b in itertools.product(leads, leads) if a[1] == b[0])

    assert max(ways.values()) == 1


def test_measures(read: Read) -> None:
    """Each measure comes to what SQL says, for all, some and one dossier, ever, a year, a month."""
    assert read.failed == {"errors": {}, "unknown": []}
    differences = [
        (name, context, found[name], expected)
        for context, found in zip(CONTEXTS, read.values, strict=False)
        for name, query in FIGURES.items()
        if not _equal(found[name], expected := _asked(read.duck, query, context))
    ]

    assert differences == []
    assert set(FIGURES) == {m.name for table in read.model.tables for m in table.measures}
    assert all(any(found[name] for found in read.values) for name in FIGURES)


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
    desk = _rows(read.duck, "office_desk", ["dossier_id", *OF_THE_DESK.values()])

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
