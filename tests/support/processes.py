"""Commands in processes of their own that start at once.

Importing the Singer SDK takes a second, and tests run the tap more than a hundred times. So a
server process imports it once and forks for each run; from there on a run is that of the command.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

PATIENCE = int(os.environ.get("PATIENCE", "120"))
"""Seconds after which a command that does not end fails its test."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", "tap_octopus.tap", "target_postgres.target"])


@dataclass(frozen=True)
class Said:
    """What a command said before it ended."""

    exit_code: int
    stdout: str
    stderr: str


class Process:
    """A command that is running.

    Args:
        words: The command and its arguments.
        folder: Where its output is kept.
        environment: All of its environment variables.
    """

    def __init__(self, words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._out, self._err = (folder / f"{words[0]}.{name}" for name in ("out", "err"))
        for file in (self._out, self._err):
            file.write_text("")
        files = (str(self._out), str(self._err))
        self._process = _forks.Process(target=_become, args=(words, dict(environment), files))
        self._process.start()

    def send(self, signal: int) -> None:
        """Send it a signal."""
        assert self._process.pid
        os.kill(self._process.pid, signal)

    def ended(self) -> Said:
        """Wait for its end."""
        self._process.join(PATIENCE)
        assert self._process.exitcode is not None, f"no end after {PATIENCE} seconds"
        return Said(self._process.exitcode, self._out.read_text(), self._err.read_text())


def _become(words: Sequence[str], environment: Mapping[str, str], files: Sequence[str]) -> None:
    """Become the command, as its console script would."""
    for number, path in enumerate(files, start=1):
        os.dup2(os.open(path, os.O_WRONLY), number)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = list(words)
    (script,) = entry_points(group="console_scripts", name=words[0])
    sys.exit(script.load()())
