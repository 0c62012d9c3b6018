"""The columns of a table: as hints for dlt, and as Arrow columns with exact types."""

from __future__ import annotations

import datetime
import decimal
import functools
import typing as t

import msgspec
import pyarrow as pa
from singer_sdk.contrib.msgspec import encoder

from tap_octopus.errors import MapFailed
from tap_octopus.rows.values import kind_of

if t.TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from dlt.common.schema.typing import TColumnSchema

    from tap_octopus.rows.values import Row, Schema

PRECISION, SCALE = 38, 10
"""The digits of an amount, and those of them after the point."""


ENOUGH = decimal.Context(prec=PRECISION)


class Kind(t.NamedTuple):
    """A kind of column.

    Attributes:
        hints: What dlt is told of it.
        arrow: Its type in Arrow.
        convert: Converts a value of a row, if Arrow does not take it as it is.
    """

    hints: dict[str, t.Any]
    arrow: pa.DataType
    convert: Callable[[t.Any], t.Any] | None = None


def _date(value: str | datetime.date) -> datetime.date:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


@functools.lru_cache(maxsize=1024)
def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def _json(value: list[t.Any]) -> str:
    return encoder.encode(value).decode()


KINDS = {
    "integer": Kind({"data_type": "bigint"}, pa.int64()),
    "number": Kind(
        {"data_type": "decimal", "precision": PRECISION, "scale": SCALE},
        pa.decimal128(PRECISION, SCALE),
    ),
    "boolean": Kind({"data_type": "bool"}, pa.bool_()),
    "string": Kind({"data_type": "text"}, pa.string()),
    "date": Kind({"data_type": "date"}, pa.date32(), _date),
    "date-time": Kind({"data_type": "timestamp"}, pa.timestamp("us", "UTC"), _moment),
    "array": Kind({"data_type": "json"}, pa.string(), _json),
}
"""Every kind of column, by the format or type in the JSON schema."""


def hints(schema: Schema, keys: Collection[str]) -> dict[str, TColumnSchema]:
    """Return what dlt is told of the columns of a table.

    If a run writes a row twice, the one that was read last counts.
    """
    found: dict[str, t.Any] = {
        name: {
            "name": name,
            **_kind(column).hints,
            "nullable": name not in keys,
            "description": column["description"],
        }
        for name, column in schema["properties"].items()
    }
    found["synced_at"]["dedup_sort"] = "desc"
    return found


def arrow_schema(
    schema: Schema, keys: Collection[str], array: pa.DataType = KINDS["array"].arrow
) -> pa.Schema:
    """Return the Arrow schema of a table, with a type for arrays."""
    columns: Mapping[str, Schema] = schema["properties"]
    types = {
        name: array if _kind(column) is KINDS["array"] else _kind(column).arrow
        for name, column in columns.items()
    }
    return pa.schema([pa.field(name, types[name], nullable=name not in keys) for name in types])


def batch(rows: Sequence[Row], schema: Schema, into: pa.Schema) -> pa.RecordBatch:
    """Return rows as Arrow columns.

    Raises:
        MapFailed: A value does not fit its column. The message does not show it.
    """
    columns: Mapping[str, Schema] = schema["properties"]
    values = zip(*map(msgspec.structs.astuple, rows), strict=True)
    arrays = [
        _array(name, column, of_rows).cast(into.field(name).type)
        for (name, column), of_rows in zip(columns.items(), values, strict=True)
    ]
    return pa.record_batch(arrays, schema=into)


def _array(name: str, column: Schema, values: Sequence[t.Any]) -> pa.Array:
    kind = _kind(column)
    if convert := kind.convert:
        values = [None if value is None else convert(value) for value in values]
    try:
        try:
            return pa.array(values, kind.arrow)
        except pa.ArrowException:
            return pa.array([*map(_rounded, values)], kind.arrow)
    except (pa.ArrowException, decimal.InvalidOperation):
        raise MapFailed(f"a value of {name} does not fit its column ({kind.arrow})") from None


def _rounded(value: t.Any) -> t.Any:  # noqa: ANN401 - a number of either type, or null
    """Round a number to the digits of the column: JSON may hold 0.30000000000000004."""
    if not isinstance(value, decimal.Decimal | float):
        return value
    return decimal.Decimal(str(value)).quantize(decimal.Decimal(10) ** -SCALE, context=ENOUGH)


def _kind(column: Schema) -> Kind:
    return KINDS[column.get("format") or kind_of(column)]
