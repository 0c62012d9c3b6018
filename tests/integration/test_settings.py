"""Settings: a mistake gives one line that names it, and what is chosen is what is read."""

import datetime
from typing import Any

import pytest

from tests.behaviour.inside import run
from tests.support import calls
from tests.support.compare import difference
from tests.support.sandbox import Sandbox
from tests.support.tables import Tables
from tests.support.tap import Tap
from tests.support.truth import true_rows

MISTAKES = [
    ({"refresh_token": "another"}, "refresh_token"),
    ({"user": None, "password": None}, "password"),
    ({"start_date": "31/01/2024"}, "start_date"),
    ({"software_house_uuid": None}, "software_house_uuid"),
    ({"daily_limit_scope": "everyone"}, "daily_limit_scope"),
]


MISSPELT = {
    "dossier_id": "there is no setting dossier_id (did you mean dossier_ids?)",
    "start-date": "there is no setting start-date (did you mean start_date?)",
    "strema_maps": "there is no setting strema_maps (did you mean stream_maps?)",
    "colour": "there is no setting colour",
}


@pytest.mark.parametrize(("name", "line"), MISSPELT.items(), ids=MISSPELT)
def test_misspelt(sandbox: Sandbox, tap: Tap, name: str, line: str) -> None:
    """A setting that there is not is told in one line with the nearest name, before any call."""
    tap.config[name] = [1]

    outcome = tap.run()

    assert outcome.exit_code == 1
    assert [told.endswith(f"| {line}") for told in outcome.complaints()] == [True, False]
    assert "Traceback" not in outcome.log
    assert not sandbox.calls()


def test_misspelt_variable(sandbox: Sandbox, tap: Tap) -> None:
    """A variable that is almost that of a setting is told as well; others may be anyone's."""
    tap.environment = {"TAP_OCTOPUS_DOSSIER_ID": "1", "TAP_OCTOPUS_RELEASE": "5"}

    outcome = tap.run("--config=ENV")

    assert outcome.exit_code == 1
    line = "there is no setting TAP_OCTOPUS_DOSSIER_ID (did you mean dossier_ids?)"
    assert [told.endswith(line) for told in outcome.complaints()] == [True, False]
    assert "RELEASE" not in outcome.log
    assert not sandbox.calls()


def test_settings_of_others(tap: Tap) -> None:
    """What the SDK declares is allowed, as are extras of Meltano and comments."""
    tap.select("dossiers")
    tap.config |= {
        "stream_maps": {}, "stream_map_config": {}, "faker_config": {"seed": 1},
        "flattening_enabled": False, "flattening_max_depth": 1, "_select": ["dossiers.*"],
    }  # fmt: skip

    outcome = tap.run()

    assert outcome.exit_code == 0, outcome.log


ELSEWHERE = ("http://octopus.example/v1", "http://10.0.0.7:8080/v1", "http://localhost.example/v1")


@pytest.mark.parametrize("name", ["api_url", "oauth_url", "file_sync_url"])
def test_in_clear(sandbox: Sandbox, tap: Tap, name: str) -> None:
    """What signs in leaves this machine by https:// alone."""
    for address in ELSEWHERE:
        tap.config[name] = address

        outcome = tap.run()

        assert outcome.exit_code == 1
        (told, _) = outcome.complaints()
        assert f"{name} must begin with https://: with http:// anyone on the way could" in told
        assert not sandbox.calls()


@pytest.mark.parametrize(("settings", "name"), MISTAKES, ids=[name for _, name in MISTAKES])
def test_mistake(sandbox: Sandbox, tap: Tap, settings: dict[str, Any], name: str) -> None:
    """A mistake in the settings is told in one line that names the setting, before any call."""
    tap.config.update(settings)

    outcome = tap.run()

    assert outcome.exit_code == 1
    told, *end = outcome.complaints()
    assert name in told
    assert not end or end[0].endswith("Config validation failed")
    assert "Traceback" not in outcome.log
    assert not sandbox.calls()


PLAIN = {
    "1,2": [1, 2],
    " 2 , 1 ": [1, 2],
    "2": [2],
    "[1, 2]": [1, 2],
    "": [1, 2, 3],
    "[]": [1, 2, 3],
}


@pytest.mark.parametrize(("text", "dossiers"), PLAIN.items(), ids=[repr(text) for text in PLAIN])
def test_environment(tap: Tap, text: str, dossiers: list[int]) -> None:
    """Settings are read from the environment where it is plain what they mean."""
    tap.select("dossiers")
    given = {**tap.config, "dossier_ids": text, "parallel_dossiers": " 2", "language": ""}
    given |= {"respect_daily_limits": "No", "emit_activate_version_messages": "off"}
    tap.config = {}
    tap.environment = {f"TAP_OCTOPUS_{name.upper()}": value for name, value in given.items()}

    outcome = tap.run("--config=ENV")

    assert outcome.exit_code == 0, outcome.log
    assert {row["dossier_id"] for row in outcome.records("dossiers")} == {*dossiers}
    assert {"ACTIVATE_VERSION"} & {message["type"] for message in outcome.messages} == set()


UNCLEAR = {
    "dossier_ids": ["one", "1;2", "1,,2", "1.5", "{}", "[[1]]", "true"],
    "parallel_dossiers": ["two", "1.5", "1e1"],
    "respect_daily_limits": ["maybe", "2", "nee"],
    "stream_maps": ["relations", "[]", "{"],
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in UNCLEAR.items() for text in texts]
)
def test_unclear_environment(sandbox: Sandbox, tap: Tap, name: str, text: str) -> None:
    """What cannot be read from the environment is told in one line that names the variable."""
    variable = f"TAP_OCTOPUS_{name.upper()}"
    tap.environment = {variable: text}

    outcome = tap.run("--config=ENV")

    assert outcome.exit_code == 1
    told, *end = outcome.complaints()
    assert f"{variable} must be " in told
    assert text not in told.partition(" must be ")[2]
    assert not end or end[0].endswith("Config validation failed")
    assert "Traceback" not in outcome.log
    assert not sandbox.calls()


def test_unknown_dossier(sandbox: Sandbox, tap: Tap) -> None:
    """A dossier that Octopus does not know is named, and the others are read."""
    tap.config["dossier_ids"] = [2, 99]

    outcome = tap.run()

    assert outcome.exit_code == 1
    assert any("99" in line and "dossier_ids" in line for line in outcome.complaints())
    assert outcome.outcomes(2) == {"complete", "refused"}  # it has no invoicing module
    assert not any(dossier in (1, 3, 99) for _, dossier in sandbox.calls())


def test_excluded_dossier(sandbox: Sandbox, tap: Tap) -> None:
    """A dossier that is left out is neither connected to nor in any table."""
    tap.config["excluded_dossier_ids"] = [1, 3]

    outcome = tap.run()

    assert outcome.exit_code == 0
    assert {dossier for dossier, _ in outcome.status()} == {2}
    assert [row["dossier_id"] for row in outcome.records("dossiers")] == [2]
    assert {dossier for _, dossier in sandbox.calls()} == {None, 2}


def test_unreachable(tap: Tap) -> None:
    """An address that cannot be reached is told in one line that names the setting."""
    tap.config["api_url"] = "http://127.0.0.1:9/octopus-rest-api/v1"

    outcome = run(tap.config)

    assert outcome.exit_code == 1
    assert ["api_url" in line for line in outcome.complaints()] == [True]
    assert "Traceback" not in outcome.log


KNOW_BOOKYEARS = (
    "bookyears",
    "journals",
    "accounts",
    "bookings",
    "bank_unbalancedinvoices",
    "report_open_clients",
)


def test_start_date(sandbox: Sandbox, tap: Tap) -> None:
    """Bookyears that end before the start date are left out of every table that knows bookyears."""
    *_, newest = true_rows(sandbox, "bookyears", 1)
    tap.config |= {"dossier_ids": [1], "start_date": newest["start_date"].isoformat()}
    tables = Tables()

    tables.load(tap.run().messages)

    for table in KNOW_BOOKYEARS:
        rows = true_rows(sandbox, table, 1)
        kept = [row for row in rows if row["bookyear_id"] == newest["bookyear_id"]]
        assert len(kept) < len(rows)
        assert difference(table, kept, tables.live(table)) == ""


def test_start_date_within_a_year(sandbox: Sandbox, tap: Tap) -> None:
    """A start date within a bookyear keeps the whole of it."""
    *_, newest = true_rows(sandbox, "bookyears", 1)
    day = newest["end_date"] - datetime.timedelta(days=1)
    tap.config |= {"dossier_ids": [1], "start_date": day.isoformat()}

    outcome = tap.run()

    assert outcome.exit_code == 0
    assert [row["bookyear_id"] for row in outcome.records("bookyears")] == [newest["bookyear_id"]]
    assert sandbox.calls()[calls.BOOKINGS, 1] == calls.JOURNAL_TYPES


def test_bank_lists_spend_no_calls_of_the_bookyears(sandbox: Sandbox, tap: Tap) -> None:
    """With a start date, a table that is read more often than the bookyears leaves them alone."""
    *_, newest = true_rows(sandbox, "bookyears", 1)
    tap.config |= {"dossier_ids": [1], "start_date": newest["start_date"].isoformat()}
    for _ in range(8):
        tap.run()
        sandbox.pass_time(31 * 60)
    sandbox.calls()

    tap.run()
    sandbox.pass_time(31 * 60)
    tap.run()

    made = sandbox.calls()
    assert made[calls.BANK_INVOICES, 1] == 2
    assert made[calls.BOOKYEARS, 1] == 1
