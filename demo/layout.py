"""How rows look on a screen: a heading, aligned columns, figures as an accountant writes them."""

from __future__ import annotations

import datetime
import typing as t
from decimal import Decimal

if t.TYPE_CHECKING:
    from collections.abc import Sequence

WIDEST = 26
"""Letters of a text before it is cut off."""


def show(title: str, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table under its title; a column of figures stands to the right."""
    cells = [[written(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    right = [any(is_figure(value) for value in column) for column in zip(*rows, strict=True)]
    right = right or [False] * len(names)
    print(f"\n{title}\n")
    for line in ([*names], ["-" * width for width in widths], *cells):
        print("  " + "  ".join(map(_aligned, line, widths, right)).rstrip())
    if not rows:
        print("  (nothing)")


def written(value: object) -> str:
    """Write a value: amounts to the cent, thousands apart, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = str(value)
    return text if len(text) <= WIDEST else text[: WIDEST - 3] + "..."


def is_figure(value: object) -> bool:
    """Tell whether a value is a number."""
    return isinstance(value, Decimal | int)


def _aligned(text: str, width: int, to_the_right: bool) -> str:  # noqa: FBT001 - one of a zip
    return text.rjust(width) if to_the_right else text.ljust(width)
