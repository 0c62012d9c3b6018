"""No fault in the warehouse goes unseen: each becomes findings."""

import pytest

from tests.acceptance.conftest import Loaded
from tests.acceptance.faults import FAULTS

LINES = "live.buysell_bookings as d cross join unnest(d.booking_lines) as line"
HALF = "cast(line ->> 'vat_recup_percentage' as numeric) = 50"

TRAPS = {
    "credit note": "from live.buysell_bookings where amount < 0",
    "line against its document": f"from {LINES} where cast(line ->> 'base_amount' as numeric) < 0",
    "foreign currency": "from live.bookings where exchange_rate <> 1",
    "reverse charge": "from marts.vat_lines where grid = '87'",
    "half of the VAT": f"from {LINES} where {HALF}",
    "VAT without an invoice": "from marts.vat_lines where left(journal_key, 1) in ('D', 'F')",
    "broken bookyear": "from live.bookyears where extract(month from start_date) = 7",
    "long bookyear": "from live.bookyears where end_date - start_date > 400",
    "yearly period": "from live.bookyears where cardinality(periods) = 1",
    "closed and appropriated": "from live.bookings where account_nr / 10000 in (69, 79)",
    "off balance": "from live.bookings where account_nr < 100000",
    "paid next year": "from live.balancings where debet_bookyear_id <> credit_bookyear_id",
    "written off": "from live.balancings where left(credit_journal_key, 1) = 'D'",
    "emptied document": "from live.buysell_bookings where cardinality(booking_lines) = 0",
    "inactive customer": "from live.relations where not active and client",
    "name twice": "from live.relations where first_name = name and name <> ''",
    "two cards": "from marts.client_listing where relations > 1",
    "transfer": "from live.bookings where account_nr = 580000",
    "far from its period": "from marts.general_ledger where abs(document_date - booking_date) > 14",
}
"""What the books must hold, each with where it is found."""


def test_books_hold_every_trap(loaded: Loaded) -> None:
    """The books have all that makes bookkeeping hard, so that finding little wrong means much."""
    assert [
        trap for trap, query in TRAPS.items() if not loaded.books.ask(f"select 1 {query}")
    ] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_caught(loaded: Loaded, fault: str) -> None:
    """Each fault is caught, by just the checks that are listed for it; all models are made."""
    with loaded.books.harmed(FAULTS[fault].sql):
        found = loaded.books.findings()

    changed = {name for name in {*found, *loaded.good} if found.get(name) != loaded.good.get(name)}
    assert changed == FAULTS[fault].caught_by


def test_every_check_catches_something(loaded: Loaded) -> None:
    """No check is there for nothing."""
    assert set().union(*(fault.caught_by for fault in FAULTS.values())) == loaded.books.checks
