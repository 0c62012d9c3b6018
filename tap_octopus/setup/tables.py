"""Tables as text."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDEST = 120
"""The most characters of a cell. `--format json` shows all."""


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """Format rows as a table, numbers right-aligned. The titles are the keys of the first row."""
    if not rows:
        return "(none)"
    titles = list(rows[0])
    cells = [[_cell(row[title]) for title in titles] for row in rows]
    widths = [max(map(len, column)) for column in zip(titles, *cells, strict=True)]
    numbers = [all(isinstance(row[title], int | float | None) for row in rows) for title in titles]

    def line(texts: Sequence[str]) -> str:
        put = (
            text.rjust(width) if is_number else text.ljust(width)
            for text, width, is_number in zip(texts, widths, numbers, strict=True)
        )
        return "  ".join(put).rstrip()

    return "\n".join([line(titles), line(["-" * width for width in widths]), *map(line, cells)])


def _cell(value: object) -> str:
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain if len(plain) <= WIDEST else f"{plain[: WIDEST - 3]}..."
