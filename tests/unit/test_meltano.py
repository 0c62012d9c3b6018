"""What meltano.yml says of the tap is what the tap says of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from docs import settings
from tap_octopus.setup.command import main
from tap_octopus.tap import TapOctopus

Setting = dict[str, Any]

PROJECT = yaml.safe_load((Path(__file__).parents[2] / "meltano.yml").read_text(encoding="utf-8"))
EXTRACTOR = PROJECT["plugins"]["extractors"][0]
SETTINGS: dict[str, Setting] = {setting["name"]: setting for setting in EXTRACTOR["settings"]}
NARROWER_KINDS = {"start_date": "date_iso8601", "token_file": "file"}


@pytest.fixture(scope="module")
def about() -> dict[str, Any]:
    """What `tap-octopus --about` prints, without any configuration."""
    result = CliRunner().invoke(TapOctopus.cli, ["--about", "--format=json"])
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


@pytest.fixture(scope="module")
def properties(about: dict[str, Any]) -> dict[str, Setting]:
    """Each setting of the tap as the tap describes it."""
    described: dict[str, Setting] = about["settings"]["properties"]
    return described


def kind(name: str, described: Setting) -> str:
    """Return the kind that Meltano knows a setting of the tap by."""
    if "enum" in described:
        return "options"
    types: list[str] = [name for name in described["type"] if name != "null"]
    return NARROWER_KINDS.get(name, types[0])


def test_names(properties: dict[str, Setting]) -> None:
    """Meltano knows every setting of the tap, and none that the tap does not know."""
    assert sorted(properties) == sorted(SETTINGS)


def test_kinds(properties: dict[str, Setting]) -> None:
    """Each setting has the kind that its type in the tap asks for."""
    expected = {name: kind(name, described) for name, described in properties.items()}

    assert expected == {name: setting["kind"] for name, setting in SETTINGS.items()}


def test_secrets(properties: dict[str, Setting]) -> None:
    """What the tap calls a secret, Meltano hides, and nothing else."""
    expected = {name for name, described in properties.items() if described.get("secret")}

    assert expected == {name for name, setting in SETTINGS.items() if setting.get("sensitive")}


def test_defaults(properties: dict[str, Setting]) -> None:
    """A setting that nobody gives means the same to Meltano and to the tap."""
    expected = {name: described.get("default") for name, described in properties.items()}

    assert expected == {name: setting.get("value") for name, setting in SETTINGS.items()}


def test_options(properties: dict[str, Setting]) -> None:
    """Meltano offers exactly the values that the tap accepts."""
    expected = {
        name: [value for value in described.get("enum", []) if value is not None]
        for name, described in properties.items()
    }

    assert expected == {
        name: [option["value"] for option in setting.get("options", [])]
        for name, setting in SETTINGS.items()
    }


@pytest.mark.parametrize("path", settings.texts(), ids=lambda path: path.name)
def test_copies_are_current(path: Path) -> None:
    """settings.md, meltano.yml and the Hub have the settings that `dev.py tables` writes."""
    assert path.read_text(encoding="utf-8") == settings.texts()[path]


def test_required_settings(properties: dict[str, Setting], about: dict[str, Any]) -> None:
    """Each way to log in that Meltano checks has what the tap always needs, and exists."""
    required = set(about["settings"].get("required", []))

    ways = EXTRACTOR["settings_group_validation"]

    assert all(required <= set(way) <= set(properties) for way in ways)


def test_capabilities(about: dict[str, Any]) -> None:
    """Meltano expects of the tap what the tap says it can do, and that it can be tested."""
    assert {*about["capabilities"], "test"} == set(EXTRACTOR["capabilities"])


def test_setup() -> None:
    """Each command of the setup can be called through Meltano, but the one that is in its place."""
    found = {
        name: command["args"]
        for name, command in EXTRACTOR["commands"].items()
        if command.get("executable") == "tap-octopus-setup"
    }

    assert found == {name: name for name in main.commands if name != "load"}


def test_nothing_is_sent_home() -> None:
    """Meltano's telemetry is off."""
    assert PROJECT["send_anonymous_usage_stats"] is False


def test_deletions_reach_postgres() -> None:
    """The target keeps its own columns, since without them it drops the tap's _sdc_deleted_at."""
    loaders = {loader["name"]: loader for loader in PROJECT["plugins"]["loaders"]}

    assert loaders["target-postgres"]["config"]["add_record_metadata"] is True


def test_no_look_up_at_the_hub() -> None:
    """Each plugin says all that Meltano would else ask the Hub for, its exact version included."""
    plugins = [plugin for kind in PROJECT["plugins"].values() for plugin in kind]

    complete = {"namespace", "pip_url", "executable", "settings"}

    assert all(complete <= set(plugin) for plugin in plugins)
    assert all("==" in plugin["pip_url"] or plugin is EXTRACTOR for plugin in plugins)
