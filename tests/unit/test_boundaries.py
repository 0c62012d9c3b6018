"""What is due, asked for or left out just at a limit: not one call more or less."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tap_octopus.client import operations as api
from tap_octopus.client.limits import DAY, Limits
from tap_octopus.client.operations import Request
from tap_octopus.state import Bookmarks, Progress
from tap_octopus.sync.per_bookyear import BookyearDetails
from tap_octopus.tap import TapOctopus
from tests.unit.doubles import CONFIG, MIDNIGHT, FakeSender, Time, settings
from tests.unit.fake_octopus import fake_octopus, records, run
from tests.unit.test_client import client

JUST_NOW = int(MIDNIGHT) - 60
THEN = "2026-12-31T00:00:00.000+00:00"


def called(stream: str, times: int, key: str = "1") -> dict[str, Any]:
    """Return the state after some calls for a stream; the last run was a minute ago."""
    listed = {"dossiers": {"account": {"calls": [JUST_NOW]}}}
    return {"bookmarks": listed | {stream: {key: {"calls": [JUST_NOW] * times}}}}


@pytest.mark.parametrize(("calls", "is_listed"), [(149, True), (150, False)])
def test_last_call_for_the_list(calls: int, is_listed: bool) -> None:  # noqa: FBT001
    """The last call of a day for the list of dossiers is made as well."""
    with fake_octopus() as octopus:
        run(called("dossiers", calls, "account"), select=("accounts",))

    assert octopus.count("dossiers") == is_listed


@pytest.mark.parametrize(("calls", "is_read"), [(5, True), (6, False)])
def test_free_share_of_the_bookyears(calls: int, is_read: bool) -> None:  # noqa: FBT001
    """A table that needs the bookyears takes one call for them: a quarter of 24 is free."""
    with fake_octopus() as octopus:
        run(called("bookyears", calls), select=("report_open_clients",), dossier_ids=[1])

    assert octopus.count("report_open_clients") == is_read


def test_bookyears_without_periods() -> None:
    """A report over bookyears of which no period is listed is asked for from period 0 to 0."""
    years = [{"bookyearKey": {"id": number}, "closed": False} for number in (1, 2)]

    with fake_octopus(bookyears=years) as octopus:
        run(select=("report_open_clients",), dossier_ids=[1])

    (body,) = [json.loads(r.body) for r in octopus.sent if "/reports/" in r.path]
    assert (body["fromBookyearPeriodNr"], body["toBookyearPeriodNr"]) == (0, 0)
    assert {body["fromBookyearKey"]["id"], body["toBookyearKey"]["id"]} == {1, 2}


@pytest.mark.parametrize(
    ("count", "done", "needed"), [(None, 0, 1), (7, 0, 7), (7, 3, 4), (7, 7, 1), (99, 0, 24)]
)
def test_calls_needed(count: int | None, done: int, needed: int) -> None:
    """A read by bookyear takes a call for each that waits: one at least, a day's at the most."""
    _, _, dossier = client()
    stream, bookmark = BookyearDetails(tap()), dossier.bookmark("bookyear_details")
    dossier.bookmark("bookyears").count = count
    bookmark.partitions = Progress(THEN, THEN, [str(number) for number in range(done)])

    assert stream.calls_needed(dossier) == needed


def tap(**config: object) -> TapOctopus:
    """Make a tap."""
    return TapOctopus(config=CONFIG | config)


@pytest.mark.parametrize(("scope", "threads"), [("dossier", 3), ("account", 1)])
def test_threads(scope: str, threads: int) -> None:
    """Dossiers are synced at the same time unless they share their calls."""
    assert tap(parallel_dossiers=3, daily_limit_scope=scope).run.threads == threads


@pytest.mark.parametrize(("first", "order"), [(0, [1, 2, 3]), (2, [2, 3, 1]), (3, [3, 1, 2])])
def test_begins_where_it_was_broken_off(first: int, order: list[int]) -> None:
    """A run begins with the dossier at which the last one was broken off, and takes all."""
    state = {"bookmarks": {"dossiers": {"account": {"start_with": first}}}}

    with fake_octopus(dossiers=records("dossiers", 3)):
        output = run(state, select=("accounts",), parallel_dossiers=1)

    found = [row["dossier_id"] for row in output.rows("accounts")]
    assert [*dict.fromkeys(found)] == order
    assert output.state["bookmarks"]["dossiers"]["account"].get("start_with", 0) == 0


@pytest.mark.parametrize(
    ("operation", "scope", "most"),
    [
        (api.DOSSIERS, "dossier", 75),
        (api.DOSSIERS, "account", 75),
        (api.ACCOUNTS, "dossier", 48),
        (api.ACCOUNTS, "account", 24),
        (api.SIGN_IN, "account", DAY // 2),
    ],
)
def test_calls_of_a_shard(operation: api.Operation, scope: str, most: int) -> None:
    """Shards divide the calls that count for the account, and no others."""
    chosen = settings(dossier_shard="1/2", daily_limit_scope=scope)
    limits = Limits(FakeSender(), Bookmarks({}), Time().clock(), chosen)

    assert limits.most(operation) == most


def test_pause_between_two_runs() -> None:
    """Two lists of dossiers are enough to know how often runs are made."""
    time = Time()
    limits = Limits(FakeSender(), Bookmarks({}), time.clock(), settings())
    for moment in (MIDNIGHT - 3600, MIDNIGHT):
        time.now = moment
        limits(Request(api.DOSSIERS))

    assert limits._pause() == 3600


def test_deletions_that_are_not_due() -> None:
    """Deletions come along with documents, but are not asked for when that is not due."""
    select = ("buysell_bookings", "deleted_booking_documents", "sync_status")

    with fake_octopus() as octopus:
        output = run(called("bookings", 47), select=select, dossier_ids=[1])

    assert octopus.count("bookings") == 0
    assert output.status(1) == {"buysell_bookings": "complete"}
