"""The fast path from records to rows: decode a whole slice with a type made from the schema.

If every record of a slice fits the schema, it returns the same rows as `RowMapper` makes record by
record. For any other slice it returns None. test_fast_path.py compares both.
"""

from __future__ import annotations

import datetime
import decimal
import operator
import typing as t

import msgspec

from tap_octopus.rows.answers import NOT_JSON
from tap_octopus.rows.values import (
    INTEGERS,
    KEY_LENGTH,
    are_numbers,
    has_journal_key,
    journal_key,
    kind_of,
)

if t.TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from tap_octopus.rows.values import Row, Schema

Path = tuple[str, ...]
Tree = dict[str, t.Any]

KINDS: dict[str, t.Any] = {
    "integer": t.Annotated[int, msgspec.Meta(ge=INTEGERS.start, le=INTEGERS.stop - 1)],
    "number": t.Any,  # Decimal would also accept a text; `are_numbers` checks it
    "boolean": bool,
    "string": str,
}
"""The types that decode values unchanged. A value that would change is an error."""

KEYS = KINDS | {"string": t.Annotated[str, msgspec.Meta(max_length=KEY_LENGTH)]}
"""The same for key columns."""


class FastPath:
    """Makes the rows of slices of one table.

    In the schema, the columns that come from the record must be adjacent. A slice does not fit if
    it has an unknown field that is not in `unknown`.

    Args:
        columns: The schema of each column.
        paths: The path in the record, for each column that comes from it.
        keys: The key columns.
        unknown: The paths of fields to skip: ignored ones, and unknown ones already noted.
        row: Makes a row of the values of all columns.
    """

    def __init__(
        self,
        columns: Mapping[str, Schema],
        paths: Mapping[str, Path],
        keys: Collection[str],
        unknown: Iterable[Path],
        row: Callable[..., Row],
    ) -> None:
        required = {paths[key] for key in keys if key in paths}
        tree: Tree = {}
        for name, path in paths.items():
            kind = _kind(columns[name], KEYS if path in required else KINDS)
            _put(tree, path, kind if path in required else kind | None)
        for path in unknown:
            _put(tree, path, msgspec.Raw)
        record, self._fill = _struct(tree, (), {path[:n] for path in required for n in range(9)})
        self._decoder = msgspec.json.Decoder(list[record], float_hook=decimal.Decimal)  # type: ignore[valid-type]
        attributes = [_attributes(tree, path) for path in paths.values()]
        self._values: Callable[[t.Any], tuple[t.Any, ...]] = operator.attrgetter(*attributes)
        names, own = [*columns], [*paths]
        start, end = names.index(own[0]), names.index(own[-1]) + 1
        assert names[start:end] == own  # noqa: S101 - so are the schemas written
        self._before, self._after = names[:start], names[end:]
        self._numbers = [i for i, name in enumerate(own) if kind_of(columns[name]) == "number"]
        self._has_journal_key = has_journal_key(columns)
        if self._has_journal_key:
            self._kind, self._number = map(own.index, ("journal_type", "journal_nr"))
        self._row = row

    def rows(self, text: bytes, given: Mapping[str, t.Any]) -> list[Row] | None:
        """Return the rows of a slice; None when a record does not fit the schema."""
        if b"\\" in text and b"\\u0000" in text:
            return None  # mapped record by record, which drops the NUL
        try:
            found = self._decoded(text)
        except NOT_JSON:
            return None
        if not all(are_numbers([*map(operator.itemgetter(i), found)]) for i in self._numbers):
            return None
        row, first, last = (
            self._row,
            *([given.get(name) for name in names] for names in (self._before, self._after)),
        )
        if not self._has_journal_key:
            return [row(*first, *made, *last) for made in found]
        kind, number = self._kind, self._number
        return [
            row(*first, *made, journal_key(made[kind], made[number]), *last[1:]) for made in found
        ]

    def _decoded(self, text: bytes) -> list[tuple[t.Any, ...]]:
        """Decode records. Return the values of the columns of each."""
        records = self._decoder.decode(text)
        try:
            return [*map(self._values, records)]
        except AttributeError:  # null in the place of an object counts as missing
            for record in records:
                self._fill(record)
            return [*map(self._values, records)]


def _kind(column: Schema, kinds: Mapping[str, t.Any]) -> t.Any:  # noqa: ANN401 - types are any
    return datetime.date if column.get("format") == "date" else kinds[kind_of(column)]


def _put(tree: Tree, path: Path, kind: t.Any) -> None:  # noqa: ANN401
    *above, name = path
    for step in above:
        tree = tree.setdefault(step, {})
    tree[name] = kind


def _struct(
    tree: Tree, place: Path, required: Collection[Path]
) -> tuple[type[msgspec.Struct], Callable[[t.Any], None]]:
    """Return the type of an object, and a function that replaces null for an inner object.

    The function puts an empty object in its place, so that its fields can be read as null.
    """
    fields: list[t.Any] = []
    holes = []
    for number, (name, inner) in enumerate(tree.items()):
        kind, default, attribute = inner, None, f"f{number}"
        if isinstance(inner, dict):
            kind, deeper = _struct(inner, (*place, name), required)
            if (*place, name) not in required:
                default, kind = kind(), kind | None
            holes.append((attribute, default, deeper))
        needed = (*place, name) in required
        fields.append((attribute, kind) if needed else (attribute, kind, default))
    made = msgspec.defstruct(
        "Object", fields, rename={f"f{n}": name for n, name in enumerate(tree)},
        forbid_unknown_fields=True, frozen=True, kw_only=True, gc=False,
    )  # fmt: skip

    def fill(record: t.Any) -> None:  # noqa: ANN401
        for attribute, empty, deeper in holes:
            found = getattr(record, attribute)
            if found is None:
                msgspec.structs.force_setattr(record, attribute, empty)
            else:
                deeper(found)

    return made, fill


def _attributes(tree: Tree, path: Path) -> str:
    """Return the path of attributes, such as "f0.f2", of the value at a path in the record."""
    names = []
    for step in path:
        names.append(f"f{[*tree].index(step)}")
        tree = tree[step]
    return ".".join(names)
