"""What a user is told of a run in which something was not read, word by word."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest

from tap_octopus.errors import RunFailed
from tests.unit.doubles import MIDNIGHT
from tests.unit.fake_octopus import Output, fake_octopus, record, records, run
from tests.unit.strategies import SCHEMAS
from tests.unit.test_run import BROKEN, FEW, connect, dossiers

ONE: dict[str, Any] = {"dossier_ids": [1]}
TABLES = ("accounts", "relations", "products")
PLACE = "dossier 1 (1 of 1)"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Keep what the log says, as a user sees it who has not asked for more."""
    caplog.set_level(logging.INFO, "tap-octopus")
    return caplog


def lines(log: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines of the log that are of the tap, without seconds."""
    return [
        f"{r.levelname} {re.sub(r', [0-9.]+ s', '', r.getMessage())}"
        for r in log.records if r.name == "tap-octopus" and "env var" not in r.getMessage()
    ]  # fmt: skip


def error_of(output: Output) -> list[str]:
    """Return the lines of the closing error."""
    assert isinstance(output.error, RunFailed)
    return output.error.message.split("\n  ")


def messages(output: Output) -> dict[str, str | None]:
    """Return what `sync_status` says of each stream."""
    return {row["stream"]: row["message"] for row in output.rows("sync_status")}


def refusal(path: str, status: int, method: str = "GET") -> str:
    """Return the sentence of a request that was refused."""
    return f"{method} {path}: Octopus answered {status}"


def test_failed_tables(log: pytest.LogCaptureFixture) -> None:
    """The log names every table that was not read, failures first; the error the failures only."""
    with fake_octopus(accounts=405, relations=405, products=BROKEN, bookyears=403):
        output = run(select=(*FEW, "relations"), **ONE)

    path = "/dossiers/{dossier}"
    failures = (
        f"; accounts failed: {refusal(f'{path}/accounts/modified', 405)}"
        f"; relations failed: {refusal(f'{path}/relations/modified', 405)}"
        "; products failed: 1 rows were left out: a record is not an object"
    )
    assert error_of(output) == [
        "Not everything was read (1 failed). The next run tries again what is missing:",
        f"{PLACE}{failures}",
    ]
    refused = f"; bookyears refused: {refusal(f'{path}/bookyears', 403)}"
    assert lines(log) == [
        f"ERROR {PLACE}: failed, 1 rows, 0 deletions, 5 calls{failures}{refused}",
        "INFO dossiers: 1 failed",
    ]


def test_refused_dossiers(log: pytest.LogCaptureFixture) -> None:
    """A refusal is told at length once; if it is known from the last run, in a few words."""
    with fake_octopus(connect=connect(d1=403)):
        first = run(select=FEW)
        second = run(first.state, select=FEW, dossier_ids=[1])

    why = f"; bookyears, accounts, products refused: {refusal('/dossiers', 403, 'POST')}"
    found = lines(log)
    assert f"WARNING dossier 1 (1 of 2): refused, 1 rows, 0 deletions, 1 calls{why}" in found
    assert f"WARNING {PLACE}: refused, as the last time (see sync_status)" in found
    assert ("INFO dossiers: 1 complete, 1 refused" in found) or (
        "INFO dossiers: 1 refused, 1 complete" in found
    )
    assert first.error is None
    assert [
        first.state["bookmarks"]["dossiers"][dossier].get("refused") for dossier in ("1", "2")
    ] == [True, None]
    assert error_of(second) == [
        "Not everything was read (1 refused). The next run tries again what is missing:",
        f"{PLACE}: refused; the setting dossier_ids names this dossier",
        "every dossier was refused: check the user's rights",
    ]


def test_refusal_that_ended(log: pytest.LogCaptureFixture) -> None:
    """A dossier that was read in between is refused anew, and told of at length again."""
    with fake_octopus(connect=connect(d1=403)) as octopus:
        first = run(select=("bookyears",), dossier_ids=[1, 2])
        octopus.now += 86_400
        with fake_octopus() as healed:
            healed.now = octopus.now
            second = run(first.state, select=("bookyears",), dossier_ids=[1, 2])
    log.clear()
    with fake_octopus(connect=connect(d1=403)) as octopus:
        octopus.now += 2 * 86_400
        run(second.state, select=("bookyears",), dossier_ids=[1, 2])

    assert [text for text in lines(log) if "as the last time" in text] == []


def test_many_problems() -> None:
    """The closing error names ten problems, and how many more there are."""
    with fake_octopus(dossiers=dossiers(13), products=405):
        output = run(select=("products",), parallel_dossiers=1)

    head, *named, last = error_of(output)
    assert head.startswith("Not everything was read (13 failed). ")
    assert [text.split(";")[0] for text in named] == [
        f"dossier {number} ({number} of 13)" for number in range(1, 11)
    ]
    assert last == "and 3 more, see the log"


def test_ten_problems() -> None:
    """Ten problems are all named, and no more are said to be."""
    with fake_octopus(dossiers=dossiers(10), products=405):
        output = run(select=("products",), parallel_dossiers=1)

    assert len(error_of(output)) == 11
    assert "more" not in error_of(output)[-1]


def test_partial(log: pytest.LogCaptureFixture) -> None:
    """A dossier of which a table was read in part is partial, not failed."""
    with fake_octopus(bookyears=records("bookyears", 50)):
        output = run(select=("invoices",), **ONE)

    spent = "The 48 calls a day for invoices are spent"
    why = f"{spent}; what is missing follows when calls are allowed again"
    assert output.error is None
    assert lines(log) == [
        f"INFO {PLACE}: partial, 0 rows, 0 deletions, 50 calls; invoices partial: {why}",
        "INFO dossiers: 1 partial",
    ]


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        ({"dossiers": 403}, f"{refusal('/dossiers', 403)}"),
        ({"dossiers": 503}, f"{refusal('/dossiers', 503)}. Check api_url and the network"),
        ({"sign_in": 503},
         f"{refusal('/authentication', 503, 'POST')}. Check api_url and the network"),
        ({"dossiers": {}}, "GET /dossiers: the answer has no list of records"),
    ],
)  # fmt: skip
def test_no_list(answers: dict[str, Any], text: str) -> None:
    """Without a list of dossiers there is nothing to read: the run ends, and says what to check."""
    with fake_octopus(**answers):
        output = run(select=FEW)

    assert error_of(output) == [text]
    assert output.rows("dossiers") == []


def test_dossiers_that_are_gone(log: pytest.LogCaptureFixture) -> None:
    """A list that is empty all at once is told as a problem, in the log and at the end."""
    known: dict[str, Any] = {"bookmarks": {"dossiers": {"7": {}, "8": {}, "account": {}}}}
    problem = (
        "Octopus lists no dossier any more, and listed 2 before: check the user's rights"
    )  # fmt: skip
    with fake_octopus(dossiers=[]):
        output = run(known, select=FEW)

    assert error_of(output)[-1] == problem
    assert f"ERROR {problem}" in lines(log)


def test_no_call_for_the_list(log: pytest.LogCaptureFixture) -> None:
    """When no call is left to list the dossiers the log says so, and the known ones are read."""
    account = {"calls": [int(MIDNIGHT) - 9] * 150}
    known = {"bookmarks": {"dossiers": {"account": account, "1": {}, "2": {}}}}

    with fake_octopus():
        output = run(known, select=("dossiers", "products", "sync_status"), dossier_ids=[2])

    assert lines(log) == [
        "INFO no call is left to list the dossiers: those of earlier runs are synced",
        "INFO dossier 2 (1 of 1): complete, 2 rows, 0 deletions, 2 calls",
        "INFO dossiers: 1 complete",
    ]
    assert set(output.status(2)) == {"products"}


@pytest.mark.parametrize(
    ("version", "told"),
    [(" 7.3\n", "7.3"), ("2026.11.28.1", "2026.11.28.1"), ("7", None), ("<html>", None),
     ("1.2.3.4.5", None)],
)  # fmt: skip
def test_version(log: pytest.LogCaptureFixture, version: str, told: str | None) -> None:
    """The version of the API is told where it looks like one."""
    with fake_octopus(version=version):
        output = run(select=("dossiers", "sync_status"), **ONE)

    assert f"INFO Octopus API version: {told or 'told in an unknown form'}" in lines(log)
    assert output.error is None


def test_plain_lists() -> None:
    """`sync_status` says where the plain list stood in, and what that means."""
    with fake_octopus(accounts=400, relations=400, journals_modified=400):
        output = run(select=("accounts", "relations", "journals", "sync_status"), **ONE)

    fails = "/modified fails with 400 or 404: read from "
    assert messages(output) == {
        "accounts": f"accounts{fails}the plain list",
        "relations": f"relations{fails}the plain list, which has active ones only. Deleted and "
        "inactive ones stay live",
        "journals": f"journals{fails}the list of each bookyear",
    }


def test_a_bad_row_of_a_plain_list() -> None:
    """A row that is left out is told before where the rows came from."""
    with fake_octopus(
        accounts=400, relations=400, journals_modified=400, journals=BROKEN,
        accounts_list=BROKEN, relations_list=BROKEN,
    ):  # fmt: skip
        output = run(select=("accounts", "relations", "journals", "sync_status"), **ONE)

    assert set(output.status(1).values()) == {"failed"}
    assert all("were left out: a record is not an object" in str(text)
               for name, text in messages(output).items() if name != "relations")  # fmt: skip


def test_fields_without_a_column(log: pytest.LogCaptureFixture) -> None:
    """Fields without a column are told with their types; one with a strange name is not named."""
    extra = {
        "a": True, "b": "x", "c": 1, "d": 1.5, "e": {}, "f": [], "g": None, "h i": 1,
        "z": {"deep": 1},
    }  # fmt: skip
    accounts = [record(SCHEMAS["accounts"], 1) | extra]
    with fake_octopus(accounts={"modified": accounts}):
        output = run(select=("accounts", "sync_status"), **ONE)

    assert messages(output)["accounts"] == (
        "Octopus sends fields without a column: a (true or false), b (text), c (whole number), "
        "d (number), e (object), f (list), g (null), (a strange name) (whole number), z (object). "
        "Please report this sentence: it holds names and types, but no value"
    )
    warnings = [r.getMessage() for r in log.records if r.levelname == "WARNING"]
    assert warnings == [f"Octopus sends a field without a column: {name}" for name in extra]


def test_many_fields_without_a_column() -> None:
    """Of many such fields ten are named."""
    extra = {f"new{number:02}": 1 for number in range(12)}
    with fake_octopus(accounts={"modified": [record(SCHEMAS["accounts"], 1) | extra]}):
        output = run(select=("accounts", "sync_status"), **ONE)

    told = str(messages(output)["accounts"])
    assert [name for name in extra if name in told] == [*extra][:10]


def test_no_chosen_dossier() -> None:
    """When none of the chosen dossiers is listed, all are named in one line."""
    with fake_octopus():
        output = run(select=FEW, dossier_ids=[98, 99])

    cannot = "dossier_ids names {}, which this user cannot reach in Octopus"
    assert error_of(output) == [f"{cannot.format(98)}; {cannot.format(99)}"]


def test_version_that_is_not_known(caplog: pytest.LogCaptureFixture) -> None:
    """Why the version of the API is not known is told to whoever looks closer."""
    with fake_octopus(), caplog.at_level(logging.DEBUG, "tap-octopus"):
        run(select=("dossiers",), **ONE)

    assert (
        f"the version of the API is not known: {refusal('/about/version', 404)}" in caplog.messages
    )
