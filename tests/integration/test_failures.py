"""One bad dossier never stops the others, and what went wrong is told."""

import pytest

from tests.behaviour.inside import run
from tests.support import calls
from tests.support.contract import DOCUMENTS
from tests.support.sandbox import HALF_A_DAY, Sandbox
from tests.support.tables import Tables
from tests.support.tap import Tap
from tests.support.truth import true_rows


def test_disabled_dossier(sandbox: Sandbox, tap: Tap) -> None:
    """A dossier that is disabled is refused with a warning, the others are read, exit code 0."""
    sandbox.change("disable", 2)

    outcome = tap.run()

    assert outcome.exit_code == 0
    assert [outcome.outcomes(d) for d in (1, 2, 3)] == [{"complete"}, {"refused"}, {"complete"}]
    assert [line for line in outcome.log.splitlines() if "WARNING" in line and "dossier 2" in line]
    assert sandbox.calls()[calls.CONNECT, 2] == 1


def test_dossier_that_stays_disabled(sandbox: Sandbox, tap: Tap) -> None:
    """Why a dossier is refused is said at length once, then shortly, and anew after a change."""
    tap.select("dossiers", "relations", "products", "sync_status")
    said = []
    for change in ("disable", None, "enable", "disable"):
        if change:
            sandbox.change(change, 2)
        log = tap.run().log
        said += [line for line in log.splitlines() if "WARNING" in line and "dossier 2" in line]
        sandbox.pass_time(HALF_A_DAY)

    first, later, again = [line.partition("dossier 2 ")[2] for line in said]
    assert "POST /dossiers: Octopus answered 403" in first
    assert later == "(2 of 3): refused, as the last time (see sync_status)"
    assert again.partition(" calls, ")[0] == first.partition(" calls, ")[0]


def test_no_https(sandbox: Sandbox, tap: Tap) -> None:
    """An address of https:// where http:// is spoken is told as that."""
    tap.config["api_url"] = sandbox.account["api_url"].replace("http://", "https://")

    outcome = tap.run()

    assert outcome.exit_code == 1
    assert outcome.complaints() == [
        (
            "Error: POST /authentication: what answers there does not speak https:// "
            "(are the address and its port right?)"
        )
    ]


def test_dead_proxy(tap: Tap, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that cannot be reached is named, without what signs in to it."""
    monkeypatch.setenv("http_proxy", "http://me:word@127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")

    outcome = run(tap.config)

    assert outcome.exit_code == 1
    assert outcome.complaints() == [
        (
            "Error: POST /authentication: the proxy http://127.0.0.1:9 cannot be reached, or lets "
            "nothing through. Check HTTPS_PROXY and NO_PROXY"
        )
    ]
    assert "word" not in outcome.log


def test_disabled_dossier_that_was_asked_for(sandbox: Sandbox, tap: Tap) -> None:
    """A refused dossier that dossier_ids names makes the run fail, after the others."""
    sandbox.change("disable", 2)
    tap.config["dossier_ids"] = [2, 3]

    outcome = tap.run()

    assert outcome.exit_code == 1
    assert outcome.outcomes(3) == {"complete"}
    assert outcome.messages[-1]["type"] == "STATE"
    assert "dossier_ids" in outcome.log


def test_every_dossier_refused(sandbox: Sandbox, tap: Tap) -> None:
    """When every dossier is refused, the run fails."""
    for dossier in (1, 2, 3):
        sandbox.change("disable", dossier)

    outcome = tap.run()

    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.log


def test_dossier_out_of_order(sandbox: Sandbox, tap: Tap) -> None:
    """A dossier that only answers 500 fails, the others go on, and the next run makes it good."""
    tap.run()
    before = tap.state
    sandbox.pass_time(HALF_A_DAY)
    sandbox.fault("status", dossier=2, retry_after=0)

    failed = tap.run()
    after = tap.state
    sandbox.repair()
    sandbox.pass_time(HALF_A_DAY)
    recovered = tap.run()

    assert before
    assert after
    assert failed.exit_code == 1
    assert [failed.outcomes(d) for d in (1, 2, 3)] == [{"complete"}, {"failed"}, {"complete"}]
    for table in ("bookings", "relations", "balancings"):
        assert after["bookmarks"][table]["2"]["since"] == before["bookmarks"][table]["2"]["since"]
        assert after["bookmarks"][table]["1"]["since"] > before["bookmarks"][table]["1"]["since"]
    assert recovered.exit_code == 0
    assert recovered.outcomes(2) == {"complete", "refused"}  # it has no invoicing module


def test_answer_cut_off(sandbox: Sandbox, tap: Tap) -> None:
    """Half an answer is never taken for a whole one: it is asked for again."""
    sandbox.fault("cut", calls.RELATIONS, dossier=1, times=1, bytes=300)
    tables = Tables()

    outcome = tap.run()
    tables.load(outcome.messages)

    relations = [row for row in tables.live("relations") if row["dossier_id"] == 1]
    assert outcome.exit_code == 0, outcome.log
    assert sandbox.calls()[calls.RELATIONS, 1] == 2
    assert len(relations) == len(true_rows(sandbox, "relations", 1))


def test_page_of_a_proxy(sandbox: Sandbox, tap: Tap) -> None:
    """A 404 that is a page of HTML does not mean that a table is empty."""
    tables = Tables()
    tables.load(tap.run().messages)
    sandbox.pass_time(HALF_A_DAY)
    sandbox.fault("html", calls.COSTCENTRES, dossier=1, status=404)

    outcome = tap.run()
    tables.load(outcome.messages)

    held = [row for row in tables.live("costcentres") if row["dossier_id"] == 1]
    assert outcome.exit_code == 1
    assert outcome.status()[1, "costcentres"]["outcome"] == "failed"
    assert len(held) == len(true_rows(sandbox, "costcentres", 1)) > 0


def test_listed_without_a_key(sandbox: Sandbox, tap: Tap) -> None:
    """A dossier that is listed without its key is left out with a warning."""
    sandbox.fault("field_missing", calls.LIST_DOSSIERS, field="dossierKey", row=1)

    outcome = tap.run()

    assert outcome.exit_code == 0
    assert len(outcome.records("dossiers")) == 2
    assert [line for line in outcome.log.splitlines() if "WARNING" in line and "dossier" in line]


def test_row_without_a_key(sandbox: Sandbox, tap: Tap) -> None:
    """A row without its key is left out loudly; its read counts as failed, and no other does."""
    key = "relationIdentificationServiceData.relationKey"
    sandbox.fault("field_missing", calls.RELATIONS, dossier=1, field=key, copy=True)

    outcome = tap.run()

    status = outcome.status()
    failed = {place for place, row in status.items() if row["outcome"] == "failed"}
    rows = [row for row in outcome.records("relations") if row["dossier_id"] == 1]
    assert outcome.exit_code == 1
    assert failed == {(1, "relations")}
    assert status[1, "relations"]["rejected_row_count"] == 1
    assert len(rows) == len(true_rows(sandbox, "relations", 1))


def test_bookyear_without_an_id(sandbox: Sandbox, tap: Tap) -> None:
    """A bookyear whose id is null fails what needs the bookyears, and is never asked for."""
    sandbox.fault("field_value", calls.BOOKYEARS, dossier=1, field="bookyearKey.id", value=None)

    outcome = tap.run()

    status, made = outcome.status(), sandbox.calls()
    failed = {place for place, row in status.items() if row["outcome"] == "failed"}
    needy = {"bookyears", "bookings", "deleted_booking_documents", *DOCUMENTS}
    needy |= {"bookyear_details", "financial_journals", "invoice_deliveries"}
    reports = {"report_open_clients", "report_open_suppliers"}
    assert outcome.exit_code == 1
    assert failed == {(1, table) for table in needy | reports}
    assert not any("unexpected" in str(row["message"]) for row in status.values())
    assert made[calls.BOOKINGS, 1] == 0
