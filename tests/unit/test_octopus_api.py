"""docs/octopus-api.md has what the code cites, and each open question with its switches."""

from __future__ import annotations

import re
from pathlib import Path

from octopus_sandbox.switches import SWITCHES
from tap_octopus.client import operations

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/octopus-api.md").read_text(encoding="utf-8")
PACKAGES = ("tap_octopus", "octopus_sandbox", "tests")
CITED = re.compile(r"octopus-api\.md\s+([\d.]*\d)(?: and ([\d.]*\d))?(?:, question (\d+))?")
SECTIONS = set(re.findall(r"^##+ ([\d.]*\d)\.? ", TEXT, re.MULTILINE))
QUESTIONS = {
    int(number): set(re.findall(r"`(\w+)`", switches))
    for number, switches in re.findall(r"^\| (\d+) \| [^|]*\? \| ([^|]*) \|", TEXT, re.MULTILINE)
}
CALLS = TEXT.split("\n## 5. Calls a day\n")[1].split("\n## ")[0]


def test_citations() -> None:
    """Every section and question that a comment cites is there."""
    cited = [
        found
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for found in CITED.findall(path.read_text(encoding="utf-8"))
    ]

    assert len(cited) > 10
    assert {section for *sections, _ in cited for section in sections if section} <= SECTIONS
    assert {int(question) for *_, question in cited if question} <= QUESTIONS.keys()


def test_questions() -> None:
    """Every open question that the sandbox can answer in several ways names its switches."""
    switches = {
        number: {switch.name for switch in SWITCHES if switch.question == number}
        for number in QUESTIONS
    }

    assert sorted(QUESTIONS) == list(range(1, len(QUESTIONS) + 1))
    assert switches == QUESTIONS


def test_switches() -> None:
    """What the sandbox leaves open beside the numbered questions is told as well."""
    rest = TEXT.split("The sandbox has switches for what other sections leave open")[1]
    switches = {switch.name for switch in SWITCHES if switch.question not in QUESTIONS}

    assert set(re.findall(r"`(\w+)`\s\(", rest)) == switches


def test_limits() -> None:
    """The limits are those by which the tap counts."""
    told = set(re.findall(r"^\| (\d+) \|", CALLS, re.MULTILINE))

    assert told == {str(o.limit) for o in operations.OPERATIONS if o.limit}
