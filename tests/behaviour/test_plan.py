"""What `tap-octopus-setup plan` says beforehand is what the run then does, call for call."""

import json
import random
from collections import Counter
from typing import Any

import pytest
from click.testing import CliRunner

from tap_octopus.client.operations import OPERATIONS
from tap_octopus.setup.command import main
from tap_octopus.streams import STREAMS
from tests.behaviour.inside import run
from tests.support.sandbox import DAY, NOW, Call, Sandbox
from tests.support.tap import Tap, by_password, by_refresh_token

NAMES = [vars(stream)["name"] for stream in STREAMS]
ACCOUNTS = 20
DISABLED = 2
JSON = "--format=json"


def sandbox_name(name: str) -> str:
    """Give the name by which the sandbox knows an operation of the tap."""
    (operation,) = [o for o in OPERATIONS if o.name == name]
    ids = {"dossier": "{dossierId}", "bookyear": "{bookyearId}", "number": "{sequenceNumber}"}
    path = operation.path.format(**ids)
    elsewhere = {"oauth_url": "/octopus-oauth/token", "file_sync_url": "/octopus-filesync-api/v1"}
    return f"{operation.method} {elsewhere.get(operation.address, '')}{path}"


def planned(tap: Tap, *options: str, code: int = 0) -> Any:  # noqa: ANN401 - any JSON
    """Make a plan with the settings and the state of a tap."""
    files = [word for word in tap.line()[1:] if "catalog" not in word]
    outcome = CliRunner().invoke(main, ["plan", JSON, *files, *options])
    assert outcome.exit_code == code, outcome.output
    return json.loads(outcome.stdout)


def calls(told: list[Any]) -> Counter[Call]:
    """Read the calls of a plan as the sandbox counts them."""
    return Counter(
        {
            (sandbox_name(n), each["dossier_id"]): c
            for each in told
            for n, c in each["calls"].items()
        }
    )


@pytest.fixture
def tap(office_sandbox: Sandbox, tmp_path: Any) -> Tap:  # noqa: ANN401
    """Give a tap before an office of small books."""
    office_sandbox.reset(seed=1, dossiers=3, documents_per_year=3, now=NOW)
    office_sandbox.stop_clock()
    return Tap(tmp_path, by_password(office_sandbox))


def made(sandbox: Sandbox, tap: Tap, select: list[str]) -> Counter[Call]:
    """Run the tap, and give the calls that it has made."""

    def selecting(octopus: Any) -> None:  # noqa: ANN401 - the tap
        for name, stream in octopus.streams.items():
            stream.selected = not select or name in select

    sandbox.calls()
    outcome = run(tap.config, tap.state, selecting)
    tap.state = outcome.state
    assert outcome.exit_code == 0, outcome.log
    return sandbox.calls()


@pytest.mark.parametrize("seed", range(ACCOUNTS))
def test_exactly(office_sandbox: Sandbox, tap: Tap, seed: int) -> None:
    """For any account and selection, a first run and a later one make the calls that were told."""
    chance = random.Random(seed)
    office_sandbox.reset(
        seed=seed, dossiers=chance.randint(1, 4), documents_per_year=2, now=NOW,
        bookyears=chance.choice([None, 1, 5]),
    )  # fmt: skip
    office_sandbox.stop_clock()
    sign_in = chance.choice([by_password, by_refresh_token])
    tap.config = sign_in(office_sandbox, start_date=chance.choice([None, "2025-01-01"]))
    if len(office_sandbox.dossiers()) > DISABLED and chance.random() < 0.5:
        office_sandbox.change("disable", DISABLED)
    select = chance.choice([[], chance.sample(NAMES, 8), chance.sample(NAMES, 3)])
    options = [f"--select={name}" for name in select]

    for step in range(2):
        told = planned(tap, *options)
        office_sandbox.pass_time(DAY + 60)  # what planning took must not stand in its own way
        assert made(office_sandbox, tap, select) == calls(told["next_run"]), step
        assert (
            sum(calls(told["next_run"]).values()) == told[("first_load", "refresh")[step]]["calls"]
        )
        office_sandbox.pass_time(DAY + 60)
