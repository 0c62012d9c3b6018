"""The figures that a case states, and what the answers say in their place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tests.support.truth import Row

Figures = Mapping[str, object]
Ask = Callable[[str], list[Row]]
"""Gives the rows of the dossier in a mart."""

NOTHING = Decimal()


class Compared(NamedTuple):
    """What a case states, where sources differ in several ways, and what was found instead."""

    stated: Sequence[Figures]
    found: Figures

    def differences(self) -> list[str]:
        """Tell each figure that differs from the way of stating it that comes closest."""
        return min((_differences(stated, self.found) for stated in self.stated), key=len)


def _differences(stated: Figures, found: Figures) -> list[str]:
    return [
        f"{name}: the case states {stated.get(name)}, the answer is {found.get(name)}"
        for name in {**stated, **found}
        if stated.get(name) != found.get(name)
    ]


def summed(rows: Iterable[Row], column: str) -> Decimal:
    """Add up a column."""
    return sum((row[column] for row in rows), NOTHING)


def only(rows: Sequence[Row], what: str) -> Row:
    """Give the only row there should be."""
    assert len(rows) == 1, f"{len(rows)} rows of {what}"
    return rows[0]


def as_written(found: Decimal | None, stated: Decimal) -> Decimal | None:
    """Give what was found, rounded as far as the case has it rounded."""
    if found is None:
        return None
    half = Decimal(5).scaleb(int(stated.as_tuple().exponent) - 1)
    return stated if abs(found - stated) <= half else found
