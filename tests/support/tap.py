"""The tap as a user runs it: a command and its files."""

import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.support.messages import Message, last_state, parse, records
from tests.support.processes import Process
from tests.support.sandbox import Sandbox
from tests.support.warehouse import Warehouse


@dataclass(frozen=True)
class Outcome:
    """What came of a run: its exit code, what it said and what it logged."""

    exit_code: int
    stdout: str
    log: str

    @cached_property
    def messages(self) -> list[Message]:
        """The Singer messages: a text in them may hold what Python takes for the end of a line."""
        return list(parse(io.StringIO(self.stdout, newline="\n")))

    @property
    def state(self) -> dict[str, Any] | None:
        """What the last STATE message says."""
        return last_state(self.messages)

    def records(self, stream: str) -> list[dict[str, Any]]:
        """Give the records of a stream."""
        return records(self.messages, stream)

    def streams(self) -> set[str]:
        """Give the streams that have records."""
        return {message["stream"] for message in self.messages if message["type"] == "RECORD"}

    def status(self) -> dict[tuple[int, str], dict[str, Any]]:
        """Give the rows of `sync_status` by dossier and stream."""
        return {(row["dossier_id"], row["stream"]): row for row in self.records("sync_status")}

    def outcomes(self, dossier: int) -> set[str]:
        """Give the different outcomes of the streams of a dossier, `dossiers` left aside."""
        rows = self.status().items()
        return {row["outcome"] for (d, s), row in rows if d == dossier and s != "dossiers"}

    def complaints(self) -> list[str]:
        """Give the lines of the log that say what went wrong, to the user and no one else."""
        words = ("| ERROR", "| CRITICAL", "Error:")
        return [line for line in self.log.splitlines() if any(word in line for word in words)]


class Running:
    """A tap that is running."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def finished(self) -> Outcome:
        """Wait for its end."""
        said = self._process.ended()
        return Outcome(said.exit_code, said.stdout, said.stderr)

    def stopped(self, how: int) -> Outcome:
        """Send it a signal and wait for its end."""
        self._process.send(how)
        return self.finished()


class Tap:
    """A tap with its configuration, and what it remembers from run to run.

    Args:
        folder: Where its files are.
        config: Its settings.

    Attributes:
        state: What the next run begins with; each run or load puts its last STATE here.
        catalog: The streams that are selected; all of them when left out.
        environment: Environment variables on top of those of the tests.
    """

    def __init__(self, folder: Path, config: Mapping[str, Any]) -> None:
        self.folder = folder
        self.config = dict(config)
        self.state: dict[str, Any] | None = None
        self.catalog: dict[str, Any] | None = None
        self.environment: dict[str, str] = {}

    def start(self, *options: str) -> Running:
        """Start a run, which goes on by itself; the state is left as it is."""
        return Running(Process([*self.line(), *options], self.folder, self._env()))

    def run(self, *options: str) -> Outcome:
        """Run to the end."""
        outcome = self.start(*options).finished()
        if not options:
            self.state = outcome.state or self.state
        return outcome

    def load(self, warehouse: Warehouse) -> Outcome:
        """Run into a warehouse; the state is what the target says it has written."""
        outcome = self.start().finished()
        self.state = warehouse.load(outcome.stdout, self.folder) or self.state
        return outcome

    def line(self) -> list[str]:
        """Write its files and give the command line that uses them."""
        files = {"config": self.config or None, "state": self.state, "catalog": self.catalog}
        given = {name: content for name, content in files.items() if content is not None}
        for name, content in given.items():
            (self.folder / f"{name}.json").write_text(json.dumps(content))
        return ["tap-octopus", *(f"--{name}={self.folder / name}.json" for name in given)]

    def select(self, *streams: str) -> None:
        """Select these streams, and no others."""
        catalog: dict[str, Any] = json.loads(self.run("--discover").stdout)
        for entry in catalog["streams"]:
            for metadata in entry["metadata"]:
                if not metadata["breadcrumb"]:
                    metadata["metadata"]["selected"] = entry["stream"] in streams
        self.catalog = catalog

    def _env(self) -> dict[str, str]:
        foreign = {"LOGLEVEL", *(name for name in os.environ if name.startswith("TAP_OCTOPUS_"))}
        own = {name: value for name, value in os.environ.items() if name not in foreign}
        return own | self.environment


def by_password(sandbox: Sandbox, **settings: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Configure a tap that signs in with user and password."""
    return _config(sandbox, "user", "password", **settings)


def by_refresh_token(sandbox: Sandbox, **settings: Any) -> dict[str, Any]:  # noqa: ANN401
    """Configure a tap that signs in with a refresh token."""
    return _config(sandbox, "oauth_url", "refresh_token", **settings)


def _config(sandbox: Sandbox, *names: str, **settings: Any) -> dict[str, Any]:  # noqa: ANN401
    account = sandbox.account
    chosen = ("api_url", "file_sync_url", "software_house_uuid", *names)
    return {**{name: account[name] for name in chosen}, **settings}
