"""The wheel is complete, holds nothing else, and works where nothing but it is installed."""

from __future__ import annotations

import json
import subprocess
import tarfile
import venv
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.packaging.outside import ROOT, UV, run

if TYPE_CHECKING:
    from pathlib import Path

NO_NETWORK = """
import socket

def refuse(*_args, **_kwargs):
    raise OSError("this test has no network")

socket.socket.connect = socket.getaddrinfo = refuse
"""


@pytest.fixture(scope="module")
def tap(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tap's command in an environment of its own, with just what the pins say."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder)
    python = folder / "bin" / "python"
    install: list[str | Path] = [UV, "pip", "install", "-q", "--python", python]
    run(*install, "--require-hashes", "-r", "requirements/tap.txt")
    run(*install, "--no-deps", "--offline", wheel)
    return folder / "bin" / "tap-octopus"


@pytest.fixture
def without_network(tmp_path: Path) -> dict[str, str]:
    """The variables that take the network from a Python."""
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    return {"PYTHONPATH": str(tmp_path)}


def test_wheel_is_complete(wheel: Path) -> None:
    """Every module and schema is in the wheel, and so are the marker of types and the licence."""
    files = (path for path in (ROOT / "tap_octopus").rglob("*") if path.suffix in {".py", ".json"})
    expected = {str(path.relative_to(ROOT)) for path in files}

    names = set(zipfile.ZipFile(wheel).namelist())

    assert expected | {"tap_octopus/py.typed", "tap_octopus/output/writer.py"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    """Sandbox, tests and tools stay out of the wheel."""
    names = zipfile.ZipFile(wheel).namelist()

    folders = {name.split("/")[0] for name in names}

    assert {name for name in folders if not name.endswith(".dist-info")} == {"tap_octopus"}


def test_source_archive(built: Path) -> None:
    """The source archive holds the tap and its papers, and no sandbox and no tests."""
    archive = next(built.glob("*.tar.gz"))

    with tarfile.open(archive) as file:
        folders = {name.split("/")[1] for name in file.getnames()}

    papers = {"LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "PKG-INFO", ".gitignore"}
    assert folders == {"tap_octopus", *papers}


def test_discover(tap: Path, without_network: dict[str, str]) -> None:
    """An installed tap lists its streams with no configuration and no network."""
    expected = sorted(path.stem for path in (ROOT / "schemas").glob("*.json"))

    catalog = json.loads(run(tap, "--discover", variables=without_network))

    assert expected == sorted(stream["tap_stream_id"] for stream in catalog["streams"])


def test_about(tap: Path, wheel: Path, without_network: dict[str, str]) -> None:
    """An installed tap tells about its settings with no configuration and no network."""
    _, version, *_ = wheel.name.split("-")

    about = json.loads(run(tap, "--about", "--format=json", variables=without_network))

    assert (about["name"], about["version"]) == ("tap-octopus", version)
    assert "software_house_uuid" in about["settings"]["properties"]


def test_setup(tap: Path, without_network: dict[str, str]) -> None:
    """The setup command is installed with the tap."""
    said = run(tap.with_name("tap-octopus-setup"), "--help", variables=without_network)

    assert {"login", "dossiers", "plan"} <= set(said.split())


def test_without_dlt(tap: Path, tmp_path: Path) -> None:
    """Without the extra `dlt` the setup command and the source say how to install it."""
    line: list[str | Path] = [tap.with_name("tap-octopus-setup"), "load", "--to", "books.duckdb"]

    done = subprocess.run(line, cwd=tmp_path, check=False, capture_output=True, text=True)  # noqa: S603

    advice = 'dlt is not installed: pip install "tap-octopus-accounting[dlt]"'
    assert (done.returncode, done.stderr) == (1, f"Error: {advice}\n")
    line = [tap.with_name("python"), "-c", "import tap_octopus.dlt"]
    done = subprocess.run(line, cwd=tmp_path, check=False, capture_output=True, text=True)  # noqa: S603
    assert done.stderr.splitlines()[-1] == f"ImportError: {advice}"


def test_faker(tap: Path, wheel: Path, tmp_path: Path, without_network: dict[str, str]) -> None:
    """With the extra `faker` stream maps may write made-up values."""
    python = tap.with_name("python")
    install: list[str | Path] = [UV, "pip", "install", "-q", "--python", python]
    run(*install, "-c", "requirements/tap.txt", f"{wheel}[faker]")
    config = tmp_path / "config.json"
    maps = {"relations": {"name": "fake.name()"}}
    settings = {"software_house_uuid": "x", "user": "x", "password": "x", "stream_maps": maps}
    config.write_text(json.dumps(settings), encoding="utf-8")

    said = run(tap, "--config", config, "--test=schema", variables=without_network)

    assert '"stream":"relations"' in said
