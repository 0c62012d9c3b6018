"""What targets for Snowflake and BigQuery make of each schema, by their own code for it."""

import re
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.support import contract
from tests.support.contract import OWN, TABLES
from tests.support.words import RESERVED
from tests.targets.columns import ENVIRONMENTS, Json, Made, columns, schemas, snapshot, text

SNOWFLAKE = {
    "integer": "decimal",
    "number": "float",
    "string": "varchar",
    "boolean": "boolean",
    "date": "date",
    "date-time": "timestamp_ntz",
    "array": "variant",
}
KINDS = {
    "meltano_snowflake": SNOWFLAKE,
    "pipelinewise_snowflake": {**SNOWFLAKE, "integer": "number", "string": "text"},
    "z3_bigquery": {
        **SNOWFLAKE,
        "integer": "integer",
        "string": "string",
        "date-time": "timestamp",
        "array": "repeated",
    },
}
"""The type that a target has for each kind of column; an array may be one of records or texts."""

NUMBER = {"type": ["number", "null"]}
HINTS: tuple[Json, ...] = (
    NUMBER,
    {**NUMBER, "multipleOf": 0.01},
    {**NUMBER, "minimum": 0, "maximum": 999_999_999_999},
    {**NUMBER, "precision": 38, "scale": 2},
    {**NUMBER, "format": "decimal"},
    {**NUMBER, "format": "x-singer.decimal", "precision": 38, "scale": 2},
    {**NUMBER, "x-sql-datatype": "decimal"},
)
"""All that a schema can say of a number to make it an exact one."""

HINTED: Json = {
    "type": "SCHEMA",
    "stream": "hinted",
    "key_properties": ["id"],
    "schema": {
        "properties": {
            "id": {"type": "integer"},
            **{f"number_{i}": hint for i, hint in enumerate(HINTS)},
        }
    },
}


@dataclass(frozen=True)
class Warehouse:
    """The columns that a target makes of the tap's schemas, and of one with every hint."""

    target: str
    made: list[Made]
    hinted: list[Made]

    def tables(self) -> dict[str, dict[str, str]]:
        """Give the types of a table's columns, all in lower case and without quotes."""
        found: dict[str, dict[str, str]] = {}
        for column in self.made:
            table, name, kind = (part.strip('"').lower() for part in column)
            found.setdefault(table, {})[name] = kind
        return found


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def warehouse(request: pytest.FixtureRequest) -> Warehouse:
    """Give what a target makes."""
    made = columns(request.param, [*schemas(), HINTED])
    hinted = [column for column in made if "hinted" in column.table.lower()]
    return Warehouse(request.param, [c for c in made if c not in hinted], hinted)


def test_snapshot(warehouse: Warehouse) -> None:
    """The columns are those of the snapshot: a change is seen before users meet it."""
    assert text(warehouse.made) == snapshot(warehouse.target).read_text(encoding="utf-8")


def test_every_column(warehouse: Warehouse) -> None:
    """Each table has the columns of the contract, each of the one type for its kind."""
    kinds, tables = KINDS[warehouse.target], warehouse.tables()

    assert set(tables) == {*TABLES, *OWN}
    for table, found in tables.items():
        for column in contract.columns(table):
            assert found.pop(column.name).split()[-1] == kinds[column.kind], (table, column)
        of_others = [name for name in found if not name.startswith("_sdc_") and "." not in name]
        assert of_others == []


def test_names_need_no_quotes(warehouse: Warehouse) -> None:
    """Each table and column can be written without quotes, also those within an array."""
    for column in warehouse.made:
        for name in (column.table, *column.name.split(".")):
            # One target quotes all names, and puts them as the warehouse reads unquoted ones.
            bare = name.strip('"')
            assert bare == name or bare == name.strip('"').upper()
            assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,62}", bare), column
            assert bare.lower() not in RESERVED, column


def test_names_do_not_clash(warehouse: Warehouse) -> None:
    """No two columns of a table have one name, however it is cased."""
    names = Counter((c.table.lower(), c.name.lower()) for c in warehouse.made)

    assert [name for name, count in names.items() if count > 1] == []


def test_no_exact_numbers(warehouse: Warehouse) -> None:
    """The target has no exact type for a number, whatever a schema says of it."""
    kinds = [c.kind.lower() for c in warehouse.hinted if "number_" in c.name.lower()]

    assert kinds == ["float"] * len(HINTS)
