"""What an operation can answer with."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Rows = Iterable[object]
Alteration = Callable[[Iterator[object]], Iterator[object]]
"""Something that a fault does to the rows of an answer on their way out."""


@dataclass(frozen=True)
class Listing:
    """A plain array of records."""

    rows: Rows


@dataclass(frozen=True)
class Changes:
    """The answer of `.../modified`: deleted records and modified ones, by the API's names."""

    deleted_name: str
    deleted: Rows
    modified_name: str
    modified: Rows


@dataclass(frozen=True)
class One:
    """A single record."""

    record: object


@dataclass(frozen=True)
class Value:
    """Any other JSON value."""

    value: object


@dataclass(frozen=True)
class Text:
    """Plain text."""

    text: str


Answer = Listing | Changes | One | Value | Text
