"""Compare records with their documentation. Only shapes and counts are kept, no values."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import re
import typing as t

from tap_octopus.client.allowed_words import is_allowed_name
from tap_octopus.setup.check.documented import ANY, DATE, MONEY, Node

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.setup.check.documented import Documented

ROOT = ("",)
MOST_UNKNOWN = 20
"""The most unknown fields of a list that are reported. Names that are values have no end."""

NO_NAME = "(name not shown)"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CENTS = 2


class Difference(enum.StrEnum):
    """The kinds of differences, as words of the report."""

    UNKNOWN = "unknown field"
    NEVER = "never came"
    NULL = "null instead of missing"
    EMPTY = "empty text"
    BLANK = "blanks only"
    NOT_INTEGER = "not a whole number"
    NOT_NUMBER = "not a number"
    NOT_BOOLEAN = "not true or false"
    NOT_TEXT = "not a text"
    NOT_OBJECT = "not an object"
    NOT_LIST = "not a list"
    NOT_DATE = "not a date as YYYY-MM-DD"
    FRACTIONS = "more than two decimals"
    NO_KEY = "record without its key"
    KEY_TWICE = "key twice in one answer"
    NOT_RECORD = "record that is not an object"


TYPES: dict[str, tuple[type | tuple[type, ...], Difference]] = {
    "integer": (int, Difference.NOT_INTEGER),
    "number": ((int, decimal.Decimal), Difference.NOT_NUMBER),
    MONEY: ((int, decimal.Decimal), Difference.NOT_NUMBER),
    "boolean": (bool, Difference.NOT_BOOLEAN),
    "string": (str, Difference.NOT_TEXT),
    DATE: (str, Difference.NOT_TEXT),
}

KINDS = {
    str: "text", bool: "true or false", int: "whole number", decimal.Decimal: "number",
    dict: "object", list: "list", type(None): "null",
}  # fmt: skip
"""The names of the types of unknown fields."""


@dataclasses.dataclass
class Shape:
    """What the records of one list were like.

    Attributes:
        documented: The documented fields.
        records: The number of records.
        in_order: Whether all records so far came in the order of their keys.
        missing: How often each documented field was missing.
    """

    documented: Documented
    records: int = 0
    in_order: bool = True
    missing: collections.Counter[tuple[str, ...]] = dataclasses.field(
        default_factory=collections.Counter
    )
    _found: collections.Counter[tuple[tuple[str, ...], Difference, str]] = dataclasses.field(
        default_factory=collections.Counter
    )
    _looked: collections.Counter[tuple[str, ...]] = dataclasses.field(
        default_factory=collections.Counter
    )
    _keys: set[tuple[t.Any, ...]] = dataclasses.field(default_factory=set)
    _last: tuple[t.Any, ...] | None = None

    def add(self, record: object) -> None:
        """Compare a record with the documentation."""
        self.records += 1
        if not isinstance(record, dict):
            self._note(ROOT, Difference.NOT_RECORD)
            return
        self._compare(record, self.documented.root, (), is_open=False)
        key = _hashable(tuple(_at(record, path) for path in self.documented.key))
        if None in key:
            self._note(ROOT, Difference.NO_KEY)
        elif key in self._keys:
            self._note(ROOT, Difference.KEY_TWICE)
        self._keys.add(key)
        if self._last is not None and self.in_order:
            self.in_order = _not_before(key, self._last)
        self._last = key

    def twice(self) -> int:
        """Return how often a key was repeated in this list."""
        return self._found[ROOT, Difference.KEY_TWICE, ""]

    def differences(self) -> Iterator[tuple[str, Difference, str, int, int]]:
        """Yield the differences.

        Yields:
            The field, the difference, the type of an unknown field, the number of cases, and the
            number of records in which it could occur.
        """
        found = dict(self._found)
        for path, looked in self._looked.items():
            if self.missing[path] == looked:
                found[path, Difference.NEVER, ""] = looked
        for (path, difference, kind), count in sorted(found.items()):
            yield _named(path), difference, kind, count, self._looked[path] or self.records

    def _compare(
        self, record: dict[str, t.Any], node: Node, place: tuple[str, ...], *, is_open: bool
    ) -> None:
        is_open = is_open or node.is_open
        for name, inner in node.inner.items():
            path = (*place, name)
            if inner.kind == ANY:
                continue
            self._looked[path] += 1
            if name not in record:
                self.missing[path] += 1
            elif record[name] is None:
                self._note(path, Difference.NULL)
            elif inner.is_list:
                self._list(record[name], inner, path, is_open=is_open)
            else:
                self._value(record[name], inner, path, is_open=is_open)
        for name in record.keys() - node.inner.keys() if not is_open else ():
            told = (*place, name if is_allowed_name(name) else NO_NAME)
            self._note(told, Difference.UNKNOWN, KINDS.get(type(record[name]), "number"))

    def _list(self, value: object, node: Node, path: tuple[str, ...], *, is_open: bool) -> None:
        if not isinstance(value, list):
            self._note(path, Difference.NOT_LIST)
            return
        for one in value:
            self._value(one, node, (*path[:-1], f"{path[-1]}[]"), is_open=is_open)

    def _value(self, value: object, node: Node, path: tuple[str, ...], *, is_open: bool) -> None:
        if node.kind == "object":
            if isinstance(value, dict):
                self._compare(value, node, path, is_open=is_open)
            else:
                self._note(path, Difference.NOT_OBJECT)
            return
        kind, wrong = TYPES[node.kind]
        is_wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        if is_wrong:
            self._note(path, wrong)
        elif isinstance(value, str) and not value.strip():
            self._note(path, Difference.BLANK if value else Difference.EMPTY)
        elif isinstance(value, str) and node.kind == DATE and not _is_day(value):
            self._note(path, Difference.NOT_DATE)
        elif isinstance(value, decimal.Decimal) and node.kind == MONEY and _decimals(value) > CENTS:
            self._note(path, Difference.FRACTIONS)

    def _note(self, path: tuple[str, ...], difference: Difference, kind: str = "") -> None:
        place = (path, difference, kind)
        if difference is Difference.UNKNOWN and place not in self._found:
            told = sum(1 for _, what, _ in self._found if what is Difference.UNKNOWN)
            if told >= MOST_UNKNOWN:
                return
        self._found[place] += 1


def _at(record: object, path: tuple[str, ...]) -> t.Any:  # noqa: ANN401 - JSON may be anything
    for step in path:
        record = record.get(step) if isinstance(record, dict) else None
    return record


def _hashable(key: tuple[t.Any, ...]) -> tuple[t.Any, ...]:
    return tuple(part if isinstance(part, int | str) else None for part in key)


def _not_before(key: tuple[t.Any, ...], last: tuple[t.Any, ...]) -> bool:
    try:
        return bool(key >= last)
    except TypeError:
        return False


def _is_day(text: str) -> bool:
    try:
        return bool(DAY.fullmatch(text)) and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _decimals(value: decimal.Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _named(path: tuple[str, ...]) -> str:
    return ".".join(path) or "(record)"
