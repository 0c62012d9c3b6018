"""Snowflake, emulated in the process of dbt by fakesnow; the database is a DuckDB."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import fakesnow
import snowflake.connector
from fakesnow import transforms
from fakesnow.cursor import FakeSnowflakeCursor

DATABASE, SCHEMA = "WAREHOUSE", "MARTS"

# It numbers the records of an array in any order.
FLATTEN = """
create or replace macro WAREHOUSE.main._fs_flatten(input) as table
select 0 as seq, null as key, null as path, e.n - 1 as index, e.v as value, to_json(input) as this
from unnest(cast(to_json(input) as json[])) with ordinality as e(v, n)
"""


MENDED = {
    # It shows the objects of another schema than is named.
    r"^\s*show objects in (?!schema)": "show objects in schema ",
    # It does not know it.
    r"hash_agg\((\w+)\.\*\)": r"sum(hash(\1))",
}
"""What it gets for what it is told, by patterns."""


def around_cursor(execute: object) -> object:
    """Mend each statement."""

    def mended(cursor: object, command: str, *args: object, **named: object) -> object:
        for pattern, instead in MENDED.items():
            command = re.sub(pattern, instead, command)
        return execute(cursor, command, *args, **named)  # type: ignore[operator]

    return mended


@contextmanager
def around() -> Iterator[None]:
    """Emulate Snowflake over the databases of this folder."""
    FakeSnowflakeCursor.execute = around_cursor(FakeSnowflakeCursor.execute)
    # It takes sums of exact numbers as floats.
    transforms.numeric_agg_implicit_cast = lambda expression: expression
    with fakesnow.patch(db_path="."):
        # Several connections that are the first fight over who makes the schema.
        first = snowflake.connector.connect(database=DATABASE, schema=SCHEMA)
        first._duck_conn.execute(FLATTEN)
        yield
