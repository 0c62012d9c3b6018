"""Records decoded at once as what a table's schema promises of them, and nothing else."""

from __future__ import annotations

import datetime
import decimal
import operator
import typing as t

import msgspec

from tap_octopus.rows.values import INTEGERS, KEY_LENGTH, kind_of

if t.TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from tap_octopus.rows.values import Schema

Path = tuple[str, ...]
Tree = dict[str, t.Any]

KINDS: dict[str, t.Any] = {
    "integer": t.Annotated[int, msgspec.Meta(ge=INTEGERS.start, le=INTEGERS.stop - 1)],
    "number": t.Any,  # as a decimal it would be read from a text as well: `are_numbers` looks
    "boolean": bool,
    "string": str,
}
"""What decodes the values of a column as they are; whatever would be changed is an error."""

KEYS = KINDS | {"string": t.Annotated[str, msgspec.Meta(max_length=KEY_LENGTH)]}
"""The same for the columns of the key."""


class TypedRecords:
    """Decodes records of one table; each becomes the tuple of its columns' values.

    Args:
        columns: The columns that come from the record, each with its path.
        required: Those that must have a value.
        unknown: Fields without a column that are passed by; any other is an error.
    """

    def __init__(
        self,
        columns: Mapping[Path, Schema],
        required: Collection[Path],
        unknown: Iterable[Path],
    ) -> None:
        tree: Tree = {}
        for path, column in columns.items():
            kinds = KEYS if path in required else KINDS
            decoded = datetime.date if column.get("format") == "date" else kinds[kind_of(column)]
            _put(tree, path, decoded if path in required else decoded | None)
        for path in unknown:
            _put(tree, path, msgspec.Raw)
        record, self._fill = _struct(tree, (), {path[:n] for path in required for n in range(9)})
        names = [_attributes(tree, path) for path in columns]
        self._values: Callable[[t.Any], tuple[t.Any, ...]] = operator.attrgetter(*names)
        self._decoder = msgspec.json.Decoder(list[record], float_hook=decimal.Decimal)  # type: ignore[valid-type]

    def __call__(self, text: bytes) -> list[tuple[t.Any, ...]]:
        """Decode a list of records.

        Raises:
            msgspec.DecodeError: When one is not as the schema says.
        """
        records = self._decoder.decode(text)
        try:
            return [*map(self._values, records)]
        except AttributeError:  # null where an object is: as if it was not there
            for record in records:
                self._fill(record)
            return [*map(self._values, records)]


def _put(tree: Tree, path: Path, kind: t.Any) -> None:  # noqa: ANN401 - types are any
    *above, name = path
    for step in above:
        tree = tree.setdefault(step, {})
    tree[name] = kind


def _struct(
    tree: Tree, place: Path, required: Collection[Path]
) -> tuple[type[msgspec.Struct], Callable[[t.Any], None]]:
    """Make the type of an object, and what puts an empty object where null is within one."""
    fields: list[t.Any] = []
    holes = []
    for number, (name, below) in enumerate(tree.items()):
        kind, default, attribute = below, None, f"f{number}"
        if isinstance(below, dict):
            kind, deeper = _struct(below, (*place, name), required)
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
    """Name the attribute in which the value of a path is."""
    names = []
    for step in path:
        names.append(f"f{[*tree].index(step)}")
        tree = tree[step]
    return ".".join(names)
