"""The keys that have come by, in little room: no two rows of an answer may have the same."""

from __future__ import annotations

import operator
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from tap_octopus.rows.mapper import Row

PAGE = 256
"""Numbers that share a page: what comes before them is the same, and so is remembered once."""


class Keys:
    """Remembers keys, exactly.

    Args:
        columns: The key columns; numbers that count up stand last.
    """

    def __init__(self, columns: Sequence[str] = ()) -> None:
        *first, last = columns or ("dossier_id",)
        self._first: Callable[[Row], Hashable] = (
            operator.attrgetter(*first) if first else lambda _: None
        )
        self._last: Callable[[Row], t.Any] = operator.attrgetter(last)
        self._pages: dict[Hashable, int] = {}
        self._others: set[Hashable] = set()

    def add(self, row: Row) -> bool:
        """Remember the key of a row; False when it has come before."""
        first, last = self._first(row), self._last(row)
        if not isinstance(last, int):
            size = len(self._others)
            self._others.add((first, last))
            return len(self._others) > size
        page, bit = (first, last // PAGE), 1 << last % PAGE
        seen = self._pages.get(page, 0)
        self._pages[page] = seen | bit
        return not seen & bit
