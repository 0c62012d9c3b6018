"""`tap-octopus-setup check` finds what Octopus leaves open, cheaply, and tells no value."""

import json
import time
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from click.testing import CliRunner

from octopus_sandbox.switches import SWITCHES, Switch
from tap_octopus.client.transport import Transport
from tap_octopus.setup.check.questions import QUESTIONS
from tap_octopus.setup.command import main
from tests.behaviour.canaries import Canaries
from tests.behaviour.inside import run
from tests.support.sandbox import DAY, NOW, Sandbox
from tests.support.tap import by_password, by_refresh_token

MOST_CALLS, MOST_SECONDS, LATENCY = 35, 60, 0.1

RELATIONS = "GET /dossiers/{dossierId}/relations/modified"

CANNOT_BE_SEEN = {
    "over_limit_status", "limit_scope", "limit_reset", "connections", "connections_counted",
    "connections_status", "ambiguous_hour", "timestamp_bound", "booking_touches_journal",
    "files_modified",
}  # fmt: skip
"""Switches that no check can tell by reading."""

ONE_WAY = {
    "deletions_kept_days": "forever",
    "reused_number": "both",
    "error_codes": "never",
}
"""Switches of which one position can be seen: in the others something is missing, or is not."""

ELSEWHERE = {"missing_module_status", "period_numbers", "inactive_relations"}
"""Switches that the second dossier shows: it has quarters, and no invoicing module."""


def checked(folder: Path, config: dict[str, Any], *options: str) -> dict[str, Any]:
    """Check an account; give the report."""
    (folder / "config.json").write_text(json.dumps(config))
    line = ["check", f"--config={folder / 'config.json'}", "--format=json", *options]
    outcome = CliRunner().invoke(main, line, catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output
    found: dict[str, Any] = json.loads(outcome.stdout)
    return found


def answers(report: dict[str, Any]) -> dict[str, str | None]:
    """Give the answers of a report by question."""
    return {each["question"]: each["answer"] for each in report["answers"]}


def lived_in(sandbox: Sandbox) -> None:
    """Make books in which all has happened that happens in books."""
    sandbox.reset(seed=1, dossiers=3, documents_per_year=60, now=NOW)
    sandbox.stop_clock()
    sandbox.change("delete_last", journal="A1")
    sandbox.pass_time(40 * DAY)
    sandbox.change("empty", bookyear=3, journal="V1")
    sandbox.change("delete_last", journal="V1")
    sandbox.change("reuse_number", journal="F1")
    for seed in range(4):
        sandbox.change("edit", journal="D2", seed=seed)
    sandbox.change("disable", 3)
    sandbox.pass_time(900)


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.name)
def test_each_switch(office_sandbox: Sandbox, tmp_path: Path, switch: Switch) -> None:
    """At each position of a switch the true one is told, or that it cannot be seen by reading."""
    options = ["--all", "--just-changed"]
    options += ["--dossier=2"] if switch.name in ELSEWHERE else []
    found = {}
    for position in switch.values:
        lived_in(office_sandbox)
        office_sandbox.switch(**{switch.name: position})
        token_file = tmp_path / f"token-{position}"
        config = by_refresh_token(office_sandbox, dossier_ids=[1, 2, 3], token_file=str(token_file))
        found[str(position)] = answers(checked(tmp_path, config, *options))[switch.name]

    seen = {position: answer for position, answer in found.items() if answer is not None}
    assert {position: position for position in seen} == seen
    if switch.name in ONE_WAY:
        assert set(seen) == {ONE_WAY[switch.name]}
    else:
        assert set(seen) == (set() if switch.name in CANNOT_BE_SEEN else set(found))


def test_questions() -> None:
    """Each switch of the sandbox is a question of the check, and most can be answered."""
    asked = {question.name for question in QUESTIONS}

    assert {switch.name for switch in SWITCHES} <= asked
    assert len({s.name for s in SWITCHES} - CANNOT_BE_SEEN - ONE_WAY.keys()) >= 17


def test_cheap(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """It takes few calls and little time, writes nothing, and a first load can follow it."""
    office_sandbox.reset(seed=1, dossiers=3, documents_per_year=60, now=NOW)
    office_sandbox.stop_clock()
    office_sandbox.fault("latency", seconds=LATENCY)
    config = by_password(office_sandbox)

    began = time.monotonic()
    report = checked(tmp_path, config)
    took = time.monotonic() - began

    assert office_sandbox.calls().total() == report["calls"] <= MOST_CALLS
    assert took <= MOST_SECONDS
    assert report["first_load_is_safe"], report["reasons"]
    told = sum(answer is not None for answer in answers(report).values())
    assert told >= 17
    assert run(config).exit_code == 0
    assert office_sandbox.refused_calls() == 0


def test_twice_a_day(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """What may be asked twice a day is asked on demand only, and then once."""
    lived_in(office_sandbox)
    config = by_password(office_sandbox)

    without = {each["name"] for each in checked(tmp_path, config)["operations"]}
    lists = [e for e in checked(tmp_path, config, "--all")["operations"] if e["calls_a_day"] == 2]

    assert {each["name"] for each in lists}.isdisjoint(without)
    assert [each["calls"] for each in lists] == [1] * 7


@pytest.mark.parametrize("seed", range(6))
def test_no_value(office_sandbox: Sandbox, tmp_path: Path, seed: int) -> None:
    """With canaries in every field and every key, none comes out, in no format."""
    lived_in(office_sandbox)
    canaries = Canaries(seed, share=1 if seed < 3 else 0.3)
    (tmp_path / "config.json").write_text(json.dumps(by_password(office_sandbox)))
    said = ""

    with mock.patch.object(Transport, "receive", canaries.receiving(Transport.receive)):
        for form in ("table", "json", "text"):
            line = ["check", f"--config={tmp_path / 'config.json'}", f"--format={form}"]
            outcome = CliRunner().invoke(main, line, catch_exceptions=False)
            assert outcome.exit_code == 0, outcome.output
            said += outcome.output

    assert len(canaries.planted) > 500
    assert canaries.escaped(said) == []
    assert "(name not shown)" in said


def test_names_that_are_known(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """An unknown field is told by name and type where its name is made of words of the API."""
    lived_in(office_sandbox)
    for field in ("peppolStatus", "Janssens", "customerBE0123456749"):
        office_sandbox.fault("extra_field", RELATIONS, field=field)

    report = checked(tmp_path, by_password(office_sandbox))

    office_sandbox.repair()
    unknown = {(d["field"], d["type"]) for d in report["differences"] if "unknown" in d["what"]}
    assert unknown == {("peppolStatus", "text"), ("(name not shown)", "text")}


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("name", None, "null instead of missing"),
        ("name", 12, "not a text"),
        ("name", "  ", "blanks only"),
        ("client", "true", "not true or false"),
        ("expirationDays", 1.5, "not a whole number"),
        ("sddSignatureDate", "31/12/2026", "not a date as YYYY-MM-DD"),
        ("relationIdentificationServiceData", [], "not an object"),
    ],
)
def test_shapes(
    office_sandbox: Sandbox, tmp_path: Path, field: str, value: object, what: str
) -> None:
    """What differs from what is documented is told with its field, how often, and of how many."""
    lived_in(office_sandbox)
    office_sandbox.fault("field_value", RELATIONS, field=field, value=value, row="all")

    report = checked(tmp_path, by_password(office_sandbox))

    office_sandbox.repair()
    (found,) = [d for d in report["differences"] if (d["field"], d["what"]) == (field, what)]
    assert found["operation"] == "relations"
    assert found["count"] == found["of"] > 10
