"""Meltano, as anybody would use it: settings in the environment, and one command."""

from __future__ import annotations

import os
import subprocess
import typing as t
from pathlib import Path

from demo.services import DemoFailed, process

if t.TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".venv-meltano" / "bin" / "meltano"
PLUGINS = (
    ROOT / ".meltano/extractors/tap-octopus",
    ROOT / ".meltano/loaders/target-postgres",
    ROOT / ".meltano/utilities/dbt-postgres",
)
LOAD = ("run", "tap-octopus", "target-postgres", "dbt-postgres:live")
ANSWER = ("run", "tap-octopus", "target-postgres", "dbt-postgres:build")
SHOWN = 40
"""Lines of a log that are shown when something fails."""


class Meltano:
    """Runs Meltano in this project, with a memory of its own and without the user's settings.

    Args:
        folder: Where its state and its log go.
        account: How the tap reaches the sandbox.
        target: Where the target loads into, as variables of the environment.
    """

    def __init__(self, folder: Path, account: Mapping[str, str], **target: str) -> None:
        if not PROGRAM.exists():
            raise DemoFailed("Meltano is missing: start the demo with python3 dev.py demo")
        self._log = folder / "meltano.log"
        self._env = {
            **{name: value for name, value in os.environ.items() if not _is_a_setting(name)},
            "DBT_LOG_PATH": str(folder / "dbt"),
            "DBT_TARGET_PATH": str(folder / "dbt"),
            "DO_NOT_TRACK": "1",
            "MELTANO_DATABASE_URI": f"sqlite:///{folder / 'meltano.db'}",
            "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
            "NO_COLOR": "1",
            "TAP_OCTOPUS_API_URL": account["api_url"],
            "TAP_OCTOPUS_FILE_SYNC_URL": account["file_sync_url"],
            "TAP_OCTOPUS_PASSWORD": account["password"],
            "TAP_OCTOPUS_SOFTWARE_HOUSE_UUID": account["software_house_uuid"],
            "TAP_OCTOPUS_USER": account["user"],
            **target,
        }

    def is_installed(self) -> bool:
        """Tell whether the plugins are there; Meltano itself sees whether they are current."""
        return all(folder.exists() for folder in PLUGINS)

    def install(self) -> None:
        """Install the tap and the target."""
        self._call("install", *(folder.name for folder in PLUGINS))

    def run(self, *command: str, **environment: str) -> None:
        """Run a command, which goes on where the last one left off."""
        self._env |= environment
        self._call(*command)

    def _call(self, *words: str) -> None:
        command = (PROGRAM, "--environment=dev", f"--env-file={os.devnull}", *words)
        with (
            self._log.open("w") as log,
            process(command, log, subprocess.STDOUT, cwd=ROOT, env=self._env) as running,
        ):
            code = running.wait()
        if code:
            lines = [line for line in self._log.read_text().splitlines() if not _is_noise(line)]
            what = f"meltano {' '.join(words)} ended with exit code {code}:"
            raise DemoFailed("\n".join([what, *lines[-SHOWN:]]))


def _is_noise(line: str) -> bool:
    return "METRIC" in line or "Inserting with SQL" in line


def _is_a_setting(name: str) -> bool:
    return name.startswith(("DBT_", "MELTANO_", "TAP_OCTOPUS_", "TARGET_"))
