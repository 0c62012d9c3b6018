"""Transact-SQL, read and written again for DuckDB, which then can run it.

sqlglot knows most. What it leaves is put right here: bits, what `+` is between texts, day 0, arrays
of JSON, and regular expressions.
"""

from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

Schema = Mapping[str, object]
"""Types by catalog, schema, table and column."""

TEXTS = exp.DataType.TEXT_TYPES
DAY_0 = "cast('1900-01-01' as date)"


def for_duckdb(query: str, schema: Schema) -> str:
    """Write a query in Transact-SQL as DuckDB has it."""
    tree = sqlglot.parse_one(query, dialect="tsql").transform(_changed)
    tree = qualify(
        tree,
        dialect="tsql",
        schema=dict(schema),
        validate_qualify_columns=False,
        quote_identifiers=False,
    )
    tree = annotate_types(tree, dialect="tsql", schema=dict(schema))
    for plus in reversed(list(tree.find_all(exp.Add))):  # what is within comes first
        if _is_text(plus) or _is_text(plus.left) or _is_text(plus.right):
            joined = exp.DPipe(this=plus.left, expression=plus.right, safe=False)
            joined.type = exp.DataType.build("varchar")
            plus.replace(joined)
    return tree.sql(dialect="duckdb")


def _is_text(node: exp.Expr) -> bool:
    return node.is_type(*TEXTS) or (isinstance(node, exp.Literal) and node.is_string)


def _changed(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.DataType() if node.is_type("bit", *TEXTS):
            return exp.DataType.build("boolean" if node.is_type("bit") else "varchar")
        case exp.DateDiff():
            _count_from_day_0(node, "this", "expression")
        case exp.DateAdd() | exp.TsOrDsAdd():
            _count_from_day_0(node, "this")
        case exp.Join(this=exp.Lateral(this=exp.OpenJSON() as opened)):
            return exp.Join(this=_records(opened.this, node.this.alias), kind="CROSS")
        case exp.Table(this=exp.OpenJSON() as opened):
            return _records(_ducks("json_extract", opened), node.alias)
        case exp.JSONValue():
            return _ducks("json_extract_string", node)
        case exp.RegexpReplace():
            node.set("modifiers", exp.Literal.string("g"))
        case exp.RegexpSubstr():
            found = exp.Anonymous(
                this="regexp_extract", expressions=[node.this, node.args["expression"]]
            )
            return exp.Nullif(this=found, expression=exp.Literal.string(""))
    return node


def _count_from_day_0(node: exp.Expr, *names: str) -> None:
    """Write the number 0 as the day that it is."""
    for name in names:
        day = node.args[name]
        while isinstance(day, exp.Cast | exp.TimeStrToTime | exp.Paren):
            day = day.this
        if isinstance(day, exp.Literal) and day.this == "0":
            node.set(name, sqlglot.parse_one(DAY_0))


def _ducks(function: str, node: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=function, expressions=[node.this, node.args["path"]])


def _records(array: exp.Expr, name: str) -> exp.Expr:
    """Give the rows that OPENJSON makes of an array."""
    rows = sqlglot.parse_one(
        "select r.n - 1 as key, json_extract_string(r.v, '$') as value"
        " from unnest(try_cast(given as json[])) with ordinality as r(v, n)",
        dialect="duckdb",
    )
    for column in list(rows.find_all(exp.Column)):
        if column.name == "given" and not column.table:
            column.replace(array.copy())
    return exp.Lateral(
        this=exp.Subquery(this=rows), alias=exp.TableAlias(this=exp.to_identifier(name))
    )
