"""A run that is stopped in the middle loses nothing."""

import signal

import pytest

from tests.support import calls
from tests.support.calls import first_run, sizes
from tests.support.compare import differences
from tests.support.sandbox import DAY, HALF_A_DAY, Sandbox
from tests.support.tables import Tables
from tests.support.tap import Outcome, Tap
from tests.support.warehouse import Warehouse, confirmed


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_stopped(sandbox: Sandbox, tap: Tap, how: int) -> None:
    """A tap that is stopped in the middle of a first load is right after the next run."""
    tables = Tables()

    stopped = stop_at(calls.BALANCINGS, sandbox, tap, how)
    tap.state = stopped.state
    tables.load(stopped.messages)
    sandbox.change("delete_last", 1, journal="V1")
    sandbox.pass_time(HALF_A_DAY)
    resumed = tap.run()
    tables.load(resumed.messages)

    assert stopped.records("bookings")
    assert resumed.exit_code == 0, resumed.log
    assert differences(sandbox, tables) == ""


def test_terminated_remembers(sandbox: Sandbox, tap: Tap) -> None:
    """A tap that is asked to stop says in a last STATE what it has done, and goes on from there."""
    stopped = stop_at(calls.BALANCINGS, sandbox, tap, signal.SIGTERM)
    tap.state = stopped.state
    sandbox.calls()

    resumed = tap.run()

    made, whole = sandbox.calls(), first_run(sizes(sandbox))
    assert stopped.messages[-1]["type"] == "STATE"
    assert stopped.exit_code == 128 + signal.SIGTERM
    assert resumed.exit_code == 0
    assert made[calls.BOOKINGS, 1] == 1
    assert made[calls.BOOKINGS, 2] == 0
    assert made[calls.BOOKINGS, 3] == whole[calls.BOOKINGS, 3]


def test_state_that_the_target_confirmed(sandbox: Sandbox, tap: Tap, warehouse: Warehouse) -> None:
    """Resumed from the last STATE that the target confirmed, the warehouse comes out right."""
    stopped = stop_at(calls.BALANCINGS, sandbox, tap, signal.SIGKILL)
    tap.state = warehouse.load(stopped.stdout, tap.folder)
    sandbox.change("shorten", 1)
    sandbox.pass_time(HALF_A_DAY)

    resumed = tap.load(warehouse)

    assert resumed.exit_code == 0
    assert tap.state == resumed.state
    assert differences(sandbox, warehouse) == ""


def test_half_a_line(sandbox: Sandbox, tap: Tap, warehouse: Warehouse) -> None:
    """A target that gets half a line ends with an error, and the next run makes all right."""
    tap.load(warehouse)
    safe = tap.state
    sandbox.change("edit_relation", 2)
    sandbox.pass_time(DAY)
    said = tap.run().stdout
    half = said.index('"stream":"relations","record":{"dossier_id":2') + 60

    fed = warehouse.fed(said[:half], tap.folder)
    tap.state = confirmed(fed) or safe
    sandbox.change("book", 1, journal="A1")
    sandbox.pass_time(DAY)
    resumed = tap.load(warehouse)

    assert fed.exit_code != 0
    assert resumed.exit_code == 0, resumed.log
    assert differences(sandbox, warehouse) == ""


def stop_at(operation: str, sandbox: Sandbox, tap: Tap, how: int) -> Outcome:
    """Stop a run over the dossiers while it waits for an answer of dossier 2, after dossier 1."""
    tap.config["parallel_dossiers"] = 1
    sandbox.fault("latency", operation, dossier=2, seconds=2)
    running = tap.start()
    sandbox.wait_for(operation, 2)
    outcome = running.stopped(how)
    sandbox.repair()
    return outcome
