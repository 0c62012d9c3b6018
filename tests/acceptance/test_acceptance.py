"""Ten questions to the warehouse: nothing is wrong with good books, and no fault goes unseen."""

import pytest

from tests.acceptance.books import CHECKS
from tests.acceptance.conftest import Loaded
from tests.acceptance.faults import FAULTS

LINES = "live.buysell_bookings as d cross join unnest(d.booking_lines) as line"
HALF = "cast(line ->> 'vat_recup_percentage' as numeric) = 50"

TRAPS = {
    "credit note": "from live.buysell_bookings where amount < 0",
    "foreign currency": "from live.bookings where exchange_rate <> 1",
    "reverse charge": f"from {LINES} where line ->> 'vat_code_key' = 'EU21'",
    "half of the VAT": f"from {LINES} where {HALF}",
    "broken bookyear": "from live.bookyears where extract(month from start_date) = 7",
    "long bookyear": "from live.bookyears where end_date - start_date > 400",
    "paid next year": "from live.balancings where debet_bookyear_id <> credit_bookyear_id",
    "emptied document": "from live.buysell_bookings where cardinality(booking_lines) = 0",
    "inactive customer": "from live.relations where not active and client",
    "transfer": "from live.bookings where account_nr = 580000",
}
"""What the books must hold, each with where it is found."""


@pytest.mark.parametrize("number", CHECKS)
def test_first_run(loaded: Loaded, number: int) -> None:
    """After a first run nothing is wrong."""
    assert loaded.first[number] == []


@pytest.mark.parametrize("number", CHECKS)
def test_later_run(loaded: Loaded, number: int) -> None:
    """After changes at random and an incremental run nothing is wrong either."""
    assert loaded.second[number] == []


def test_books_hold_every_trap(loaded: Loaded) -> None:
    """The books have all that makes bookkeeping hard, so that finding nothing wrong means much."""
    assert [
        trap for trap, query in TRAPS.items() if not loaded.books.ask(f"select 1 {query}")
    ] == []


@pytest.mark.parametrize("loaded", [1], ids=["seed1"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_caught(loaded: Loaded, fault: str) -> None:
    """Each fault is caught, by just the tests that are listed for it."""
    with loaded.books.harmed(FAULTS[fault].sql):
        found = loaded.books.answers()

    assert {number for number, rows in found.items() if rows} == FAULTS[fault].caught_by


def test_every_test_catches_something() -> None:
    """None of the ten tests is there for nothing."""
    assert set().union(*(fault.caught_by for fault in FAULTS.values())) == set(CHECKS)
