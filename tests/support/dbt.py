"""The dbt project, run over a warehouse by the dbt of `.venv-dbt`."""

import atexit
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from demo.services import for_dbt

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "transform"
PYTHON = ROOT / ".venv-dbt" / "bin" / "python"
FOREIGN = ROOT / ".venv-dialects" / "bin" / "python"
"""That of the environment with the adapters of warehouses which we have none of."""
SERVER = Path(__file__).with_name("dbt_server.py")
QUIET = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_THREADS": "2"}

FLAGS = (
    "--no-use-colors",
    "--no-version-check",
    "--log-level-file=none",
    "--quiet",
    "--no-static-parser",
)


@dataclass(frozen=True)
class Built:
    """What came of a command: each node with its status, what dbt said, and where it made files."""

    success: bool
    statuses: Mapping[str, str]
    messages: Mapping[str, str]
    log: str
    folder: Path

    def bad(self) -> set[str]:
        """Give the names of the nodes that failed, broke or warned."""
        fine = {"success", "pass"}
        return {name for name, status in self.statuses.items() if status not in fine}


class Place(NamedTuple):
    """A warehouse as dbt finds it: the target, its environment, and the folder to work in."""

    target: str
    environment: Mapping[str, str]
    folder: Path


class Dbt:
    """A dbt that waits for commands.

    Args:
        server: The process that runs them.
        folder: Where it writes what it makes.
    """

    def __init__(self, server: "subprocess.Popen[str]", folder: Path) -> None:
        self._server = server
        self._folder = folder

    def run(
        self,
        command: str,
        place: Place,
        *options: str,
        project: Path = PROJECT,
        **variables: object,
    ) -> Built:
        """Run a command over a warehouse, with vars."""
        target = self._folder / "target" / project.parent.name / place.target
        log, said = self._folder / "log.txt", self._folder / "answer.json"
        log.write_text("")
        order = {
            "flags": FLAGS,
            "command": command,
            "project": [
                f"--project-dir={project}",
                f"--profiles-dir={PROJECT}",
                f"--vars={json.dumps(variables)}",
            ],
            "options": options,
            "env": {
                **QUIET,
                **place.environment,
                "DBT_TARGET": place.target,
                "DBT_TARGET_PATH": str(target),
            },
            "folder": str(place.folder),
            "log": str(log),
            "answer": str(said),
        }
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        assert self._server.stdout.readline(), log.read_text()
        answer: dict[str, Any] = json.loads(said.read_text())
        results = {result["id"].split(".", 2)[2]: result for result in answer["results"]}
        return Built(
            answer["success"],
            {name: result["status"] for name, result in results.items()},
            {name: result["message"] for name, result in results.items()},
            answer["exception"] + log.read_text(),
            target,
        )


def dbt(folder: Path, python: Path = PYTHON, *around: Path) -> Dbt:
    """Have dbt wait for commands, within what a program puts around it, and write into a folder."""
    return Dbt(_server(python, *around), folder)


@cache
def _server(python: Path, *around: Path) -> "subprocess.Popen[str]":
    """Start the process that runs dbt, once for all tests of this process."""
    server = subprocess.Popen(  # noqa: S603 - ours
        [python, "-P", SERVER, *around], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(server.communicate)
    return server


def on_postgres(address: str) -> Place:
    """Tell dbt where a PostgreSQL database is, by its URL."""
    return Place("postgres", for_dbt(address), Path.cwd())


def on_duckdb(path: Path) -> Place:
    """Tell dbt where a DuckDB database is; by a short path, dbt sees that it read its files."""
    return Place("duckdb", {"DBT_DUCKDB_PATH": path.name}, path.parent)
