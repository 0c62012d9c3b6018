"""The comparison itself: it would notice."""

import copy
from decimal import Decimal

from tests.integration.story import Story
from tests.support.compare import difference
from tests.support.truth import Row


def test_a_cent(story: Story) -> None:
    """One cent in one of thousands of lines is noticed, and told with its place."""
    rows, changed = ledger(story)
    changed[7]["booking_amount"] += Decimal("0.01")

    told = difference("bookings", rows, changed)

    assert told.count("\n") == 0
    assert "booking_amount" in told
    assert str(changed[7]["booking_amount"]) in told


def test_a_missing_row(story: Story) -> None:
    """A row that is missing is noticed."""
    rows, changed = ledger(story)

    assert "not in the warehouse" in difference("bookings", rows, changed[1:])


def test_a_row_too_many(story: Story) -> None:
    """A row that should not be there is noticed, and so is one that comes twice."""
    rows, changed = ledger(story)

    assert "not in Octopus" in difference("bookings", rows[1:], changed)
    assert "2 times" in difference("bookings", rows, [*changed, changed[0]])


def test_a_blank(story: Story) -> None:
    """A text that lost a blank is noticed."""
    rows, changed = ledger(story)
    changed[3]["comment"] = f"{changed[3]['comment']} "

    assert "comment" in difference("bookings", rows, changed)


def test_everything_was_put_to_the_test(story: Story) -> None:
    """The second run left rows behind in each way that a row can die."""
    dead = {table for table, count in story.second.dead.items() if count}

    assert dead >= {"accounts", "relations", "balancings", "bookings"}
    assert dead & {"report_open_clients", "report_open_suppliers"}


def ledger(story: Story) -> tuple[list[Row], list[Row]]:
    """Give the lines of the ledger, and again to be changed."""
    rows = story.first.live["bookings"]
    return rows, copy.deepcopy(rows)
