"""However many dossiers are read at a time, the outcome is that of one after the other."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.behaviour.inside import run
from tests.behaviour.pictures import differing, live, truth, work
from tests.support import calls
from tests.support.commands import command
from tests.support.sandbox import DAY, NOW, Sandbox, serving
from tests.support.tables import Tables
from tests.support.tap import Outcome, Tap, by_password

DOSSIERS = list(range(1, 13))
SICK = 5
MOMENTS = {"attempted_at", "synced_at", "valid_from", "duration_seconds", "modified_since"}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Give a sandbox with a dozen dossiers."""
    with serving(dossiers=len(DOSSIERS), documents_per_year=3, bookyears=1) as served:
        yield served
        assert served.writes() == []


def test_same_outcome(sandbox: Sandbox) -> None:
    """With 1, 2 and 8 at a time: the same rows, the same state, the same calls, none refused."""
    told = [_two_runs(sandbox, parallel_dossiers=n) for n in (1, 2, 8)]

    for number, part in enumerate(told[0]):
        assert [told[1][number], told[2][number]] == [part, part]


def test_shared_calls(sandbox: Sandbox) -> None:
    """No call is refused with 8 at a time when all dossiers share the calls of the account."""
    assert _two_runs(sandbox, parallel_dossiers=8, daily_limit_scope="account")


def _two_runs(sandbox: Sandbox, **settings: Any) -> list[Any]:  # noqa: ANN401
    """Load the same books for the first time and, after changes, once more; tell all of it."""
    sandbox.reset(now=NOW, dossiers=len(DOSSIERS), documents_per_year=3, bookyears=1, seed=1)
    is_shared = "daily_limit_scope" in settings
    sandbox.switch(limit_scope="account" if is_shared else "dossier")
    sandbox.calls()
    tables, told, config = Tables(), list[Any](), by_password(sandbox, **settings)
    state: dict[str, Any] | None = None
    for _ in range(2):
        outcome = run(config, state)
        state = outcome.state
        tables.load(outcome.messages)
        assert outcome.exit_code == 0, outcome.log
        assert sandbox.refused_calls() == 0
        told += [_status(outcome), _shape(state), sandbox.calls()]
        told.append({place: sorted(rows) for place, rows in live(tables, DOSSIERS).items()})
        if not is_shared:
            assert differing(truth(sandbox, DOSSIERS), live(tables, DOSSIERS)) == []
        sandbox.pass_time(DAY + 60)
        for dossier in DOSSIERS:
            work(sandbox, dossier)
    return told


def test_one_connection_per_dossier(sandbox: Sandbox) -> None:
    """With 8 at a time and tokens that end when another is given, no call is ever rejected."""
    sandbox.switch(dossier_token="invalidates")  # noqa: S106 - the name of a switch

    outcome = run(by_password(sandbox, parallel_dossiers=8))

    assert outcome.exit_code == 0, outcome.log
    assert sandbox.statuses()["401"] == 0
    made = sandbox.calls()
    assert made[calls.SIGN_IN, None] == 1
    assert {dossier: made[calls.CONNECT, dossier] for dossier in DOSSIERS} == dict.fromkeys(
        DOSSIERS, 1
    )


def test_slow_dossier(sandbox: Sandbox, tmp_path: Path) -> None:
    """While one dossier hangs and is tried again, all the others are read to their end."""
    sandbox.fault("latency", calls.ACCOUNTS, dossier=SICK, seconds=3)
    tap = Tap(tmp_path, by_password(sandbox, request_timeout_seconds=1))

    outcome = tap.run()

    ends = _order_of_ends(outcome)
    assert outcome.exit_code == 1
    assert outcome.status()[SICK, "accounts"]["outcome"] == "failed"
    assert ends[-1] == SICK
    assert all(outcome.outcomes(d) <= {"complete", "refused"} for d in DOSSIERS if d != SICK)


def test_server_is_down(sandbox: Sandbox) -> None:
    """When two dossiers in a row could not be connected to, each other is tried once only."""
    sandbox.fault("status", calls.CONNECT)

    outcome = run(by_password(sandbox, parallel_dossiers=1))

    made = sandbox.calls()
    tries = [made[calls.CONNECT, dossier] for dossier in DOSSIERS]
    assert tries == [4, 4, *[1] * 10]
    assert all(outcome.outcomes(dossier) == {"failed"} for dossier in DOSSIERS)
    (summary,) = [part for part in outcome.log.split("Error: ") if "Not everything" in part]
    assert summary.count("dossier ") == 10
    assert "and 2 more" in summary


def test_two_sick_dossiers(sandbox: Sandbox) -> None:
    """Dossiers that cannot be connected to change nothing for healthy ones between them."""
    for dossier in (2, 4, 6):
        sandbox.fault("status", calls.CONNECT, dossier=dossier)

    run(by_password(sandbox, parallel_dossiers=1))

    made = sandbox.calls()
    assert [made[calls.CONNECT, dossier] for dossier in (2, 4, 6)] == [4, 4, 4]


def test_terminated(sandbox: Sandbox, tmp_path: Path) -> None:
    """Asked to stop while 4 calls hang, the tap ends at once, with a whole STATE as last line."""
    tap = Tap(tmp_path, by_password(sandbox, parallel_dossiers=4))
    for dossier in (3, 4, 5, 6):
        sandbox.fault("latency", calls.RELATIONS, dossier=dossier, seconds=60)
    running = tap.start()
    for dossier in (3, 4, 5, 6):
        sandbox.wait_for(calls.RELATIONS, dossier)

    stopped = running.stopped(signal.SIGTERM)
    sandbox.repair()

    last = json.loads(stopped.stdout.splitlines()[-1])
    assert stopped.exit_code == 128 + signal.SIGTERM
    assert stopped.stdout.endswith("\n")
    assert last["type"] == "STATE"
    assert last["value"]["bookmarks"]["dossiers"]["account"]["start_with"] == 3
    assert not [word for word in ("Traceback", "Fatal", "shutdown,") if word in stopped.log]
    tables = Tables()
    tables.load(stopped.messages)
    tap.state = stopped.state
    sandbox.pass_time(DAY)
    resumed = tap.run()
    tables.load(resumed.messages)
    assert resumed.exit_code == 0, resumed.log
    assert differing(truth(sandbox, DOSSIERS), live(tables, DOSSIERS)) == []


def test_target_dies(sandbox: Sandbox, tmp_path: Path) -> None:
    """When nobody reads its messages any more, the tap ends, although other calls hang."""
    sandbox.fault("latency", calls.BOOKYEARS, dossier=2, seconds=90)
    tap = Tap(tmp_path, by_password(sandbox, parallel_dossiers=4))
    name, *options = tap.line()

    with subprocess.Popen(  # noqa: S603 - ours
        [command(name), *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.stdout.close()
        code = process.wait(timeout=60)
        assert process.stderr
        said = process.stderr.read()

    assert code not in (0, None)
    assert "interpreter shutdown" not in said


@pytest.mark.parametrize("wrong", ["password", "user"])
def test_wrong_password(sandbox: Sandbox, wrong: str) -> None:
    """With 8 dossiers at a time a wrong password is tried once, and nothing else is."""
    config = by_password(sandbox, parallel_dossiers=8) | {wrong: "wrong"}

    outcome = run(config)

    assert outcome.exit_code == 1
    assert sandbox.calls() == {(calls.SIGN_IN, None): 1}


def _status(outcome: Outcome) -> dict[tuple[int, str], dict[str, Any]]:
    return {
        place: {name: value for name, value in row.items() if name not in MOMENTS}
        for place, row in outcome.status().items()
    }


def _shape(state: dict[str, Any] | None) -> dict[tuple[str, str], Any]:
    """Give what a state says, but for the moments."""
    assert state
    return {
        (stream, key): {
            name: len(value)
            if name == "calls"
            else str(value["done"] if name == "parts" else value)
            for name, value in entry.items()
            if name
            not in {*MOMENTS, "since", "last_read", "finished", "open_until", "deletions_at"}
        }
        for stream, entries in state["bookmarks"].items()
        for key, entry in entries.items()
    }


def _order_of_ends(outcome: Outcome) -> list[int]:
    """Give the dossiers in the order in which they were finished."""
    rows = outcome.records("sync_status")
    return list(dict.fromkeys(row["dossier_id"] for row in rows))
