"""What no client can know for sure: the tap says so instead of being silently wrong."""

import re

import pytest

from tests.behaviour.histories import DAY, Change, Pause, Run
from tests.behaviour.office import Office
from tests.support.contract import BANK_LISTS, OF_A_MODULE
from tests.support.sandbox import HALF_A_DAY, Sandbox
from tests.support.tap import Outcome

BOOKS = {"seed": 1, "documents_per_year": 3, "bookyears": 2}
FORGETFUL = {"deletions_kept_days": 1}


def told(outcome: Outcome, stream: str = "bookings") -> dict[str, object]:
    """Give what sync_status says of a stream of dossier 1."""
    return outcome.status()[1, stream]


def beyond_the_last(office: Office) -> set[object]:
    """Give the journals of which the warehouse has more than Octopus: a query of the docs."""
    tables = office.follower.tables
    last = {
        (row["dossier_id"], row["bookyear_id"], row["journal_key"]): row["last_booked_document_nr"]
        for row in tables.live("journals")
    }
    return {
        row["journal_key"]
        for row in tables.live("bookings")
        if row["document_sequence_nr"]
        > last[row["dossier_id"], row["bookyear_id"], row["journal_key"]]
    }


def test_pause_is_noticed(office_sandbox: Sandbox) -> None:
    """Back after days in which Octopus forgot a deletion, the tap says that this may be so."""
    office = Office(office_sandbox, BOOKS, FORGETFUL)
    office.play([Run(), Change("delete_last", 1, 0, "A1"), Pause(3 * DAY)])

    outcome = office.follower.run()

    assert told(outcome)["message"] == "not read for 3.0 days: deletions may have been missed"
    assert "deletions may have been missed" in outcome.log
    assert "in the warehouse, and not in Octopus" in office.wrong()
    assert beyond_the_last(office) == {"A1"}


@pytest.mark.parametrize(("days", "kept"), [(3, 1), (8, 7)])
def test_long_pause_is_repaired(office_sandbox: Sandbox, days: int, kept: int) -> None:
    """Back after more days than the setting says, the tap loads again and is exact."""
    office = Office(office_sandbox, BOOKS, FORGETFUL, deletions_kept_days=kept)
    office.play([Run(), Change("delete_last", 1, 0, "A1"), Pause(days * DAY)])

    outcome = office.follower.run()

    assert told(outcome)["replication"] == "first_load"
    assert "loaded from the start again" in str(told(outcome)["message"])
    assert office.wrong() == ""


def test_part_is_noticed(office_sandbox: Sandbox) -> None:
    """When only changed lines are sent, what belongs to them is read again in the same run."""
    office = Office(office_sandbox, BOOKS, {"edit_resends": "lines"})
    office.play([Run(), Change("shorten", 1, 3), Change("add_line", 1, 4), Pause(HALF_A_DAY)])

    outcome = office.follower.run()

    assert int(str(told(outcome)["call_count"])) > 1
    assert told(outcome)["unbalanced_document_count"] == 0
    assert office.wrong() == ""


def test_lines_of_one_key_are_told(office_sandbox: Sandbox) -> None:
    """Lines that cannot be told apart are left out with their documents, and the run fails."""
    office = Office(office_sandbox, BOOKS, {"line_sequence": "repeated"})

    outcome = office.follower.run()

    assert outcome.exit_code == 1
    assert told(outcome)["outcome"] == "failed"
    assert "a key comes twice in one answer" in str(told(outcome)["message"])
    assert [told(outcome, table)["outcome"] for table in ("buysell_bookings", "accounts")] == [
        "complete", "complete"
    ]  # fmt: skip


def test_relations_of_the_plain_list_are_told(office_sandbox: Sandbox) -> None:
    """Where only the list of active relations is answered, each run says what is missing."""
    office = Office(office_sandbox, BOOKS, {"relations_400": "modified"})

    outcome = office.follower.run()

    assert outcome.exit_code == 0
    assert told(outcome, "relations")["outcome"] == "partial"
    assert "active ones only" in str(told(outcome, "relations")["message"])


def test_bank_lists_that_are_refused_are_told(office_sandbox: Sandbox) -> None:
    """Where the bank lists need a right of their own, they are refused and nothing else is."""
    office = Office(office_sandbox, BOOKS, {"bank_access": "refused"})

    outcome = office.follower.run()

    refused = {table for (_, table), row in outcome.status().items() if row["outcome"] == "refused"}
    assert outcome.exit_code == 0
    assert refused - {*OF_A_MODULE} == {*BANK_LISTS}


def test_longest_day(office_sandbox: Sandbox) -> None:
    """On the day of 25 hours no call is refused, even if Octopus counts from midnight."""
    begun_with = BOOKS | {"now": "2026-10-24T22:10:00+00:00"}
    office = Office(office_sandbox, begun_with, {"limit_reset": "midnight"})

    for _ in range(2 * 25):
        office.play([Run(), Pause(1800)])

    assert office_sandbox.refused_calls() == 0


def test_hour_that_comes_twice(office_sandbox: Sandbox) -> None:
    """Without a time zone, a delivery in the second of two equal hours counts to the first."""
    books = BOOKS | {"now": "2026-10-25T00:50:00+00:00"}
    office = Office(office_sandbox, books, {"delivery_date_time": "local"})
    office.play([Change("book", 1, seed, "V1") for seed in range(6)])
    office.settle()

    differences = office.wrong().splitlines()

    assert differences
    for line in differences:
        table, in_octopus, in_warehouse = re.split(": delivery_date_time is | in Octopus, ", line)
        assert table.startswith("invoice_deliveries ")
        assert in_octopus.startswith("2026-10-25 01:")
        assert in_warehouse == f"{in_octopus.replace(' 01:', ' 00:')} in the warehouse"
