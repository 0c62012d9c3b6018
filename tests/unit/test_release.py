"""What is released, and how: the version, the changelog and the workflows tell the same."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
WORKFLOWS = {path.name: path for path in sorted((ROOT / ".github/workflows").glob("*.yml"))}
AT_NIGHT = ("prerelease", "mutants", "dlt", "warehouses")
PUBLISH = "pypa/gh-action-pypi-publish"


def workflow(name: str) -> dict[str, Any]:
    """Read a workflow."""
    found: dict[str, Any] = yaml.safe_load(WORKFLOWS[name].read_text(encoding="utf-8"))
    return found


def test_changelog() -> None:
    """Versions stand in the changelog with their day, newest first."""
    titles = re.findall(r"^## \[(.+)\](?: - (.+))?$", CHANGELOG, re.MULTILINE)
    released = [(Version(version), day) for version, day in titles if version != "Unreleased"]
    versions = [version for version, _ in released]

    assert "Unreleased" not in [version for version, _ in titles[1:]]
    assert versions == sorted(versions, reverse=True)
    assert all(datetime.date.fromisoformat(day) for _, day in released)


def test_versions_of_python() -> None:
    """The workflow tests on just those versions of Python that we say it works on."""
    said = [c.rsplit(" ", 1)[1] for c in PROJECT["classifiers"] if "Python :: 3." in c]

    assert workflow("full.yml")["jobs"]["test"]["strategy"]["matrix"]["python"] == said
    assert PROJECT["requires-python"] == f">={said[0]}"


def test_what_runs_when() -> None:
    """Each push runs the quick checks; each night, each release and `.ci/run` run everything."""
    commands = {
        name: {
            step["run"]
            for job in workflow(name)["jobs"].values()
            for step in job.get("steps", ())
            if "dev.py" in step.get("run", "")
        }
        for name in WORKFLOWS
    }
    called = {
        name
        for name in WORKFLOWS
        for job in workflow(name)["jobs"].values()
        if job.get("uses") == "./.github/workflows/full.yml"
    }

    assert commands == {
        "test.yml": {"python3 dev.py check"},
        "full.yml": {"python3 dev.py full"},
        "nightly.yml": {f"python3 dev.py {name}" for name in AT_NIGHT},
        "release.yml": set(),
    }
    assert called == {"nightly.yml", "release.yml"}
    assert "python3 dev.py full" in (ROOT / ".ci/run").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", WORKFLOWS.values(), ids=WORKFLOWS)
def test_actions_are_pinned(path: Path) -> None:
    """What a workflow uses of others is pinned to a commit: a tag may be moved."""
    used = re.findall(r"uses: (?!\./)(.*)", path.read_text(encoding="utf-8"))

    assert [line for line in used if not re.fullmatch(r"\S+@[0-9a-f]{40} # v[\d.]+", line)] == []


def test_who_may_publish() -> None:
    """The job that publishes, and it alone, may ask for a token, after all tests and a build."""
    jobs = workflow("release.yml")["jobs"]
    publish = jobs["publish"]

    assert workflow("release.yml")["permissions"] == {"contents": "read"}
    assert {name: job.get("permissions") for name, job in jobs.items()} == {
        "test": None,
        "build": None,
        "publish": {"id-token": "write"},
    }
    assert jobs["test"]["uses"] == "./.github/workflows/full.yml"
    assert (publish["needs"], publish["environment"]) == (["test", "build"], "pypi")
    assert [step["uses"].split("@")[0] for step in publish["steps"]][1:] == [PUBLISH]
    assert "secrets." not in WORKFLOWS["release.yml"].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("tag", "title", "allowed"),
    [
        ("v1.2.3", "## [1.2.3] - 2027-01-31", True),
        ("v1.2.4", "## [1.2.3] - 2027-01-31", False),
        ("v1.2.3", "## [Unreleased]", False),
        ("v1.2", "## [1.2.3] - 2027-01-31", False),
    ],
)
def test_tag(tmp_path: Path, tag: str, title: str, allowed: bool) -> None:  # noqa: FBT001
    """A tag, which is the version, is released only when the changelog tells of it."""
    (step,) = (s for s in workflow("release.yml")["jobs"]["build"]["steps"] if "tag" in str(s))
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{title}\n")

    line = ["bash", "-e", "-c", step["run"]]
    env = {**os.environ, "TAG": tag}
    code = subprocess.run(line, cwd=tmp_path, env=env, check=False).returncode  # noqa: S603

    assert (code == 0) == allowed
    assert step["env"] == {"TAG": "${{ github.ref_name }}"}
