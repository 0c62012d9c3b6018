"""A run over several dossiers: one bad dossier never stops the others, and the user is told."""

from __future__ import annotations

import collections
import logging
from typing import Any

import click
import pytest

from tests.unit.doubles import SECRETS
from tests.unit.fake_octopus import Answers, by_dossier, fake_octopus, record, records, run
from tests.unit.strategies import SCHEMAS

FEW = ("dossiers", "bookyears", "accounts", "products", "sync_status")
BROKEN = [5]
"""An array whose record is none."""


def connect(**outcomes: object) -> Any:  # noqa: ANN401
    """Return what connecting answers, dossier by dossier."""
    return by_dossier(others={"Dossiertoken": "d"}, **outcomes)


def dossiers(count: int) -> list[Answers]:
    """Return a list of dossiers."""
    return records("dossiers", count)


def lines_of(caplog: pytest.LogCaptureFixture, dossier: int) -> list[str]:
    """Return the log's lines about a dossier."""
    return [m for m in caplog.messages if m.startswith(f"dossier {dossier} (")]


def test_one_line_for_each_dossier(caplog: pytest.LogCaptureFixture) -> None:
    """A run that goes well says one line for each dossier, and one at the end."""
    with fake_octopus() as octopus, caplog.at_level(logging.INFO, "tap-octopus"):
        output = run(select=FEW)

    assert output.error is None
    assert [len(lines_of(caplog, dossier)) for dossier in (1, 2)] == [1, 1]
    assert "complete" in lines_of(caplog, 1)[0]
    assert "dossiers: 2 complete" in caplog.messages
    assert octopus.count("sign_in") == 1


@pytest.mark.parametrize("status", [403, 404])
def test_refused_dossier(status: int, caplog: pytest.LogCaptureFixture) -> None:
    """A dossier that refuses us is left out with a warning; the others are read, all is well."""
    with fake_octopus(connect=connect(d1=status)) as octopus:
        output = run(select=FEW)

    assert output.error is None
    assert output.status(1) == {
        "dossiers": "complete", "bookyears": "refused", "accounts": "refused",
        "products": "refused",
    }  # fmt: skip
    assert set(output.status(2).values()) == {"complete"}
    assert [r.levelname for r in caplog.records if "dossier 1 (" in r.message] == ["WARNING"]
    assert octopus.count("connect") == 2


def test_named_dossier_is_refused() -> None:
    """A dossier that the settings name must not be refused: the run fails."""
    with fake_octopus(connect=connect(d1=403)):
        output = run(select=FEW, dossier_ids=[1, 2])

    assert isinstance(output.error, click.ClickException)
    assert "dossier_ids" in str(output.error)
    assert set(output.status(2).values()) == {"complete"}


def test_every_dossier_is_refused() -> None:
    """When every dossier is refused the run fails: the user has no rights."""
    with fake_octopus(connect=403):
        output = run(select=FEW)

    assert isinstance(output.error, click.ClickException)
    assert "every dossier was refused" in str(output.error)


def test_refused_module() -> None:
    """A table that is refused, for want of a module, is left out; everything else is well."""
    with fake_octopus(products=403):
        output = run(select=FEW)

    assert output.error is None
    assert output.status(1)["products"] == "refused"
    assert output.status(1)["accounts"] == "complete"


def test_refused_module_of_a_named_dossier() -> None:
    """A dossier that the settings name may lack a module."""
    with fake_octopus(products=403):
        output = run(select=FEW, dossier_ids=[1])

    assert output.error is None


def test_failed_table(caplog: pytest.LogCaptureFixture) -> None:
    """A table that fails leaves the others alone, and the run ends with exit code 1."""
    with fake_octopus(accounts=by_dossier(d1=405, others={"modified": [], "deleted": []})):
        output = run(select=FEW)

    assert isinstance(output.error, click.ClickException)
    assert output.error.exit_code == 1
    assert "dossier 1" in str(output.error)
    assert output.status(1)["accounts"] == "failed"
    assert output.status(1)["products"] == "complete"
    assert set(output.status(2).values()) == {"complete"}
    assert output.messages[-1]["type"] == "STATE"
    assert [r.levelname for r in caplog.records if "dossier 1 (" in r.message] == ["ERROR"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"modified": BROKEN, "deleted": []},
        {"modified": [], "deleted": BROKEN},
        {"modified": records("accounts") * 2, "deleted": []},
        {"modified": [{}], "deleted": []},
        {"modified": 5},
        [],
    ],
)
def test_bookmark_stays(wrong: object) -> None:
    """When a record is odd, lacks its key or comes twice, the read failed: no bookmark moves."""
    moments = dict.fromkeys(("since", "valid_from"), "2026-12-31T00:00:00.000+00:00")
    state = {"bookmarks": {"accounts": {"1": moments}}}

    with fake_octopus(accounts=wrong):
        output = run(state, select=FEW, dossier_ids=[1])

    assert output.error is not None
    assert output.status(1)["accounts"] == "failed"
    assert output.state["bookmarks"]["accounts"]["1"]["since"] == "2026-12-31T00:00:00.000+00:00"


def test_good_rows_beside_a_bad_one() -> None:
    """A record that cannot become a row is left out alone; the rows around it are written."""
    good = records("accounts")

    with fake_octopus(accounts={"modified": [good[0], {"a": 1}, good[1], *good]}):
        output = run(select=FEW, dossier_ids=[1])

    (row,) = [row for row in output.rows("sync_status") if row["rejected_row_count"]]
    assert len(output.rows("accounts")) == 2
    assert (row["stream"], row["rejected_row_count"], row["row_count"]) == ("accounts", 3, 2)
    reason = "the key column bookyear_id has no value"  # the first one
    assert row["message"] == f"3 rows were left out: {reason}"


def test_refused_sign_in() -> None:
    """A refused sign-in ends the run at once, after a single try."""
    with fake_octopus(sign_in=401) as octopus:
        output = run(select=FEW)

    assert isinstance(output.error, click.ClickException)
    assert octopus.asked == ["sign_in"]
    assert [secret for secret in SECRETS if secret in str(output.error)] == []


def test_nothing_due(caplog: pytest.LogCaptureFixture) -> None:
    """A dossier of which nothing is due is not connected to, and the run succeeds."""
    with fake_octopus() as octopus:
        first = run(select=("products", "sync_status"))
        before = octopus.count("connect")
        with caplog.at_level(logging.INFO, "tap-octopus"):
            second = run(first.state, select=("products", "sync_status"))

    assert second.error is None
    assert octopus.count("connect") == before
    assert second.rows("sync_status") == []
    assert "dossiers: 2 with nothing due" in caplog.messages


def test_unknown_fields(caplog: pytest.LogCaptureFixture) -> None:
    """A field without a column is warned of once in a run, by name, for all dossiers."""
    accounts = [record(SCHEMAS["accounts"], 1) | {"brandNew": SECRETS[0]}]

    with fake_octopus(accounts={"modified": accounts}):
        output = run(select=FEW)

    warning = "Octopus sends a field without a column: brandNew"
    assert caplog.messages.count(warning) == 1
    rows = [row for row in output.rows("sync_status") if "brandNew" in (row["message"] or "")]
    assert [(row["stream"], row["outcome"]) for row in rows] == [("accounts", "complete")]
    assert "brandNew (text). Please report this sentence" in rows[0]["message"]
    assert SECRETS[0] not in rows[0]["message"]
    assert SECRETS[0] not in caplog.text


def test_hopeless() -> None:
    """After two dossiers in a row that cannot be reached, each is tried once, until one can be."""
    unreachable = dict.fromkeys(("d1", "d2", "d3", "d5", "d6", "d7"), 503)

    with fake_octopus(dossiers=dossiers(7), connect=connect(**unreachable)) as octopus:
        output = run(select=FEW, parallel_dossiers=1)

    made = collections.Counter(
        sent.query["dossierId"][0] for sent in octopus.sent if sent.path.endswith("/dossiers")
        and sent.method == "POST"
    )  # fmt: skip
    assert made == {"1": 4, "2": 4, "3": 1, "4": 1, "5": 4, "6": 4, "7": 1}
    assert isinstance(output.error, click.ClickException)


def test_each_failed_stream_is_named() -> None:
    """The error at the end names each stream that failed, those of one reason together."""
    with fake_octopus(accounts=405, relations=405, products=BROKEN, bookyears=403):
        output = run(select=(*FEW, "relations"), dossier_ids=[1])

    (told,) = [line for line in str(output.error).splitlines() if "dossier 1 (" in line]
    failed = [name for name, outcome in output.status(1).items() if outcome == "failed"]
    assert sorted(failed) == ["accounts", "products", "relations"]
    assert [name for name in output.status(1) if f"; {name}" in told or f", {name}" in told] == [
        *failed
    ]
    assert "bookyears" not in told


FAILS_ONCE = "str(7 // (dossier_id - 2))"
"""A stream map that fails for dossier 2."""


def test_failing_stream_map() -> None:
    """A stream map that fails leaves out the stream of that dossier, and its bookmark."""
    with fake_octopus():
        output = run(select=FEW, stream_maps={"accounts": {"description_nl": FAILS_ONCE}})

    assert output.status(1) == dict.fromkeys(FEW[:-1], "complete")
    assert output.status(2) == dict.fromkeys(FEW[:-1], "complete") | {"accounts": "failed"}
    assert {row["dossier_id"] for row in output.rows("accounts")} == {1}
    assert "since" not in output.state["bookmarks"]["accounts"].get("2", {})
    assert "its stream map fails on a row (ZeroDivisionError" in str(output.error)


def test_failing_stream_map_of_dossiers() -> None:
    """The row of a dossier that a stream map fails on is told as left out."""
    with fake_octopus():
        output = run(
            select=FEW,
            stream_maps={"dossiers": {"city": FAILS_ONCE}},
            emit_activate_version_messages=True,
        )

    (row,) = [
        row for row in output.rows("sync_status")
        if (row["dossier_id"], row["stream"]) == (2, "dossiers")
    ]  # fmt: skip
    assert [row["dossier_id"] for row in output.rows("dossiers")] == [1]
    assert output.status(1)["dossiers"] == "complete"
    assert (row["outcome"], row["row_count"], row["synced_at"]) == ("failed", 0, None)
    assert "its stream map fails" in row["message"]
    assert "dossier 2: dossiers failed: its stream map fails" in str(output.error)
    assert "dossiers" not in {
        message["stream"] for message in output.messages if message["type"] == "ACTIVATE_VERSION"
    }


def test_failing_stream_map_of_the_status() -> None:
    """The status that a stream map fails on is a failure of the dossier."""
    with fake_octopus():
        output = run(select=FEW, stream_maps={"sync_status": {"message": FAILS_ONCE}})

    assert output.status(1) == dict.fromkeys(FEW[:-1], "complete")
    assert output.status(2) == {}
    assert "dossier 2 (2 of 2); sync_status failed: its stream map fails" in str(output.error)
    assert {row["dossier_id"] for row in output.rows("accounts")} == {1, 2}
