"""The sync of one stream: every error becomes an outcome, and nothing is kept too early."""

from __future__ import annotations

import inspect
import logging
from itertools import chain
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from tap_octopus import errors
from tap_octopus.client.limits import Limits
from tap_octopus.client.operations import ACCOUNTS, Request
from tap_octopus.errors import AnswerError, CallsSpent, OctopusError, RunFailed
from tap_octopus.rows.mapper import RowMapper
from tap_octopus.state import Bookmark, Bookmarks, Progress
from tap_octopus.sync import stream_sync
from tap_octopus.sync.dossier import DossierSync
from tap_octopus.sync.stream_sync import OUTCOMES, StreamSync
from tests.unit.doubles import PASSWORD, FakeSender, Time, settings
from tests.unit.fake_octopus import records
from tests.unit.strategies import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tap_octopus.client.clock import ServerClock

KEYS = ("dossier_id", "bookyear_id", "account_nr")
THEN = "2026-12-31T00:00:00.000+00:00"
LATER = "2026-12-31T00:00:00.001+00:00"
EXPECTED = {
    "DossierRefused": "refused",
    "ModuleRefused": "refused",
    "CallsSpent": "skipped",
    "OctopusError": "failed",
    "SignInError": "failed",
    "ProxyFailed": "failed",
    "TemporaryError": "failed",
    "TokenRejected": "failed",
    "AnswerError": "failed",
    "NotAnswered": "failed",
    "TooManyConnections": "failed",
    "RequestForbidden": "failed",
    "RowRejected": "failed",
    "MapFailed": "failed",
}
TREE = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, OctopusError)
]


class ShortChain:
    """A way to Octopus that counts calls, and nothing else."""

    def __init__(self, fake: FakeSender, bookmarks: Bookmarks) -> None:
        self.clock: ServerClock = Time().clock()
        self.limits = Limits(fake, bookmarks, self.clock, settings())
        self.call: Callable[[Request], Any] = self.limits


def dossier(
    fake: FakeSender | None = None, bookmark: Bookmark | None = None, **given: object
) -> tuple[DossierSync, ShortChain]:
    """Begin to sync a dossier."""
    bookmarks = Bookmarks({"bookmarks": {"accounts": {"1": bookmark or Bookmark()}}})
    chained: Any = ShortChain(fake or FakeSender(), bookmarks)
    made = DossierSync(1, "dossier 1 (1 of 1)", chained, bookmarks, settings(**given), frozenset())
    return made, chained


def begun(fake: FakeSender | None = None, bookmark: Bookmark | None = None) -> StreamSync:
    """Begin to read the accounts of a dossier."""
    made, _ = dossier(fake, bookmark)
    return made.begin("accounts", RowMapper(SCHEMAS["accounts"], KEYS))


@pytest.mark.parametrize("error", TREE, ids=lambda error: error.__name__)
def test_outcomes(error: type[OctopusError]) -> None:
    """Every error of the tree has its outcome, and its message is told."""
    sync = begun()

    with sync:
        raise error("what happened")

    assert sync.outcome == EXPECTED[error.__name__]
    assert sync.message == "what happened"
    assert sync.pending == {}


def test_the_table_has_no_gap() -> None:
    """The last line of the table of outcomes is any error at all."""
    assert list(OUTCOMES.items())[-1] == (Exception, "failed")


def test_unexpected_error(caplog: pytest.LogCaptureFixture) -> None:
    """An error that nobody thought of fails the sync; where it came from is logged, once."""
    with mock.patch.object(stream_sync, "_logged", set()):
        for _ in range(2):
            sync = begun()
            with sync:
                raise ZeroDivisionError(PASSWORD)
        with begun():
            raise KeyError(PASSWORD)

    logged = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
    assert sync.outcome == "failed"
    assert sync.message == "unexpected ZeroDivisionError: please report it"
    assert [("ZeroDivisionError at" in m, "KeyError at" in m) for m in logged] == [
        (True, False), (False, True),
    ]  # fmt: skip
    begin = (
        "Please report this error of the tap, which holds no value: ZeroDivisionError at\n  File"
    )
    assert logged[0].startswith(begin)
    assert all("test_stream_sync.py" in message for message in logged)
    assert PASSWORD not in str(sync.status()) + caplog.text


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_being_stopped(error: type[BaseException]) -> None:
    """Who stops the tap stops it: that is no outcome of a table."""
    with pytest.raises(error), begun():
        raise error


def test_calls_run_out_later() -> None:
    """A read that used some calls before they ran out is partial, not skipped."""
    sync = begun(FakeSender([], CallsSpent("spent")))

    with sync:
        sync.call(Request(ACCOUNTS, 1))
        sync.call(Request(ACCOUNTS, 1))

    assert sync.outcome == "partial"
    assert sync.status()["call_count"] == 2
    assert sync.status()["calls_left"] == 46


def test_not_complete_until_said_so() -> None:
    """A read that nobody declared complete is not, whatever rows it gave."""
    sync = begun()

    with sync:
        assert len([*chain.from_iterable(sync.rows(records("accounts")))]) == 2

    assert (sync.outcome, sync.pending) == ("failed", {})


def test_complete() -> None:
    """What a complete read brings is pending, and comes into the bookmark only when told to."""
    sync = begun(bookmark=Bookmark(since=THEN, synced_at=THEN, partitions=Progress(THEN, THEN, [])))

    with sync:
        list(sync.rows(records("accounts")))
        sync.complete(since=sync.began, partitions=None)

    assert sync.outcome == "complete"
    assert (sync.bookmark.since, sync.bookmark.reading) == (THEN, True)
    assert sync.status()["synced_at"] == sync.synced_at
    sync.keep_pending()
    assert sync.bookmark == Bookmark(since=sync.began, synced_at=sync.synced_at)


@pytest.mark.parametrize("wrong", [{}, {"accountKey": 5}, None, records("accounts")[0]])
def test_rejected(wrong: Any) -> None:  # noqa: ANN401
    """A record without a key, of another shape or come twice is left out, and the read failed."""
    sync = begun()

    with sync:
        rows = [*chain.from_iterable(sync.rows([*records("accounts"), wrong]))]
        sync.complete(since=sync.began)

    assert len(rows) == 2
    assert (sync.outcome, sync.pending, sync.rejected) == ("failed", {}, 1)
    assert str(sync.message).startswith("1 rows were left out: ")
    assert (sync.row_count, sync.status()["rejected_row_count"]) == (2, 1)


def test_each_answer_on_its_own() -> None:
    """A key may come again in another answer of the same read."""
    sync = begun()

    for _ in range(2):
        assert len([*chain.from_iterable(sync.rows(records("accounts")))]) == 2

    assert (sync.rejected, sync.row_count) == (0, 4)


def test_deletions() -> None:
    """A record that is deleted and lives again in one answer lives; one deleted twice is one."""
    first, second, third = records("accounts", 3)
    sync = begun()

    rows = [*chain.from_iterable(sync.rows([first]))]
    deletions = [*chain.from_iterable(sync.deletions([first, second, third, second]))]

    assert [row._sdc_deleted_at for row in rows] == [None]
    assert [row.account_nr for row in deletions] == [2, 3]
    assert {row._sdc_deleted_at for row in deletions} == {sync.synced_at}
    assert (sync.row_count, sync.deleted_count, sync.rejected) == (1, 2, 0)


def test_once() -> None:
    """Records that may come twice are given once, and nothing is wrong with that."""
    first, second = records("accounts")
    sync = begun()

    rows = [*chain.from_iterable(sync.rows([first, second, first], once=True))]

    assert [row.account_nr for row in rows] == [1, 2]
    assert (sync.row_count, sync.rejected) == (2, 0)


def test_left_out() -> None:
    """Rows of bookyears that are not wanted are not written, and nothing is wrong with that."""
    sync = begun()
    sync.left_out = {1}

    with sync:
        rows = [*chain.from_iterable(sync.rows(records("accounts")))]
        sync.complete()

    assert [row.bookyear_id for row in rows] == [2]
    assert sync.outcome == "complete"


def test_status_keeps_the_last_good_rows() -> None:
    """After a failed read the rows of the last good one are still the valid ones."""
    sync = begun(bookmark=Bookmark(synced_at=THEN))

    with sync:
        raise OctopusError("no")

    assert sync.status()["valid_from"] == THEN
    assert sync.status()["synced_at"] == THEN
    assert list(sync.status()) == list(SCHEMAS["sync_status"]["properties"])


def test_a_list_is_asked_for_once() -> None:
    """A list that several streams need is asked for once, also when that fails."""
    made, chained = dossier(FakeSender(AnswerError("no"), [{"a": 1}]))
    sync = made.begin("accounts", RowMapper(SCHEMAS["accounts"], KEYS))

    for _ in range(2):
        with pytest.raises(AnswerError, match="no"):
            made.listed(sync, Request(ACCOUNTS, 1))

    assert chained.limits.calls_made[1]["accounts"] == 1


def test_one_record_only() -> None:
    """A read that is stopped after its first record, as for `--test`, is well."""
    sync = begun()

    def read() -> Generator[int]:
        with sync:
            yield from (1, 2)

    reading = read()
    next(reading)
    reading.close()

    assert sync.outcome == "complete"


def test_full_disk_ends_the_run() -> None:
    """What ends the run is no outcome of a table."""
    with pytest.raises(RunFailed), begun():
        raise RunFailed("the disk is full")
