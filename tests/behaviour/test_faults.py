"""Whatever goes wrong on the wire: no wrong row, no endless try, and the next run makes it good."""

import copy
import dataclasses
import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tap_octopus.client.retries import RETRIES_PER_DOSSIER
from tap_octopus.tap import TapOctopus
from tests.behaviour.harm import ACCOUNT, HARMS, OPERATIONS, PASSING, order
from tests.behaviour.inside import run
from tests.behaviour.pictures import Kept, differing, live, truth, truth_by_list, work, wrong
from tests.support import calls
from tests.support.sandbox import DAY, Sandbox, serving
from tests.support.tables import Tables
from tests.support.tap import Outcome, Tap, by_password, by_refresh_token

HARMED = len(OPERATIONS) // 3
"""Each of these dossiers suffers in three or four operations; the next one when it is connected."""

DOSSIERS = list(range(1, HARMED + 3))
HEALTHY = DOSSIERS[-1]
NORMAL = 2 + len(OPERATIONS) + calls.JOURNAL_TYPES
"""Calls of a dossier: to connect, one an operation, and one for its second sales journal."""

ROUNDS = list(zip(HARMS, itertools.cycle(["increment", "first load"]), strict=False))
PATIENCE = 0.25
"""Seconds: the time-out of a request; the settings allow for no less than one."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Give a sandbox with small books."""
    with serving(dossiers=len(DOSSIERS), documents_per_year=6, bookyears=1) as served:
        yield served
        assert served.writes() == []


@pytest.fixture(scope="module")
def loaded(sandbox: Sandbox) -> list[Kept]:
    """Give what the last good run left; later ones are put behind."""
    return [_load(Kept(Tables(), None), run(by_password(sandbox)))]


@pytest.mark.parametrize(("harm", "begin"), ROUNDS)
def test_every_operation(sandbox: Sandbox, loaded: list[Kept], harm: str, begin: str) -> None:
    """Under every harm to every operation no row is wrong, and the next run makes all exact."""
    before = copy.deepcopy(loaded[-1]) if begin == "increment" else Kept(Tables(), None)
    _new_day(sandbox)
    for number in DOSSIERS:
        work(sandbox, number)
    _order(sandbox, harm)
    old, true = live(before.tables, DOSSIERS), truth(sandbox, DOSSIERS)

    outcome = run(by_password(sandbox), before.state, _impatient)
    made, during = sandbox.calls(), _load(before, outcome)
    found = live(during.tables, DOSSIERS)
    by_list = [truth_by_list(sandbox, DOSSIERS)] if "read from the list" in outcome.log else []
    _new_day(sandbox)
    recovered = run(by_password(sandbox), during.state)
    after, today = _load(during, recovered), truth(sandbox, DOSSIERS)

    assert wrong(found, true, old, *by_list) == []
    assert [place for place in differing(true, found) if HEALTHY in place] == []
    assert (outcome.exit_code == 0) == (harm in PASSING or harm == "403"), outcome.log
    assert "unexpected" not in outcome.log
    assert max(sum(n for (_, d), n in made.items() if d == one) for one in DOSSIERS) <= (
        NORMAL + 2 * RETRIES_PER_DOSSIER
    )
    assert recovered.exit_code == 0, recovered.log
    assert differing(today, live(after.tables, DOSSIERS)) == []
    loaded.append(after)


@pytest.mark.parametrize("operation", ACCOUNT)
@pytest.mark.parametrize("harm", HARMS)
def test_before_any_dossier(sandbox: Sandbox, harm: str, operation: str) -> None:
    """Under every harm to signing in or listing, the tap ends in one line or goes on, and soon."""
    _new_day(sandbox)
    order(sandbox, harm, operation)
    config = by_password(sandbox, dossier_ids=[HEALTHY])

    outcome = run(config, None, _impatient)
    made = sandbox.calls()
    _new_day(sandbox)
    recovered = run(config, outcome.state)

    refused = harm in {"401 once", "401", "403", "400"} and operation == calls.SIGN_IN
    assert (outcome.exit_code == 0) == (harm in PASSING and not refused), outcome.log
    # A clock that jumps with each sign-in makes tokens look old: that is one sign-in for each call
    # but those that sign in and connect. On a slow machine an impatient one may be repeated.
    by_token = sum(
        n for (called, _), n in made.items() if called not in {calls.SIGN_IN, calls.CONNECT}
    )
    most = by_token + RETRIES_PER_DOSSIER if "two hours" in harm else 4
    assert made[operation, None] <= (1 if refused else most)
    assert [d for _, d in made if d not in (None, HEALTHY)] == []
    assert outcome.log.count("Error: ") == (outcome.exit_code != 0)
    assert recovered.exit_code == 0


@pytest.mark.parametrize("way", [by_password, by_refresh_token])
@pytest.mark.parametrize("dossiers", [[], [HEALTHY]])
def test_one_failed_login(sandbox: Sandbox, way: object, dossiers: list[int]) -> None:
    """A wrong password or refresh token is tried once in a run, whatever else there is to do."""
    _new_day(sandbox)
    config = way(sandbox, dossier_ids=dossiers)  # type: ignore[operator]
    config["password" if "password" in config else "refresh_token"] = "wrong"

    outcome = run(config)

    assert outcome.exit_code == 1
    assert sum(sandbox.calls().values()) == 1


def test_time_out(sandbox: Sandbox, tmp_path: Path) -> None:
    """The command gives a request up after request_timeout_seconds, and a drip of bytes as well."""
    _new_day(sandbox)
    tap = Tap(tmp_path, by_password(sandbox, dossier_ids=[1], request_timeout_seconds=1))
    sandbox.fault("latency", calls.RELATIONS, seconds=90, times=1)
    sandbox.fault("slow", calls.CUSTOMFIELDS, bytes=1, seconds=0.2, times=1)

    began = time.monotonic()
    outcome = tap.run()

    assert time.monotonic() - began < 45
    assert outcome.exit_code == 0, outcome.log
    made = sandbox.calls()
    assert (made[calls.RELATIONS, 1], made[calls.CUSTOMFIELDS, 1]) == (2, 2)


def _order(sandbox: Sandbox, harm: str) -> None:
    for number, operation in enumerate(OPERATIONS):
        order(sandbox, harm, operation, 1 + number % HARMED)
    order(sandbox, harm, calls.CONNECT, HARMED + 1)


def _new_day(sandbox: Sandbox) -> None:
    sandbox.repair()
    sandbox.pass_time(DAY + 60)
    sandbox.calls()


def _impatient(tap: TapOctopus) -> None:
    settings = dataclasses.replace(tap.settings, request_timeout_seconds=PATIENCE)  # type: ignore[arg-type]
    vars(tap)["settings"] = settings


def _load(kept: Kept, outcome: Outcome) -> Kept:
    kept.tables.load(outcome.messages)
    return Kept(kept.tables, outcome.state or kept.state)
