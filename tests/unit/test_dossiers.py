"""Which dossiers and bookyears are read, in what order, and what of it stays in the state."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import click
import pytest

from tap_octopus.output.writer import STATE_SECONDS, STATE_SHARE
from tests.unit.doubles import MIDNIGHT
from tests.unit.fake_octopus import Answers, Output, fake_octopus, line, record, records, run
from tests.unit.strategies import SCHEMAS

FEW = ("dossiers", "bookyears", "accounts", "products", "sync_status")


def dossiers(count: int) -> list[Answers]:
    """Return a list of dossiers."""
    return records("dossiers", count)


def test_dossier_without_a_key(caplog: pytest.LogCaptureFixture) -> None:
    """A listed dossier without a key is left out with a warning."""
    with fake_octopus(dossiers=[{"dossierDescription": "X"}, *dossiers(1)]):
        output = run(select=FEW)

    assert output.error is None
    assert [row["dossier_id"] for row in output.rows("dossiers")] == [1]
    assert "WARNING" in {record.levelname for record in caplog.records}


def test_dossier_with_an_odd_value() -> None:
    """A listed dossier that has a key and cannot be read fails the run, not the others."""
    odd = record(SCHEMAS["dossiers"], 2) | {"dossierDescription": []}

    with fake_octopus(dossiers=[odd, *dossiers(1)]):
        output = run(select=FEW)

    assert isinstance(output.error, click.ClickException)
    assert set(output.status(1).values()) == {"complete"}


def test_dossiers_that_are_chosen() -> None:
    """Only the dossiers that the settings choose are listed and synced."""
    with fake_octopus(dossiers=dossiers(4)) as octopus:
        output = run(select=FEW, dossier_ids=[1, 2, 3], excluded_dossier_ids=[4])

    assert [row["dossier_id"] for row in output.rows("dossiers")] == [1, 2, 3]
    assert octopus.count("connect") == 3


def test_dossier_that_is_not_listed() -> None:
    """A dossier that the settings name and Octopus does not list fails the run, not the others."""
    with fake_octopus():
        output = run(select=FEW, dossier_ids=[1, 99])

    assert isinstance(output.error, click.ClickException)
    assert "99" in str(output.error)
    assert set(output.status(1).values()) == {"complete"}


def test_no_dossiers(caplog: pytest.LogCaptureFixture) -> None:
    """A user without dossiers has an empty, successful run, with a warning."""
    with fake_octopus(dossiers=[]) as octopus:
        output = run(select=FEW)

    assert output.error is None
    assert output.rows("dossiers") == []
    assert octopus.count("connect") == 0
    assert [r.levelname for r in caplog.records if "no dossier to read" in r.message] == ["WARNING"]


def test_no_dossiers_any_more() -> None:
    """When dossiers were listed before, an empty list is a failure: rights were withdrawn."""
    known: dict[str, Any] = {"bookmarks": {"dossiers": {"7": {}}}}

    with fake_octopus(dossiers=[]):
        output = run(known, select=FEW)

    assert "lists no dossier any more, and listed 1 before" in str(output.error)


def test_clock_without_a_list() -> None:
    """When no call is left to list the dossiers, bookmarks are the server's time all the same."""
    spent = {"bookmarks": {"dossiers": {"account": {"calls": [int(MIDNIGHT) - 9] * 150}, "1": {}}}}

    with fake_octopus() as octopus:
        output = run(spent, select=FEW)

    assert octopus.count("dossiers") == 0
    assert output.state["bookmarks"]["accounts"]["1"]["finished"].startswith("2027-01-01T00:00")


def test_bookmark_in_the_future(caplog: pytest.LogCaptureFixture) -> None:
    """A bookmark in the future is none: the table is loaded anew, with a warning."""
    future = "2027-01-02T01:00:00.000+00:00"
    entry = {"since": future, "synced_at": future, "valid_from": future}

    with fake_octopus():
        output = run({"bookmarks": {"accounts": {"1": entry}}}, select=FEW, dossier_ids=[1])

    (row,) = [row for row in output.rows("sync_status") if row["stream"] == "accounts"]
    assert row["replication"] == "first_load"
    assert output.state["bookmarks"]["accounts"]["1"]["since"].startswith("2027-01-01T00:00")
    assert [r.levelname for r in caplog.records if "in the future" in r.message] == ["WARNING"]


def test_a_bookyear_without_a_key() -> None:
    """A bookyear that cannot be read fails what is read by bookyear: none is silently left out."""
    years = [*records("bookyears", 1), {"bookyearDescription": "X"}]

    with fake_octopus(bookyears=years):
        output = run(dossier_ids=[1])

    outcomes = output.status(1)
    assert output.error is not None
    assert {outcomes[name] for name in ("bookyears", "bookings", "bookyear_details")} == {"failed"}
    assert outcomes["accounts"] == "complete"
    assert "since" not in output.state["bookmarks"]["bookings"]["1"]


def test_a_bookyear_without_dates() -> None:
    """A bookyear whose dates are missing, as nulls are in Octopus, is read like the others."""
    years = [*records("bookyears", 1), {"bookyearKey": {"id": 2}}]

    with fake_octopus(bookyears=years):
        output = run(dossier_ids=[1], start_date="2021-01-01")

    assert output.error is None
    assert {row["bookyear_id"] for row in output.rows("bookings")} == {1, 2}


def test_start_date() -> None:
    """Bookyears that end before the start date are left out wherever they can be."""
    with fake_octopus():
        output = run(dossier_ids=[1], start_date="2022-01-31")

    tables = ("bookyears", "journals", "bookings", "accounts")
    assert {(table, row["bookyear_id"]) for table in tables for row in output.rows(table)} == {
        (table, 2) for table in tables
    }


def test_start_date_costs_no_call() -> None:
    """A table without bookyears is read whole, and no call is made for a start date."""
    with fake_octopus() as octopus:
        output = run(select=("products",), dossier_ids=[1], start_date="2022-01-31")

    assert len(output.rows("products")) == 2
    assert sorted(octopus.asked) == ["connect", "dossiers", "products", "sign_in", "version"]


def test_start_date_is_looked_up_once() -> None:
    """Which bookyears a start date leaves out is not asked for again by the next run."""
    config: dict[str, Any] = {"dossier_ids": [1], "start_date": "2022-01-31"}
    with fake_octopus() as octopus:
        first = run(select=("journals",), **config)
        octopus.now += 86_460
        second = run(first.state, select=("journals",), **config)

    assert {row["bookyear_id"] for row in second.rows("journals")} == {2}
    assert octopus.count("bookyears") == 1


def repeatedly(
    count: int,
    runs: int,
    minutes: int,
    **config: Any,  # noqa: ANN401
) -> list[Output]:
    """Run again and again, and return what each run wrote."""
    outputs: list[Output] = []
    state: dict[str, Any] = {}
    with fake_octopus(dossiers=dossiers(count)) as octopus:
        for _ in range(runs):
            outputs.append(run(state, select=FEW, **config))
            state = outputs[-1].state
            octopus.now += minutes * 60
    return outputs


@pytest.mark.parametrize(("count", "minutes"), [(2, 30), (6, 60)])
def test_no_dossier_starves(count: int, minutes: int) -> None:
    """When the account's calls are too few for all, every dossier has its turn."""
    random.seed(1)
    outputs = repeatedly(count, 25, minutes, daily_limit_scope="account")

    served = [row["dossier_id"] for o in outputs for row in o.rows("accounts")]
    turns = [served.count(dossier) for dossier in range(1, count + 1)]

    assert all(output.error is None for output in outputs)
    assert min(turns) > 0
    assert max(turns) <= 4 * min(turns)


def test_state_cadence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long run writes a STATE every half a minute, and a last one at its end."""
    seconds = iter(range(0, 1_000_000, 10))
    clock = SimpleNamespace(monotonic=lambda: next(seconds))
    monkeypatch.setattr("tap_octopus.output.writer.time", clock)

    with fake_octopus(dossiers=dossiers(5)):
        output = run(select=FEW)

    kinds = [m["type"] for m in output.messages]
    assert 2 <= kinds.count("STATE") <= next(seconds) / STATE_SECONDS + 1
    assert kinds[-1] == "STATE"


@pytest.mark.parametrize("count", [1, 3, 20])
def test_state_for_calls(count: int) -> None:
    """A small account has a STATE for each call; together they take the same room for any."""
    listed = dossiers(count)
    known: dict[str, Any] = {
        "bookmarks": {"dossiers": {str(number): {} for number in range(1, count + 1)}}
    }
    with fake_octopus(dossiers=listed) as octopus:
        output = run(known, select=FEW)

    states = [m for m in output.messages if m["type"] == "STATE"]
    counted = len(octopus.asked) - octopus.count("sign_in") - octopus.count("version")
    # One as the SDK begins, one for the list of dossiers, and one at the end.
    assert len(states) == 3 + (counted - 1) // max(count * count // STATE_SHARE, 1)


def test_state_grows_with_dossiers_only() -> None:
    """The state does not grow with documents or journals."""
    sizes = []
    for count in (1, 50):
        lines = [line(1, 1, document=n) for n in range(1, count + 1)]
        accounts = records("accounts", count)
        with fake_octopus(bookings={"modifiedBookings": lines}, accounts={"modified": accounts}):
            sizes.append(len(str(run(dossier_ids=[1]).state)))

    assert sizes[0] == sizes[1]


def test_where_a_broken_run_is_gone_on_with() -> None:
    """At each call the state names the dossier that is being read, and at the end none."""
    with fake_octopus(dossiers=dossiers(3)):
        output = run(select=("products",), parallel_dossiers=1)

    states = [m["value"] for m in output.messages if m["type"] == "STATE"]
    accounts = [s.get("bookmarks", {}).get("dossiers", {}).get("account", {}) for s in states]
    assert [account.get("start_with") for account in accounts] == [None, 1, 1, 2, 2, 3, 3, None]
