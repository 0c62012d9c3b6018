"""The model as its files are made of it: tables, columns, relations and measures.

`model.yaml` says which marts are in it and how they hang together; what a column means and of which
type it is, the marts say.
"""

from __future__ import annotations

import dataclasses
import typing as t
from pathlib import Path

import yaml

if t.TYPE_CHECKING:
    from powerbi.marts import Mart

HERE = Path(__file__).parent
DOSSIERS, DATES, USERS, FIGURES = "office_desk", "dim_date", "user_dossiers", "figures"
KEYS = {
    "account_key": ("account_nr", "dim_account"),
    "card_key": ("relation_id", "dim_relation_cards"),
}
"""Keys that the model makes of a dossier and a number, and the table that has each of them once.

A relation has one column on each side, and a number is unique within its dossier only.
"""

EXACT_DIGITS = 4
"""So many digits after the point has the fixed decimal number of Power BI."""


@dataclasses.dataclass(frozen=True)
class Column:
    """A column: its type in the model, and in what form and for what it is shown."""

    name: str
    kind: str
    description: str
    is_date: bool = False
    is_sum: bool = False
    is_hidden: bool = False
    is_made: bool = False
    sort: str | None = None


@dataclasses.dataclass(frozen=True)
class Measure:
    """A measure."""

    name: str
    dax: str
    description: str
    form: str


@dataclasses.dataclass(frozen=True)
class Table:
    """A table: a mart with the keys that the model makes."""

    name: str
    description: str
    columns: t.Sequence[Column]
    measures: t.Sequence[Measure] = ()
    is_hidden: bool = False

    @property
    def visible(self) -> list[Column | Measure]:
        """Give the columns and measures that are shown."""
        return [*(column for column in self.columns if not column.is_hidden), *self.measures]

    def has(self, *names: str) -> bool:
        """Tell whether there are columns of these names."""
        return set(names) <= {column.name for column in self.columns}


@dataclasses.dataclass(frozen=True)
class Relation:
    """A relation, from the table with many rows to the one with one."""

    table: str
    column: str
    to_table: str
    to_column: str
    is_active: bool = True


@dataclasses.dataclass(frozen=True)
class Model:
    """The whole model."""

    tables: t.Sequence[Table]
    relations: t.Sequence[Relation]


def model(marts: t.Mapping[str, Mart]) -> Model:
    """Give the model of marts."""
    said = yaml.safe_load((HERE / "model.yaml").read_text(encoding="utf-8"))
    tables = [_table(name, about, marts[name]) for name, about in said["tables"].items()]
    relations = [
        relation
        for table in tables
        for relation in _relations(table, said["tables"][table.name].get("dates", []))
    ]
    measures = [
        Measure(name, one["dax"].strip(), one["description"], one.get("format", "amount"))
        for name, one in said["measures"].items()
    ]
    tables.append(Table(FIGURES, "The measures.", (), measures))
    return Model(tables, relations)


def _table(name: str, about: t.Any, mart: Mart) -> Table:  # noqa: ANN401 - of YAML
    hidden = {*about.get("hidden", ()), *KEYS, "relation_key"}
    if name != DOSSIERS:
        hidden.add("dossier_id")
    columns = [
        Column(
            column,
            _kind(kind),
            mart.columns[column],
            is_date=kind == "DATE",
            is_sum=column in about.get("sums", ()),
            is_hidden=column in hidden,
            sort=about.get("sort", {}).get(column),
        )
        for column, kind in mart.types.items()
    ]
    columns += [
        Column(
            key, "string", f"The dossier and {number}, for relations.", is_hidden=True, is_made=True
        )
        for key, (number, _) in KEYS.items()
        if {"dossier_id", number} <= mart.types.keys()
    ]
    return Table(name, mart.description, columns, is_hidden=bool(about.get("secret")))


def _kind(kind: str) -> str:
    """Give the type in the model of a type in DuckDB."""
    name, _, digits = kind.rstrip(")").partition("(")
    if name == "DECIMAL":
        return "decimal" if int(digits.partition(",")[2]) <= EXACT_DIGITS else "double"
    return {
        "BIGINT": "int64",
        "BOOLEAN": "boolean",
        "DATE": "dateTime",
        "HUGEINT": "int64",
        "INTEGER": "int64",
        "TIMESTAMP": "dateTime",
        "VARCHAR": "string",
    }[name]


def _relations(table: Table, dates: t.Sequence[str]) -> t.Iterator[Relation]:
    """Lead a table to the dimensions; of several dates, the first one counts."""
    if table.name == "dim_relation_cards":
        yield Relation(table.name, "relation_key", "dim_relation", "relation_key")
    if table.name in {DOSSIERS, DATES, USERS} or table.name.startswith("dim_"):
        return
    yield Relation(table.name, "dossier_id", DOSSIERS, "dossier_id")
    for key, (_, dimension) in KEYS.items():
        if table.has(key):
            yield Relation(table.name, key, dimension, key)
    for date in dates:
        yield Relation(table.name, date, DATES, "date", date == dates[0])
