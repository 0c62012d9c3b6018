"""Comparing tables row by row and cent by cent, in words that a person can read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol

from tests.support.contract import TABLES, columns, facts, keys
from tests.support.sandbox import Sandbox
from tests.support.truth import Row, true_tables, value_of

MOST = 12
"""Differences that are told of one table."""

Key = tuple[object, ...]


def difference(table: str, true: Iterable[Row], held: Iterable[Row]) -> str:
    """Tell in what the rows held differ from the true ones; an empty text when in nothing."""
    expected, actual = _by_key(table, true), _by_key(table, held)
    lines = [*_twice(table, expected), *_twice(table, actual)]
    for key in sorted({*expected, *actual}, key=repr):
        lines += _of_row(expected.get(key, []), actual.get(key, []), f"{table} {_told(key)}")
    more = [f"... and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "\n".join([*lines[:MOST], *more])


class Held(Protocol):
    """Whatever holds tables: a warehouse, or dictionaries."""

    def live(self, table: str) -> list[Row]:
        """Give the live rows of a table."""


def differences(sandbox: Sandbox, held: Held, *tables: str) -> str:
    """Tell in what the live rows differ from the truth of all dossiers, in all tables or some."""
    true = [true_tables(sandbox, dossier) for dossier in sandbox.dossiers()]
    told = (
        difference(table, [row for of in true for row in of[table]], held.live(table))
        for table in tables or TABLES
    )
    return "\n".join(filter(None, told))


def _by_key(table: str, rows: Iterable[Row]) -> dict[Key, list[Row]]:
    wanted, found = set(facts(table)), dict[Key, list[Row]]()
    kinds = {column.name: column.kind for column in columns(table)}
    for row in rows:
        made = {name: value_of(kinds[name], row[name]) for name in wanted}
        found.setdefault(tuple(made[name] for name in keys(table)), []).append(made)
    return found


def _twice(table: str, rows: dict[Key, list[Row]]) -> Iterator[str]:
    counts = Counter({key: len(found) for key, found in rows.items()})
    yield from (f"{table} {_told(key)}: {n} times" for key, n in counts.items() if n > 1)


def _of_row(true: list[Row], held: list[Row], name: str) -> Iterator[str]:
    if not held:
        yield f"{name}: in Octopus, and not in the warehouse"
    elif not true:
        yield f"{name}: in the warehouse, and not in Octopus"
    else:
        for column, value in true[0].items():
            if held[0][column] != value:
                yield f"{name}: {column} is {value} in Octopus, {held[0][column]} in the warehouse"


def _told(key: Key) -> str:
    return "/".join(map(str, key))
