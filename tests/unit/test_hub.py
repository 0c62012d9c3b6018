"""The entry for Meltano Hub is as the Hub wants it, and says of the tap what meltano.yml says."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from yamllint import linter  # type: ignore[import-untyped]
from yamllint.config import YamlLintConfig  # type: ignore[import-untyped]

from tap_octopus.tap import TapOctopus

ROOT = Path(__file__).parents[2]
HUB = ROOT / "hub"
FILES = sorted(HUB.rglob("*.yml"))
(PATH,) = HUB.glob("_data/meltano/extractors/*/*.yml")
ENTRY: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
SCHEMA = json.loads((ROOT / "tests/facts/hub_extractor.schema.json").read_text(encoding="utf-8"))

# The rules of the Hub's .yamllint.yaml (meltano/hub, commit 6a980435), told anew.
RULES = """
extends: default
rules:
  braces: {forbid: non-empty}
  document-start: {present: false}
  indentation: {indent-sequences: false, spaces: 2}
  key-ordering: enable
  line-length: disable
  truthy: disable
"""


def read(path: str) -> dict[str, Any]:
    """Read one of the Hub's files."""
    found: dict[str, Any] = yaml.safe_load((HUB / path).read_text(encoding="utf-8"))
    return found


def test_entry_is_valid() -> None:
    """The entry has what the Hub requires, and nothing that it does not know."""
    validator = Draft7Validator(SCHEMA)

    assert [error.message for error in validator.iter_errors(ENTRY)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_layout(path: Path) -> None:
    """Not even a warning is left of the rules by which the Hub checks how its files look."""
    problems = linter.run(path.read_text(encoding="utf-8"), YamlLintConfig(RULES))

    assert [str(problem) for problem in problems] == []


def test_order() -> None:
    """What the Hub's own tool sorts is sorted: it would rewrite the entry otherwise."""
    names = [setting["name"] for setting in ENTRY["settings"]]
    lists = [names, ENTRY["capabilities"], *ENTRY["settings_group_validation"]]

    assert [sorted(found) for found in lists] == lists


def test_places() -> None:
    """The entry stands under its name and variant, whose maintainer and logo are there as well."""
    name, variant = ENTRY["name"], ENTRY["variant"]

    assert (PATH.parent.name, PATH.stem) == (name, variant)
    assert read("_data/default_variants.yml") == {"extractors": {name: variant}}
    assert read("_data/maintainers.yml")[variant]["name"] == variant
    assert (HUB / "static" / ENTRY["logo_url"].lstrip("/")).is_file()


def test_logo() -> None:
    """The logo is a small drawing: square, with nothing behind it, no text and no picture in it."""
    (path,) = HUB.rglob("*.svg")
    drawing = ET.parse(path).getroot()  # noqa: S314 - our own

    tags = {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in drawing.iter()}

    assert tags == {"svg", "g", "path", "circle"}
    assert re.fullmatch(r"0 0 (\d+) \1", drawing.attrib["viewBox"])
    assert path.stat().st_size < 100_000


def test_settings() -> None:
    """The settings are those of meltano.yml, word for word, which are held to `--about`."""
    project = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
    (tap,) = project["plugins"]["extractors"]
    same = {"name", "namespace", "label", "executable", "description", "commands", "log_parser"}

    assert {key: ENTRY[key] for key in same} == {key: tap[key] for key in same}
    assert ENTRY["settings"] == sorted(tap["settings"], key=lambda setting: setting["name"])
    assert ENTRY["capabilities"] == sorted(tap["capabilities"])
    assert ENTRY["settings_group_validation"] == [
        sorted(way) for way in tap["settings_group_validation"]
    ]


def test_distribution() -> None:
    """What is installed is our distribution, on the versions of Python that it says."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    about = json.loads(CliRunner().invoke(TapOctopus.cli, ["--about", "--format=json"]).stdout)

    assert ENTRY["pip_url"] == project["name"] == TapOctopus.package_name
    assert ENTRY["supported_python_versions"] == about["supported_python_versions"]
    assert f"Programming Language :: Python :: 3.{sys.version_info.minor}" in project["classifiers"]
    assert f"Status :: 4 - {ENTRY['maintenance_status'].title()}" in str(project["classifiers"])
