"""The plain pipe, run as cron runs it."""

import fcntl
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.recipes.texts import RAW, text
from tests.support.compare import differences
from tests.support.sandbox import HALF_A_DAY, Sandbox
from tests.support.tap import by_password
from tests.support.warehouse import Postgres, Warehouse

THERE = "/srv/octopus"
ENVIRONMENT = Path(sys.executable).parents[1]
SCHEDULE = "*/30 * * * *"


class Cron:
    """A folder with what the recipe asks for, and the job of its crontab.

    Args:
        folder: What takes the place of the folder in the recipe.
        sandbox: What the tap reads.
        warehouse: What the target loads into.
    """

    def __init__(self, folder: Path, sandbox: Sandbox, warehouse: Warehouse) -> None:
        self.folder = folder
        for name in ("tap", "target"):
            (folder / name).symlink_to(ENVIRONMENT)
        (folder / "config.json").write_text(json.dumps(by_password(sandbox)))
        (folder / "target.json").write_text(json.dumps(warehouse.target_config()))
        script = folder / "load.sh"
        script.write_text(text("A plain pipe with cron", "bash"))
        script.chmod(0o700)
        line = text("A plain pipe with cron", "crontab").strip()
        assert line.startswith(f"{SCHEDULE} {THERE}/")
        self._command = line.removeprefix(SCHEDULE).replace(THERE, str(folder))

    def run(self) -> "subprocess.CompletedProcess[str]":
        """Run the job in the little that cron gives it; what it says would be a mail."""
        return subprocess.run(  # noqa: S603 - ours
            ["/bin/sh", "-c", self._command],
            env={"HOME": str(self.folder), "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    def state(self) -> dict[str, Any]:
        """Give the state that the next run begins with."""
        state: dict[str, Any] = json.loads((self.folder / "state.json").read_text())
        return state


@pytest.fixture
def warehouse(server: Postgres) -> Warehouse:
    """Give an empty warehouse."""
    return server.database(RAW)


def test_pipe(sandbox: Sandbox, warehouse: Warehouse, tmp_path: Path) -> None:
    """The job loads, goes on where it was, keeps its state when it fails, and only then speaks."""
    cron = Cron(tmp_path, sandbox, warehouse)

    first = cron.run()

    assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
    assert differences(sandbox, warehouse) == ""

    sandbox.change("edit", 1)
    sandbox.pass_time(HALF_A_DAY)
    sandbox.fault("unauthorized", times=1)
    known = cron.state()

    failed = cron.run()

    assert failed.returncode == 1
    assert "401" in failed.stdout
    assert cron.state() == known

    second = cron.run()

    assert second.returncode == 0, second.stdout
    assert differences(sandbox, warehouse) == ""
    since = [state["bookmarks"]["bookings"]["1"]["since"] for state in (known, cron.state())]
    assert since == sorted({*since})


def test_one_at_a_time(sandbox: Sandbox, warehouse: Warehouse, tmp_path: Path) -> None:
    """As long as a run goes on, the next one leaves at once, in silence and without a call."""
    cron = Cron(tmp_path, sandbox, warehouse)
    sandbox.calls()

    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = cron.run()

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not sandbox.calls()
