"""The keys of an answer's rows are remembered as hashes, and never taken for each other."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest

from tap_octopus.sync.stream_sync import SeenKeys


def rows_with(*keys: object) -> list[Any]:
    """Return rows of a table with one column."""
    return [mock.Mock(key=key, spec=["key"]) for key in keys]


@pytest.mark.parametrize(
    "keys",
    [
        [-1, -2], [0, 2**61 - 1], [1, 2**61], [1, "1"], ["", "a"], ["a", "b"], [None, 0],
        ["1,2", "1, 2"], [2**63 - 1, -(2**63)], [*range(3000)],
    ],
)  # fmt: skip
def test_other_keys(keys: list[object]) -> None:
    """Keys that are not the same are never taken for the same; Python's own hashes would be."""
    found = SeenKeys(["key"]).new(rows_with(*keys))

    assert [row.key for row in found] == keys


@pytest.mark.parametrize("keys", [[1, 1], ["a", "a"], [5, 6, 5], ["", ""], [2**62, 2**62]])
def test_same_keys(keys: list[object]) -> None:
    """A key that comes again is noticed, in the same slice or in a later one."""
    together, later = SeenKeys(["key"]), SeenKeys(["key"])

    assert [row.key for row in together.new(rows_with(*keys))] == keys[:-1]
    assert [len(later.new(rows_with(key))) for key in keys] == [*[1] * (len(keys) - 1), 0]


def test_every_column_of_the_key_counts() -> None:
    """Rows that differ in one column of the key only are different."""
    rows = [mock.Mock(a=a, b=b, spec=["a", "b"]) for a, b in [(1, 2), (2, 1), (1, 1), (12, 0)]]

    assert SeenKeys(["a", "b"]).new([*rows, *rows]) == rows
    assert SeenKeys(["a"]).new(rows) == [rows[0], rows[1], rows[3]]
