"""A part that adds up to zero by itself is known by the lines that are missing from it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.fake_octopus import fake_octopus, line, run
from tests.unit.ledger import ONE, Ledger, entry, loaded

AMOUNTS = (50, -50, 71, -71)
WHOLE = [line(1, 2, number=n, amount=a) for n, a in enumerate(AMOUNTS, start=1)]
WITH_A_GAP = [*WHOLE[:1], *[{**x, "lineSequenceNr": x["lineSequenceNr"] + 1} for x in WHOLE[1:]]]


def read(changed: list[Any], held: list[Any], **known: object) -> tuple[Ledger, dict[str, Any]]:
    """Read what changed; give what was asked for and what is remembered."""
    ledger = Ledger(changed, held)
    with fake_octopus(bookings=ledger):
        output = run(loaded(**known), select=("bookings",), **ONE)
    return ledger, entry(output.state)


@pytest.mark.parametrize("changed", [WHOLE[2:], [WHOLE[0], WHOLE[3] | {"bookingAmount": -50}]])
def test_part_in_balance(changed: list[Any]) -> None:
    """Without its first or a middle line a document is read whole, even though it balances."""
    ledger, known = read(changed, WHOLE)

    assert ledger.parts == [(1, 2)]
    assert "gaps" not in known


def test_whole_document() -> None:
    """A document with all its lines is not read again, in whatever order they come."""
    ledger, _ = read(WHOLE[::-1], WHOLE)

    assert ledger.parts == []


def test_octopus_leaves_numbers_out() -> None:
    """Where whole documents lack numbers too, that is learned by one read and says nothing more."""
    first, known = read(WITH_A_GAP, WITH_A_GAP)
    second, _ = read(WITH_A_GAP, WITH_A_GAP, gaps=known["gaps"])

    assert first.parts == [(1, 2)]
    assert second.parts == []
