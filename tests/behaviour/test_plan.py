"""What `tap-octopus-setup plan` says beforehand is what the run then does, call for call."""

import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from tap_octopus.client.operations import OPERATIONS
from tap_octopus.setup.command import main
from tap_octopus.setup.plan import INTERVALS
from tap_octopus.streams import STREAMS
from tests.behaviour.inside import run
from tests.support.sandbox import DAY, NOW, Call, Sandbox
from tests.support.tap import Tap, by_password, by_refresh_token

NAMES = [vars(stream)["name"] for stream in STREAMS]
ACCOUNTS = int(os.environ.get("ACCOUNTS", "8"))
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
    chance = random.Random(seed)  # noqa: S311 - dice
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

    for kind in ("first_load", "refresh"):
        told = planned(tap, *options)
        office_sandbox.pass_time(DAY + 60)  # what planning took must not stand in its own way
        assert made(office_sandbox, tap, select) == calls(told["next_run"])
        assert calls(told["next_run"]).total() == told[kind]["calls"]
        office_sandbox.pass_time(DAY + 60)


def test_with_a_state(office_sandbox: Sandbox, tap: Tap) -> None:
    """Soon after a run, what is not due is not planned."""
    made(office_sandbox, tap, [])
    office_sandbox.pass_time(1800)

    told = planned(tap)

    assert calls(told["next_run"]).total() < told["refresh"]["calls"]
    assert made(office_sandbox, tap, []) == calls(told["next_run"])


def test_many_bookyears(office_sandbox: Sandbox, tap: Tap) -> None:
    """A first load that the calls of a day are too few for is told to the call, and its days."""
    office_sandbox.reset(seed=1, dossiers=1, documents_per_year=2, bookyears=15, now=NOW)
    office_sandbox.stop_clock()
    select = ["bookings", "relations"]

    told = planned(tap, *(f"--select={name}" for name in select))

    assert told["first_load"]["days"] == 2
    assert told["dossiers"][0]["first_load"]["calls"]["bookings"] == 60
    made_calls = made(office_sandbox, tap, select)
    assert made_calls == calls(told["next_run"])
    assert made_calls[sandbox_name("bookings"), 1] == 48


@pytest.mark.parametrize(
    "select", [["bookings"], ["bookings", "products"], ["bookyear_details", "report_open_clients"]]
)
def test_fastest(office_sandbox: Sandbox, tap: Tap, select: list[str]) -> None:
    """At the interval that is told every run reads everything; at a faster one some do not."""
    told = planned(tap, *(f"--select={name}" for name in select))
    (schedule,) = told["schedules"]
    intervals = list(INTERVALS.values())
    place = list(INTERVALS).index(schedule["interval"])

    def skipping(pause: int) -> int:
        """Count the runs of two days that leave something out."""
        office_sandbox.pass_time(2 * DAY)
        tap.state, left_out = None, 0
        for _ in range(2 * DAY // pause + 3):
            found = made(office_sandbox, tap, select)
            left_out += any(found[sandbox_name(name), 1] == 0 for name in select)
            office_sandbox.pass_time(pause)
        return left_out

    assert skipping(intervals[place]) == 0
    assert skipping(intervals[place - 1]) > 0


def test_once_a_day(office_sandbox: Sandbox, tap: Tap) -> None:
    """Where not even once a day is enough for a table it is named, and the others do not wait."""
    office_sandbox.reset(seed=1, dossiers=1, documents_per_year=2, bookyears=13, now=NOW)
    office_sandbox.stop_clock()
    select = ["bookyear_details", "relations"]

    told = planned(tap, *(f"--select={name}" for name in select))

    assert [each["interval"] for each in told["schedules"]] == ["0 5 * * *"]
    assert not told["reads_everything_each_time"]
    assert told["takes_several_runs"] == ["bookyear_details"]
    found = []
    for _ in range(4):
        office_sandbox.pass_time(DAY)
        calls_made = made(office_sandbox, tap, select)
        found.append([calls_made[sandbox_name(name), 1] for name in select])
    assert [relations for _, relations in found] == [1] * 4
    assert sum(journals for journals, _ in found) >= 2 * 13


def test_an_unknown_stream(tap: Tap) -> None:
    """A stream that there is not is told by its name."""
    outcome = CliRunner().invoke(main, ["plan", *tap.line()[1:], "--select=bookkeeping"])

    assert outcome.exit_code == 2
    assert "bookkeeping" in outcome.output


def test_for_people(office_sandbox: Sandbox, tap: Tap) -> None:
    """The text says the same, and ends with a schedule that Meltano takes."""
    told = planned(tap)
    office_sandbox.pass_time(DAY)

    outcome = CliRunner().invoke(main, ["plan", *tap.line()[1:]])

    text, end = outcome.stdout.split("schedules:")
    assert yaml.safe_load(f"schedules:{end}")["schedules"] == told["schedules"]
    assert "seed opening_journals" in end
    assert f"{told['first_load']['calls']} calls on 1 day" in text


def test_calls_of_the_account(office_sandbox: Sandbox, tap: Tap) -> None:
    """Where calls count for the account, planning takes no more of them than there are."""
    office_sandbox.reset(seed=1, dossiers=26, documents_per_year=1, bookyears=1, now=NOW)
    office_sandbox.switch(limit_scope="account")
    tap.config["daily_limit_scope"] = "account"

    told = planned(tap, "--select=bookyears")

    assert office_sandbox.refused_calls() == 0
    reasons = Counter(each["reason"] for each in told["dossiers"])
    assert reasons == {None: 24, "The 24 calls a day for bookyears are spent": 2}


def test_no_files(tap: Tap, tmp_path: Path) -> None:
    """What is only rehearsed leaves no file where the target takes them from."""
    root = tmp_path / "batches"
    root.mkdir()
    encoding = {"format": "jsonl", "compression": "gzip"}
    tap.config["batch_config"] = {"encoding": encoding, "storage": {"root": root.as_uri()}}

    assert planned(tap)["first_load"]["calls"]
    assert [*root.iterdir()] == []


def test_dossiers(office_sandbox: Sandbox, tap: Tap) -> None:
    """What is refused and what is left out is told with its reason, one call for each dossier."""
    office_sandbox.change("disable", DISABLED)
    tap.config["excluded_dossier_ids"] = [3]
    office_sandbox.calls()

    words = ["dossiers", *tap.line()[1:]]
    found = json.loads(CliRunner().invoke(main, [*words, JSON]).stdout)
    spent = office_sandbox.calls()

    assert [each["status"] for each in found] == ["open", "refused", "left out"]
    assert "403" in found[1]["reason"]
    assert "excluded_dossier_ids" in found[2]["reason"]
    assert {dossier: n for (_, dossier), n in spent.items() if dossier} == {1: 1, 2: 1}
    text = CliRunner().invoke(main, words).stdout
    assert all(each["name"] in text for each in found)


@pytest.mark.parametrize("command", ["dossiers", "plan"])
def test_a_dossier_that_is_not_listed(tap: Tap, command: str) -> None:
    """A dossier that only the settings know of is told, as the run would fail for it."""
    tap.config["dossier_ids"] = [1, 99]

    outcome = CliRunner().invoke(main, [command, *tap.line()[1:]])

    assert outcome.exit_code == 0, outcome.output
    assert "99" in outcome.stdout
    assert "dossier_ids names it" in outcome.stdout


@pytest.mark.parametrize("command", ["dossiers", "plan"])
def test_wrong_password(tap: Tap, command: str) -> None:
    """A refused sign-in is told in one line, and no secret with it."""
    tap.config["password"] = "canary-that-is-wrong"  # noqa: S105 - not one

    outcome = CliRunner().invoke(main, [command, *tap.line()[1:]])

    assert outcome.exit_code == 1
    assert outcome.output.startswith("Error: ")
    assert outcome.output.count("\n") == 1
    assert not [v for k, v in tap.config.items() if not k.endswith("url") and v in outcome.output]


def test_settings_of_the_environment(tap: Tap, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a file the settings come from the environment, and a mistake is told in one line."""
    for name, value in tap.config.items():
        monkeypatch.setenv(f"TAP_OCTOPUS_{name.upper()}", value)

    well = CliRunner().invoke(main, ["dossiers"])
    monkeypatch.setenv("TAP_OCTOPUS_START_DATE", "yesterday")
    wrong = CliRunner().invoke(main, ["dossiers"])

    assert well.exit_code == 0, well.output
    assert wrong.exit_code == 1
    assert "start_date is 'yesterday'" in wrong.output
