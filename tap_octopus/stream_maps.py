"""Check the stream maps of the settings before anything is read.

The SDK finds most mistakes only at the first row, again in each dossier. It never finds a misspelt
stream or column, so a column that should be masked would be written unmasked.
"""

from __future__ import annotations

import ast
import copy
import decimal
import fnmatch
import itertools
import logging
import typing as t

from singer_sdk.exceptions import ConfigValidationError, MapExpressionError
from singer_sdk.mapper import CustomStreamMap, PluginMapper

from tap_octopus.suggestions import did_you_mean
from tap_octopus.sync.stream import ALWAYS_SELECTED

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from singer_sdk.singerlib.catalog import Catalog

_log = logging.getLogger("tap-octopus")

LEFT_OUT = (None, "__NULL__")
"""The values with which a map leaves out a column, or all other columns."""

OPTIONS = {"__alias__", "__else__", "__filter__", "__key_properties__", "__source__"}

OF_THE_SDK = {"_", "record", "config", "__stream_name__", "__original_stream_name__"}
"""The names that an expression can use besides the columns."""

DECIMALS = ". Amounts are exact decimals: write float(booking_amount) * 1.21"

CERTAIN = (MapExpressionError, TypeError, AttributeError, ZeroDivisionError)
"""Errors that do not depend on the values of a row. A ValueError, as of `int(name)`, does."""

VALUES = {
    "boolean": True,
    "integer": 7,
    "number": decimal.Decimal("7.31"),
    "array": [],
    "date": "2024-01-31",
    "date-time": "2024-01-31T10:11:12Z",
}
"""A sample value for each type and format of a column. Any other column gets a text."""


class Table(t.NamedTuple):
    """A stream: its schema with the selected columns, its key, and its deselected columns."""

    name: str
    schema: dict[str, t.Any]
    keys: t.Sequence[str]
    deselected: set[str]

    @property
    def columns(self) -> dict[str, t.Any]:
        """The selected columns, each with its JSON schema."""
        found: dict[str, t.Any] = self.schema["properties"]
        return found


class StreamMap(t.NamedTuple):
    """One stream map, and the streams to which it applies (a pattern may match several)."""

    name: str
    source: str
    definition: dict[str, t.Any]
    tables: list[Table]

    @property
    def is_copy(self) -> bool:
        """Whether the map adds a stream, and leaves that of its source as it is."""
        return "__source__" in self.definition

    @property
    def columns(self) -> set[str]:
        """The columns of its streams, selected or not."""
        return {column for table in self.tables for column in {*table.columns} | table.deselected}


def check(config: Mapping[str, t.Any], catalog: Catalog) -> None:
    """Check the stream maps of the settings, and warn of effects that may not be intended.

    Raises:
        ConfigValidationError: A map is wrong. It has one line for each mistake.
    """
    tables = _tables(catalog)
    maps = [*_read(config["stream_maps"], tables)]
    problems = [line for each in maps for line in _problems(each, tables, config)]
    problems += [
        f"{second.name}: {first.name} maps {table.name} as well: only one can be used"
        for first, second in itertools.combinations(maps, 2)
        for table in first.tables
        if table in second.tables and not (first.is_copy or second.is_copy)
    ]
    if not problems:
        try:  # the SDK checks the rest: options, missing keys, types
            PluginMapper(copy.deepcopy({**config}), _log).register_raw_streams_from_catalog(catalog)
        except Exception as error:  # noqa: BLE001 - it may be of any type
            problems.append(str(error))
    if problems:
        lines = [f"stream_maps: {problem}" for problem in problems]
        raise ConfigValidationError("; ".join(lines), errors=lines)
    for warning in (line for each in maps for line in _warnings(each)):
        _log.warning("stream_maps: %s", warning)


def _tables(catalog: Catalog) -> dict[str, Table]:
    mapper = PluginMapper({}, _log)
    mapper.register_raw_streams_from_catalog(catalog)
    tables = {}
    for entry in catalog.streams:
        name, schema = entry.tap_stream_id, mapper.stream_maps[entry.tap_stream_id][0].raw_schema
        every = {*entry.schema.to_dict()["properties"]}
        keys = entry.key_properties or ()
        tables[name] = Table(name, schema, keys, every - {*schema["properties"]})
    return tables


def _read(maps: Mapping[str, t.Any], tables: Mapping[str, Table]) -> Iterator[StreamMap]:
    for name, given in maps.items():
        if name not in OPTIONS:
            definition = given if isinstance(given, dict) else {}
            source = str(definition.get("__source__", name))
            fitting = fnmatch.filter(tables, source)
            yield StreamMap(name, source, definition, [tables[each] for each in fitting])


def _problems(
    stream_map: StreamMap, tables: Iterable[str], config: Mapping[str, t.Any]
) -> Iterator[str]:
    """Yield a line for each wrong column of a map."""
    name, source, definition, found = stream_map
    if not found:
        yield f"{name}: there is no stream {source}{did_you_mean(source, tables)}"
        return
    for column, given in definition.items():
        problem = _problem(stream_map, column, given, config)
        if problem:
            yield f"{name}: {column}: {problem}"


def _problem(
    stream_map: StreamMap, column: str, given: object, config: Mapping[str, t.Any]
) -> str | None:
    """Return what is wrong with one column of a map; None when it is right."""
    columns, is_filter = stream_map.columns, column == "__filter__"
    if column.startswith("__") and not is_filter:
        suggestion = did_you_mean(column, OPTIONS)
        return None if column in OPTIONS else f"there is no such option{suggestion}"
    is_new = column not in columns and not is_filter
    if given in LEFT_OUT:
        return f"there is no such column{did_you_mean(column, columns)}" if is_new else None
    if not isinstance(given, str):
        return "write an expression, or null to leave the column out"
    suggestion = did_you_mean(column, _replaceable(stream_map, column)) if is_new else ""
    if suggestion:
        return f"there is no such column{suggestion}; a new one needs a name that is less like it"
    for table in stream_map.tables:
        problem = _trial(table, column, given, config)
        if problem:
            return problem
    return None


def _replaceable(stream_map: StreamMap, column: str) -> Iterator[str]:
    """Yield the columns for which a new name may be a misspelling.

    A new column may be named after another one, such as `amount_eur` after `amount`.
    """
    for other in stream_map.columns - {*stream_map.definition}:
        if not column.startswith(f"{other}_") and not column.endswith(f"_{other}"):
            yield other


def _trial(table: Table, column: str, text: str, config: Mapping[str, t.Any]) -> str | None:
    """Evaluate an expression on a sample row. Return what is wrong with it; None when it works."""
    try:
        names = _names(text)
        trial = CustomStreamMap(
            table.name, config.get("stream_map_config") or {}, {}, table.schema, table.keys,
            {column: text}, None, stream_name=table.name,
        )  # fmt: skip
    except (SyntaxError, ValueError, RecursionError, MapExpressionError):
        return "this is not an expression"
    known = {*table.columns, *trial.functions, *OF_THE_SDK}
    known |= {"self"} if column in table.columns else set()
    known |= {"fake"} if trial.fake else set()
    for name in sorted(names - known):
        if name == "fake":
            return "fake needs one more package: pip install 'tap-octopus-accounting[faker]'"
        why = " that is selected" if name in table.deselected else did_you_mean(name, known)
        return f"{table.name} has no {name}{why}"
    try:
        trial.transform({name: _value(about) for name, about in table.columns.items()})
    except CERTAIN as error:
        return f"{error.__cause__ or error}{DECIMALS if 'Decimal' in str(error) else ''}"
    except Exception:  # noqa: BLE001 - with other values it may do
        return None
    return None


def _warnings(stream_map: StreamMap) -> Iterator[str]:
    """Yield the effects of a map that may not be intended."""
    name, _, definition, tables = stream_map
    rule = definition.get("__filter__")
    if rule and any(_names(rule) - {*table.keys} for table in tables):
        yield (
            f"{name}: where a row changes so that __filter__ leaves it out, it stays in the target "
            "as it was. Filter in the warehouse, unless what __filter__ looks at never changes"
        )
    others = None if "__else__" in definition else "as it is"
    for column in sorted(ALWAYS_SELECTED & stream_map.columns):
        if definition.get(column, others) in LEFT_OUT:
            yield f"{name}: without {column} nobody can tell which rows are live"


def _names(text: str) -> set[str]:
    """Return the names that an expression reads and does not define itself."""
    tree = [*ast.walk(ast.parse(text.strip(), mode="eval"))]
    names = [node for node in tree if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names} - own


def _value(about: Mapping[str, t.Any]) -> t.Any:  # noqa: ANN401 - a column has any type
    types = about["type"]
    kinds = [about.get("format"), *([types] if isinstance(types, str) else types)]
    return next((VALUES[kind] for kind in kinds if kind in VALUES), "text")
