"""One attempt at one table: every error becomes an outcome, and nothing is learned too early."""

from __future__ import annotations

import inspect
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

from tap_octopus import errors
from tap_octopus.client.limits import Limits
from tap_octopus.client.operations import ACCOUNTS, Request
from tap_octopus.errors import CallsSpent, OctopusError
from tap_octopus.rows.mapper import RowMapper
from tap_octopus.state import Bookmarks
from tap_octopus.sync.dossier import DossierSync
from tap_octopus.sync.partitions import in_partitions
from tap_octopus.sync.stream_sync import OUTCOMES, StreamSync
from tests.unit.doubles import PASSWORD, Below, Time, settings
from tests.unit.office import records
from tests.unit.strategies import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_octopus.client.clock import ServerClock

KEYS = ("dossier_id", "bookyear_id", "account_nr")
EXPECTED = {
    "DossierRefused": "refused",
    "ModuleRefused": "refused",
    "CallsSpent": "skipped",
    "OctopusError": "failed",
    "SignInError": "failed",
    "TemporaryError": "failed",
    "TokenRejected": "failed",
    "AnswerError": "failed",
    "RequestForbidden": "failed",
    "RowRejected": "failed",
}
TREE = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, OctopusError)
]


class ShortLadder:
    """A way to Octopus with a ledger and nothing else."""

    def __init__(self, below: Below, bookmarks: Bookmarks) -> None:
        self.clock: ServerClock = Time().clock()
        self.limits = Limits(below, bookmarks, self.clock, settings())
        self.call: Callable[[Request], Any] = self.limits

    def is_connected(self, dossier: int) -> bool:
        """Say that it is."""
        return dossier > 0


def attempt(below: Below | None = None, known: dict[str, Any] | None = None) -> StreamSync:
    """Begin to read the accounts of a dossier."""
    bookmarks = Bookmarks({"bookmarks": {"accounts": {"1": known or {}}}})
    ladder: Any = ShortLadder(below or Below(), bookmarks)
    visit = DossierSync(1, "dossier 1 (1 of 1)", ladder, bookmarks, None)
    return visit.attempt("accounts", RowMapper(SCHEMAS["accounts"], KEYS))


@pytest.mark.parametrize("error", TREE, ids=lambda error: error.__name__)
def test_outcomes(error: type[OctopusError]) -> None:
    """Every error of the tree has its outcome, and its message is told."""
    made = attempt()

    with made:
        raise error("what happened")

    assert made.outcome == EXPECTED[error.__name__]
    assert made.message == "what happened"
    assert made.learned == {}


def test_the_table_has_no_gap() -> None:
    """The last line of the table of outcomes is any error at all."""
    assert list(OUTCOMES.items())[-1] == (Exception, "failed")


def test_unexpected_error() -> None:
    """An error that nobody thought of fails the attempt; what it says is not told."""
    made = attempt()

    with made:
        raise ZeroDivisionError(PASSWORD)

    assert made.outcome == "failed"
    assert "ZeroDivisionError" in str(made.message)
    assert PASSWORD not in str(made.status())


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_being_stopped(error: type[BaseException]) -> None:
    """Who stops the tap stops it: that is no outcome of a table."""
    with pytest.raises(error), attempt():
        raise error


def test_calls_run_out_later() -> None:
    """A read that used some calls before they ran out is partial, not skipped."""
    made = attempt(Below([], CallsSpent("spent")))

    with made:
        made.call(Request(ACCOUNTS, 1))
        made.call(Request(ACCOUNTS, 1))

    assert made.outcome == "partial"
    assert made.status()["call_count"] == 2


def test_not_complete_until_said_so() -> None:
    """A read that nobody declared complete is not, whatever rows it gave."""
    made = attempt()

    with made:
        assert len([*chain.from_iterable(made.rows(records("accounts")))]) == 2

    assert (made.outcome, made.learned) == ("failed", {})


def test_complete() -> None:
    """A complete read learns its bookmark, and puts it into the state only when told to."""
    made = attempt(known={"since": "before", "parts": {}})

    with made:
        list(made.rows(records("accounts")))
        made.complete(since="now", parts=None)

    assert made.outcome == "complete"
    assert made.known == {"since": "before", "parts": {}, "reading": True}
    made.learn()
    assert made.known == {"since": "now", "synced_at": made.synced_at}


@pytest.mark.parametrize("wrong", [{}, {"accountKey": 5}, None, records("accounts")[0]])
def test_rejected(wrong: Any) -> None:  # noqa: ANN401
    """A record without a key, of another shape or come twice is left out, and the read failed."""
    made = attempt()

    with made:
        rows = [*chain.from_iterable(made.rows([*records("accounts"), wrong]))]
        made.complete(since="now")

    assert len(rows) == 2
    assert (made.outcome, made.learned, made.rejected) == ("failed", {}, 1)
    assert str(made.message).startswith("1 rows were left out: ")


def test_deletions() -> None:
    """A record that is deleted and lives again in one answer lives; one deleted twice is one."""
    first, second, third = records("accounts", 3)
    made = attempt()

    rows = [*chain.from_iterable(made.rows([first]))]
    deletions = [*chain.from_iterable(made.deletions([first, second, third, second]))]

    assert [row._sdc_deleted_at for row in rows] == [None]
    assert [row.account_nr for row in deletions] == [2, 3]
    assert {row._sdc_deleted_at for row in deletions} == {made.synced_at}


def test_left_out() -> None:
    """Rows of bookyears that are not wanted are not written, and nothing is wrong with that."""
    made = attempt()
    made.left_out = {1}

    with made:
        rows = [*chain.from_iterable(made.rows(records("accounts")))]
        made.complete()

    assert [row.bookyear_id for row in rows] == [2]
    assert made.outcome == "complete"


def test_status_keeps_the_last_good_picture() -> None:
    """After a failed read the picture of the last good one is still the valid one."""
    made = attempt(known={"synced_at": "then"})

    with made:
        raise OctopusError("no")

    assert made.status()["valid_from"] == "then"
    assert made.status()["synced_at"] == "then"
    assert list(made.status()) == list(SCHEMAS["sync_status"]["properties"])


def test_parts_in_order() -> None:
    """Parts are gone through once each, in the given order, and then the read has its begin."""
    made = attempt()

    gone = list(in_partitions(made, ["a", "b", "c"]))

    assert gone == ["a", "b", "c"]
    assert made.finished_partitions == {"began": made.began, "synced_at": made.synced_at}


def test_part_is_done_when_the_next_is_asked_for() -> None:
    """A part counts as done once its rows are written: when the next part is asked for."""
    made = attempt()
    parts = in_partitions(made, ["a", "b"])

    next(parts)
    before = list(made.known["parts"]["done"])
    next(parts)

    assert before == []
    assert made.known["parts"]["done"] == ["a"]


def test_parts_go_on() -> None:
    """What was done before is not done again, and the read began when its first part did."""
    made = attempt(known={"parts": {"began": "B", "synced_at": "S", "done": ["b"]}})

    gone = list(in_partitions(made, ["a", "b", "c"]))

    assert gone == ["a", "c"]
    assert made.finished_partitions == {"began": "B", "synced_at": "S"}


def test_parts_begin_anew() -> None:
    """When a part that was done is no longer there, all others are read again, as of now."""
    made = attempt(known={"parts": {"began": "B", "synced_at": "S", "done": ["b", "gone"]}})

    gone = list(in_partitions(made, ["a", "b", "c"]))

    assert gone == ["a", "b", "c"]
    assert made.finished_partitions == {"began": made.began, "synced_at": made.synced_at}


def test_part_with_a_rejected_row() -> None:
    """A part of which a row was left out is not done: the next run reads it again."""
    made = attempt()

    for part in in_partitions(made, ["a", "b"]):
        if part == "a":
            made.reject("a row")

    assert made.known["parts"]["done"] == ["b"]
