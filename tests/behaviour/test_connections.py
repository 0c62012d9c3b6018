"""Where Octopus has too many connections, the tap goes on with fewer, and refuses nothing."""

import pytest

from tests.behaviour.inside import run
from tests.support.sandbox import NOW, Sandbox
from tests.support.tap import by_password


@pytest.mark.parametrize(("most", "status"), [(1, 400), (1, 429), (2, 403), (2, 500)])
def test_fewer_at_a_time(office_sandbox: Sandbox, most: int, status: int) -> None:
    """Everything is read, and said to be read with fewer at a time."""
    office_sandbox.reset(seed=1, dossiers=4, documents_per_year=3, now=NOW)
    office_sandbox.switch(connections=most, connections_status=status)
    office_sandbox.fault("latency", seconds=0.02)

    outcome = run(by_password(office_sandbox, parallel_dossiers=4))

    office_sandbox.repair()
    office_sandbox.switch(connections="unlimited")
    assert outcome.exit_code == 0, outcome.log
    assert "going on with" in outcome.log
    module = {"invoices", "delivery_notes", "invoice_deliveries"}
    rows = outcome.records("sync_status")
    assert {r["outcome"] for r in rows if r["stream"] not in module} <= {"complete", "partial"}


def test_each_token_counts(office_sandbox: Sandbox) -> None:
    """Where each good token is a connection, the tap waits until those of other dossiers end."""
    office_sandbox.reset(seed=1, dossiers=3, documents_per_year=3, now=NOW)
    office_sandbox.switch(connections=1, connections_counted="dossiers")

    outcome = run(by_password(office_sandbox), pause=office_sandbox.pass_time)

    office_sandbox.switch(connections="unlimited")
    assert outcome.exit_code == 0, outcome.log
    assert outcome.log.count("trying again in 600 seconds") >= 2
    told = outcome.status()
    assert {told[dossier, "bookings"]["outcome"] for dossier in (1, 2, 3)} == {"complete"}


def test_others_hold_the_connections(office_sandbox: Sandbox) -> None:
    """Where no waiting helps, dossiers fail, none is refused, and the third is not waited for."""
    office_sandbox.reset(seed=1, dossiers=4, documents_per_year=3, now=NOW)
    office_sandbox.switch(connections=1, connections_counted="dossiers")

    outcome = run(by_password(office_sandbox, parallel_dossiers=1))

    office_sandbox.switch(connections="unlimited")
    told = outcome.status()
    assert outcome.exit_code == 1
    assert outcome.log.count("trying again in 600 seconds") == 2
    assert {told[dossier, "bookings"]["outcome"] for dossier in (2, 3, 4)} == {"failed"}
    assert "there are too many connections" in str(told[2, "bookings"]["message"])
