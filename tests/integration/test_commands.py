"""What the command does besides reading."""

import json
import os
from pathlib import Path

import pytest

from tap_octopus.settings import config_jsonschema
from tap_octopus.tap import TapOctopus
from tests.support import calls
from tests.support.contract import OWN, TABLES
from tests.support.processes import Process
from tests.support.sandbox import HALF_A_DAY, Sandbox
from tests.support.tap import Running, Tap

SETTINGS = config_jsonschema()["properties"]
CAPABILITIES = [
    "about",
    "activate-version",
    "batch",
    "catalog",
    "discover",
    "schema-flattening",
    "state",
    "stream-maps",
    "structured-logging",
]
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def bare(tmp_path: Path) -> Tap:
    """Give a tap without configuration and without a network."""
    bare = Tap(tmp_path, {})
    bare.environment = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOWHERE)
    return bare


def test_discover(bare: Tap) -> None:
    """Discovery lists every table, without configuration or network."""
    outcome = bare.run("--discover")

    catalog = json.loads(outcome.stdout)
    assert outcome.exit_code == 0, outcome.log
    assert {entry["stream"] for entry in catalog["streams"]} == {*TABLES, *OWN}
    assert [line for line in outcome.log.splitlines() if "| INFO" not in line] == []


@pytest.mark.parametrize("form", [[], ["--format=json"], ["--format=markdown"]])
def test_about(bare: Tap, form: list[str]) -> None:
    """The tap tells about all of its settings, without configuration or network."""
    outcome = bare.run("--about", *form)

    assert outcome.exit_code == 0, outcome.log
    assert [name for name in SETTINGS if name not in outcome.stdout] == []


def test_about_in_json(bare: Tap) -> None:
    """What Meltano reads of the tap: what it can do, and its settings as they are declared."""
    about = json.loads(bare.run("--about", "--format=json").stdout)

    assert (about["name"], about["description"]) == ("tap-octopus", TapOctopus.__doc__)
    assert sorted(about["capabilities"]) == CAPABILITIES
    found = about["settings"]["properties"]
    assert {name: found[name] for name in SETTINGS} == SETTINGS
    assert about["settings"]["required"] == ["software_house_uuid"]


def test_test(sandbox: Sandbox, tap: Tap) -> None:
    """With --test the tap signs in and reads one record of each stream in one dossier."""
    outcome = tap.run("--test")

    made = sandbox.calls()
    assert outcome.exit_code == 0, outcome.log
    assert made[calls.SIGN_IN, None] == 1
    (dossier,) = {dossier for _, dossier in made if dossier}
    assert {operation for operation, _ in made} >= {*calls.ONCE, calls.BOOKYEAR_DETAILS}
    assert made[calls.BOOKINGS, dossier] == 1


def test_test_that_fails(sandbox: Sandbox, tap: Tap) -> None:
    """With --test the tap fails when Octopus does not let it in."""
    sandbox.fault("unauthorized")

    outcome = tap.run("--test")

    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.log


@pytest.mark.parametrize(
    ("name", "text"), [("state", '{"canary": '), ("catalog", '["canary"]'), ("config", "canary")]
)
def test_broken_file(sandbox: Sandbox, tap: Tap, name: str, text: str) -> None:
    """A file that is no whole JSON object is told in one line that does not quote it."""
    broken = tap.folder / "broken.json"
    broken.write_text(text)

    outcome = tap.run(f"--{name}={broken}")

    assert outcome.exit_code == 1
    assert [f"The {name} is not" in line for line in outcome.complaints()] == [True]
    assert "Traceback" not in outcome.log
    assert "canary" not in outcome.log
    assert not sandbox.calls()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings(sandbox: Sandbox, tap: Tap, encoding: str) -> None:
    """Files in the encodings of Windows are read: PowerShell writes UTF-16, others a mark first."""
    tap.select("dossiers", "relations", "sync_status")
    tap.config["user_agent"] = "bo\u00eekhouder/1.0"
    as_they_are = tap.run()
    sandbox.pass_time(HALF_A_DAY)
    line = tap.line()
    for name in ("config", "state", "catalog"):
        file = tap.folder / f"{name}.json"
        file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))

    outcome = Running(Process(line, tap.folder, {**os.environ})).finished()

    assert as_they_are.exit_code == outcome.exit_code == 0, outcome.log
    assert as_they_are.status()[1, "relations"]["replication"] == "first_load"
    assert outcome.status()[1, "relations"]["replication"] == "incremental"
    assert outcome.status().keys() == as_they_are.status().keys()


def test_selection(sandbox: Sandbox, tap: Tap) -> None:
    """Only what is selected is read: the calls of the other tables are saved."""
    tap.select("dossiers", "relations", "sync_status")

    outcome = tap.run()

    assert outcome.exit_code == 0
    assert outcome.streams() == {"dossiers", "relations", "sync_status"}
    assert {operation for operation, dossier in sandbox.calls() if dossier} == {
        calls.CONNECT,
        calls.RELATIONS,
    }


def test_nothing_due(sandbox: Sandbox, tap: Tap) -> None:
    """A dossier of which nothing is due is not connected to, until it is."""
    tap.select("products", "sync_status")
    tap.run()
    sandbox.calls()

    soon = tap.run()
    calls_soon = sandbox.calls()
    sandbox.pass_time(HALF_A_DAY)
    tap.run()
    calls_later = sandbox.calls()

    assert soon.exit_code == 0
    assert soon.streams() == set()
    once = (calls.SIGN_IN, calls.VERSION, calls.LIST_DOSSIERS)
    assert calls_soon == {(operation, None): 1 for operation in once}
    assert {calls_later[calls.CONNECT, dossier] for dossier in (1, 2, 3)} == {1}
