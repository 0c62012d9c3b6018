"""The checks of the dbt project are declared once and completely, in three languages."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

TRANSFORM = Path(__file__).parents[2] / "transform"
LANGUAGES = ("nl", "fr", "en")
PLACES = {"subject", "detail", "bookyear", "amount", "expected"}
STREAMS = {path.stem for path in (TRANSFORM.parent / "tap_octopus" / "schemas").glob("*.json")}


def seed() -> list[dict[str, str]]:
    """Give the rows of the seed checks."""
    with (TRANSFORM / "seeds" / "checks.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NAMES = [row["check_name"] for row in seed()]


def test_models() -> None:
    """Each check is a model; the folder holds no others but the one that says who is checked."""
    models = {path.stem for path in (TRANSFORM / "models" / "checks").glob("*.sql")}

    assert models - {"check_dossiers"} == set(NAMES)


def test_findings() -> None:
    """The mart of findings takes all of them, in the order of the seed."""
    macro = (TRANSFORM / "macros" / "findings.sql").read_text(encoding="utf-8")
    listed = macro.split("check_names() -%}")[1].split("endmacro")[0]

    assert re.findall(r"'(\w+)'", listed) == NAMES


def test_data_tests() -> None:
    """Each is a data test as well, from the same SQL."""
    text = (TRANSFORM / "models" / "checks" / "checks.yml").read_text(encoding="utf-8")
    models = {model["name"]: model for model in yaml.safe_load(text)["models"]}

    assert {name for name, model in models.items() if model.get("data_tests")} == set(NAMES)
    assert {tuple(models[name]["data_tests"]) for name in NAMES} == {("no_findings",)}


@pytest.mark.parametrize("row", seed(), ids=NAMES)
def test_sentences(row: dict[str, str]) -> None:
    """A sentence has the same places in each language, and ends with a full stop."""
    sentences = [row[f"sentence_{language}"] for language in LANGUAGES]
    places = [set(re.findall(r"\{(\w*)\}", sentence)) for sentence in sentences]

    assert places[0] == places[1] == places[2]
    assert places[0] <= PLACES
    assert [sentence[-1:] for sentence in sentences] == ["."] * len(LANGUAGES)


@pytest.mark.parametrize("row", seed(), ids=NAMES)
def test_streams(row: dict[str, str]) -> None:
    """What is compared are tables of the tap."""
    assert set(row["streams"].split()) <= STREAMS


def test_document() -> None:
    """The document names every mart, seed and variable, and none that is not there."""
    text = (TRANSFORM.parent / "docs" / "answers.md").read_text(encoding="utf-8")
    project = yaml.safe_load((TRANSFORM / "dbt_project.yml").read_text(encoding="utf-8"))
    names = {path.stem for path in (TRANSFORM / "models" / "marts").rglob("*.sql")}
    names |= {path.stem for path in (TRANSFORM / "seeds").glob("*.csv")}
    names |= set(project["vars"]["tap_octopus"])
    first_cells = re.findall(r"^\| (`[^|]*`) \|", text, re.MULTILINE)
    answers = re.findall(r"^\| [^|`]*\? \| ([^|]*) \|$", text, re.MULTILINE)

    told = re.findall(r"`(\w+)`", " ".join((*first_cells, *answers)))
    assert sorted(told) == sorted({*names, "content_severity"})
