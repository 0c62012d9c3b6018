"""What a load tells: failed dossiers after the others are loaded, and bad input in one line."""

import json
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import duckdb
import pytest
from click.testing import CliRunner, Result
from singer_sdk.exceptions import ConfigValidationError

from tap_octopus.dlt import octopus
from tap_octopus.errors import RunFailed
from tap_octopus.setup.command import main
from tests.dlt.destinations import Destination, InDuckDB, InFiles
from tests.support import calls
from tests.support.compare import difference
from tests.support.contract import OWN, TABLES
from tests.support.sandbox import DAY, Sandbox
from tests.support.tap import by_password
from tests.support.truth import true_tables

HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
"""A program that has a DuckDB open until its input ends."""


def test_failed_dossier(sandbox: Sandbox, tmp_path: Path) -> None:
    """The others are loaded when a dossier fails; then it is told, and the next load repairs it."""
    destination, config = InDuckDB(tmp_path), by_password(sandbox)
    sandbox.pass_time(DAY)
    sandbox.fault("field_value", calls.RELATIONS, dossier=1, field="client", value="maybe")

    with pytest.raises(RunFailed, match=r"dossier 1 .*relations failed"):
        destination.load(config, "relations", "sync_status")

    (failed,) = destination.query("select stream from octopus.sync_status where outcome = 'failed'")
    assert failed == {"stream": "relations"}
    true = true_tables(sandbox, 2)["relations"]
    held = [row for row in destination.live("relations") if row["dossier_id"] == 2]
    assert difference("relations", true, held) == ""

    sandbox.repair()
    destination.load(config, "relations", "sync_status")

    true += true_tables(sandbox, 1)["relations"]
    assert difference("relations", true, destination.live("relations")) == ""


def test_selection(sandbox: Sandbox, tmp_path: Path) -> None:
    """Only what is selected is asked for, and only that has tables."""
    destination = InDuckDB(tmp_path)
    sandbox.pass_time(DAY)
    sandbox.calls()

    destination.load(by_password(sandbox), "products", "sync_status")

    tables = destination.query("from (show all tables) where schema = 'octopus'")
    names = {row["name"] for row in tables}
    assert {name for name in names if not name.startswith("_dlt")} == {"products", "sync_status"}
    assert set(sandbox.calls()) == {
        *((name, None) for name in (calls.SIGN_IN, calls.VERSION, calls.LIST_DOSSIERS)),
        *((name, dossier) for name in (calls.CONNECT, calls.PRODUCTS) for dossier in (1, 2)),
    }


def test_settings_of_dlt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings come from dlt's configuration; arguments come first, the tap's variables last."""
    monkeypatch.setenv("TAP_OCTOPUS_USER", "of the tap")
    monkeypatch.setenv("TAP_OCTOPUS_SOFTWARE_HOUSE_UUID", "of the tap")
    monkeypatch.setenv("SOURCES__OCTOPUS__PASSWORD", "secret")
    monkeypatch.setenv("SOURCES__OCTOPUS__DOSSIER_IDS", "1,x")

    with pytest.raises(ConfigValidationError, match="SOURCES__OCTOPUS__DOSSIER_IDS must be whole"):
        octopus()
    monkeypatch.setenv("SOURCES__OCTOPUS__DOSSIER_IDS", "1,2")
    with pytest.raises(ConfigValidationError, match=r"both name \[2\]"):
        octopus(excluded_dossier_ids=[2])
    assert "bookings" in octopus().resources


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"dosier_ids": [1]}, "there is no setting dosier_ids"),
        ({"start_date": "soon"}, "start_date is 'soon'"),
        ({"password": ""}, "user and password go together"),
        ({"stream_maps": {"relations": {}}}, "stream_maps is for Singer targets"),
    ],
)
def test_wrong_settings(sandbox: Sandbox, wrong: dict[str, object], told: str) -> None:
    """A wrong setting is told when the source is made, before a call."""
    with pytest.raises(ConfigValidationError, match=told):
        octopus(**{**by_password(sandbox), **wrong})


def test_misspelt_variable(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    """A misspelt variable of dlt's configuration is told."""
    monkeypatch.setenv("SOURCES__OCTOPUS__DOSIER_IDS", "1")

    with pytest.raises(ConfigValidationError, match="no setting SOURCES__OCTOPUS__DOSIER_IDS"):
        octopus(**by_password(sandbox))


def test_refused_sign_in(sandbox: Sandbox, tmp_path: Path) -> None:
    """When nothing can be read, nothing is loaded, and the reason is told."""
    config = by_password(sandbox) | {"password": "wrong"}

    result = _command(tmp_path, config, "--to", str(tmp_path / "books.duckdb"))

    assert result.exit_code == 1
    assert "Octopus answered 401. Check user, password" in result.stderr.splitlines()[-1]


def test_command(sandbox: Sandbox, tmp_path: Path) -> None:
    """The command loads into a file, and tells how many rows."""
    sandbox.pass_time(DAY)
    path = tmp_path / "books.duckdb"

    result = _command(tmp_path, by_password(sandbox), "--to", str(path))

    assert result.exit_code == 0, result.stderr
    with duckdb.connect(path) as connection:
        sql = "select count(*) from octopus.{}"
        counts = [connection.execute(sql.format(t)).fetchall()[0][0] for t in (*TABLES, *OWN)]
    assert result.stdout == f"Loaded {sum(counts):,} rows into the schema octopus of {path}\n"


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("nosuch", "There is no destination nosuch: give a file such as books.duckdb"),
        ("settings.json/books.duckdb", "settings.json cannot be written: Not a directory"),
        ("settings.json/folder", "settings.json cannot be written: Not a directory"),
        ("octopus.duckdb", "The DuckDB file and its schema are both called octopus"),
        ("snowflake", 'snowflake needs another package: pip install "dlt[snowflake]"'),
        ("postgres", "postgres needs credentials: set DESTINATION__POSTGRES__CREDENTIALS"),
    ],
)
def test_bad_destinations(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str, told: str
) -> None:
    """A destination that cannot be loaded is told in one line that says what to do, uncalled."""
    monkeypatch.chdir(tmp_path)
    account = "snowflake://user:password@host/database?warehouse=w"
    monkeypatch.setenv("DESTINATION__SNOWFLAKE__CREDENTIALS", account)
    sandbox.calls()

    result = _command(tmp_path, by_password(sandbox), "--to", to)

    assert result.exit_code == 1
    assert told in result.stderr.splitlines()[-1]
    assert not sandbox.calls()


@pytest.mark.parametrize("kind", [InDuckDB, InFiles])
def test_unwritable(sandbox: Sandbox, tmp_path: Path, kind: type[Destination]) -> None:
    """A place that cannot be written is told by the source too, in one line, before a call."""
    (tmp_path / "file").write_text("")
    destination = kind(tmp_path / "file")
    destination.pipelines = tmp_path / "pipelines"
    sandbox.calls()

    with pytest.raises(RunFailed) as raised:
        destination.load(by_password(sandbox))

    told = raised.value.format_message()
    assert "\n" not in told
    assert str(tmp_path / "file") in told
    assert "Not a directory" in told
    assert not sandbox.calls()


def test_locked_file(sandbox: Sandbox, tmp_path: Path) -> None:
    """A DuckDB that another program has open is told, before a call is made."""
    path = tmp_path / "books.duckdb"
    sandbox.calls()
    line = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(line, stdin=PIPE, stdout=PIPE, text=True) as holder:  # noqa: S603 - ours
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"

        result = _command(tmp_path, by_password(sandbox), "--to", str(path))
        with pytest.raises(RunFailed) as raised:
            InDuckDB(tmp_path).load(by_password(sandbox))

        holder.communicate("\n")
    assert result.exit_code == 1
    told = f"{path} is open in another program: close it there, and run this again"
    assert result.stderr.splitlines()[-1] == f"Error: {told}"
    assert raised.value.format_message() == told
    assert not sandbox.calls()


def _command(folder: Path, config: dict[str, object], *words: str) -> Result:
    settings = folder / "settings.json"
    settings.write_text(json.dumps(config))
    return CliRunner().invoke(main, ["load", "--config", str(settings), *words])
