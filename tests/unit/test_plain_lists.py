"""Where `/modified` fails the plain list is read, and the other way round."""

from __future__ import annotations

from typing import Any

from tests.unit.fake_octopus import fake_octopus, records, run

ONE: dict[str, Any] = {"dossier_ids": [1]}
DAY = 86_400 + 60


def status(output: Any, stream: str) -> dict[str, Any]:  # noqa: ANN401
    """Return the row of `sync_status` of a stream."""
    (row,) = [row for row in output.rows("sync_status") if row["stream"] == stream]
    return dict(row)


def test_accounts() -> None:
    """The charts come from the list, two bookyears a day, and are then one picture."""
    with fake_octopus(accounts=400, bookyears=records("bookyears", 3)) as octopus:
        first = run(select=("accounts", "sync_status"), **ONE)
        octopus.now += DAY
        second = run(first.state, select=("accounts", "sync_status"), **ONE)

    assert (first.error, second.error) == (None, None)
    assert status(first, "accounts")["outcome"] == "partial"
    assert status(second, "accounts")["outcome"] == "complete"
    assert status(second, "accounts")["valid_from"] == first.rows("accounts")[0]["synced_at"]
    assert octopus.count("accounts_list") == 3


def test_relations() -> None:
    """The list has the active ones only: the picture is partial, and nothing is taken for gone."""
    with fake_octopus(relations=400) as octopus:
        output = run(select=("relations", "sync_status"), **ONE)

    found = status(output, "relations")
    assert output.error is None
    assert (found["outcome"], found["valid_from"]) == ("partial", None)
    assert "active ones only" in found["message"]
    assert len(output.rows("relations")) == 2
    assert octopus.count("relations_list") == 1


def test_both_fail() -> None:
    """Where neither is answered the stream has failed, and the others have not."""
    with fake_octopus(relations=400, relations_list=400):
        output = run(select=("relations", "accounts", "sync_status"), **ONE)

    assert output.error is not None
    assert output.status(1) == {"relations": "failed", "accounts": "complete"}


def test_answered_again() -> None:
    """Once `/modified` is answered again, everything is loaded by it."""
    with fake_octopus(accounts=400) as octopus:
        first = run(select=("accounts", "sync_status"), **ONE)
        octopus.now += DAY
    with fake_octopus() as octopus:
        octopus.now += DAY
        second = run(first.state, select=("accounts", "sync_status"), **ONE)

    assert status(second, "accounts")["replication"] == "first_load"
    assert status(second, "accounts")["outcome"] == "complete"


def test_after_the_plain_list() -> None:
    """A read of the plain list leaves no bound of an earlier read: all is loaded after it."""
    then = "2026-12-31T00:00:00.000+00:00"
    before = {"bookmarks": {"accounts": {"1": {"since": then, "synced_at": then}}}}

    with fake_octopus(accounts=400):
        output = run(before, select=("accounts", "sync_status"), **ONE)

    found = output.state["bookmarks"]["accounts"]["1"]
    assert {"since", "valid_from", "parts"} & set(found) == set()
    assert found["synced_at"] == status(output, "accounts")["synced_at"] > then
