"""From nothing to rows, in the two ways that a newcomer may take: the README's and the Hub's."""

from __future__ import annotations

import io
import os
import re
import shutil
import tomllib
import typing as t

import pytest

from tests.packaging.outside import ROOT, run
from tests.support import calls
from tests.support.compare import differences
from tests.support.messages import parse
from tests.support.sandbox import DAY, Sandbox, serving
from tests.support.tables import Tables
from tests.support.warehouse import postgres

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENTRY = ROOT / "hub/_data/meltano/extractors/tap-octopus/octopus-accounting.yml"
MELTANO = ROOT / ".venv-meltano" / "bin"
FEW = 6


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """An Octopus with two dossiers."""
    with serving(dossiers=2, documents_per_year=12, bookyears=2) as sandbox:
        yield sandbox


@pytest.fixture
def environment(sandbox: Sandbox) -> dict[str, str]:
    """A shell with Meltano, that reaches the sandbox and installs what was tested."""
    account = sandbox.account
    return {
        "DO_NOT_TRACK": "1",
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
        "PATH": f"{MELTANO}{os.pathsep}{os.environ['PATH']}",
        "TAP_OCTOPUS_API_URL": account["api_url"],
        "TAP_OCTOPUS_FILE_SYNC_URL": account["file_sync_url"],
        "UV_CONSTRAINT": str(ROOT / "requirements/dev.txt"),
    }


def sign_in(sandbox: Sandbox) -> dict[str, str]:
    """Give the settings of a user with a password."""
    names = ("software_house_uuid", "user", "password")
    return {f"TAP_OCTOPUS_{name.upper()}": sandbox.account[name] for name in names}


def commands() -> list[str]:
    """Give the commands that the README has for a real account, without their comments."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = readme.split("\n## With a real account\n")[1].splitlines()
    found = [line.split("  #")[0].strip() for line in lines if line.startswith("    ")]
    end = next(number for number, line in enumerate(found) if line.startswith("meltano run"))
    return found[: end + 1]


def test_few_commands() -> None:
    """Six commands at most stand in the README, of which the first installs what is tested."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (meltano,) = project["dependency-groups"]["meltano"]

    without_extras = re.sub(r"\[.*]", "", meltano)
    assert len(commands()) <= FEW
    assert commands()[0] == f'pip install "{without_extras}"'


def test_readme(sandbox: Sandbox, environment: dict[str, str], tmp_path: Path) -> None:
    """The README's commands end with all that Octopus holds in PostgreSQL, and ask for no more."""
    clone = tmp_path / "clone"
    for name in run("git", "ls-files", "-z").split("\0")[:-1]:
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, clone / name, follow_symlinks=False)
    lines = commands()[1:]
    names = {name for line in lines if "export " in line for name in re.findall(r"(\w+)=", line)}

    with postgres() as server:
        warehouse = server.database("octopus")
        given = {**sign_in(sandbox), "TARGET_POSTGRES_SQLALCHEMY_URL": warehouse.address}
        environment |= {name: given[name] for name in names}
        for line in lines:
            if "export " not in line:
                run(*line.split(), cwd=clone, variables=environment)
        found = differences(sandbox, warehouse)

    assert found == ""


def test_hub(sandbox: Sandbox, environment: dict[str, str], wheel: Path, tmp_path: Path) -> None:
    """Added from its entry to an empty Meltano project, the tap reads all that Octopus holds."""
    ours = tmp_path / "ours.txt"
    ours.write_text(f"tap-octopus-accounting @ {wheel.as_uri()}")  # it is not released yet
    environment |= {"UV_OVERRIDE": str(ours), **sign_in(sandbox)}
    project = tmp_path / "project"

    run("meltano", "init", project.name, cwd=tmp_path, variables=environment)
    run("meltano", "add", "tap-octopus", "--from-ref", ENTRY, cwd=project, variables=environment)
    said = run("meltano", "invoke", "tap-octopus", cwd=project, variables=environment)
    held = Tables()
    held.load(parse(io.StringIO(said, newline="\n")))
    found = differences(sandbox, held)
    sandbox.pass_time(DAY + 60)
    sandbox.calls()
    listed = run("meltano", "invoke", "tap-octopus:dossiers", cwd=project, variables=environment)
    run("meltano", "invoke", "tap-octopus:test", cwd=project, variables=environment)

    assert found == ""
    assert [d for d in sandbox.truths(1)["dossiers"] if d["dossierDescription"] not in listed] == []
    assert [n for (operation, _), n in sandbox.calls().items() if operation == calls.PRODUCTS] == [
        1
    ]
