"""The real tap as a user runs it: a command, files, a pipe into the target."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.support.commands import command
from tests.support.messages import Message, last_state, parse, records
from tests.support.sandbox import Sandbox
from tests.support.warehouse import Warehouse

PATIENCE = 120
"""Seconds after which a command that does not end fails its test."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run: its exit code, what it said and what it logged."""

    exit_code: int
    stdout: str
    log: str

    @cached_property
    def messages(self) -> list[Message]:
        """The Singer messages."""
        return list(parse(self.stdout.splitlines()))

    @property
    def state(self) -> dict[str, Any] | None:
        """What the last STATE message says."""
        return last_state(self.messages)

    def records(self, stream: str) -> list[dict[str, Any]]:
        """Give the records of a stream."""
        return records(self.messages, stream)

    def status(self) -> dict[tuple[int, str], dict[str, Any]]:
        """Give the rows of `sync_status` by dossier and stream."""
        return {(row["dossier_id"], row["stream"]): row for row in self.records("sync_status")}

    def outcomes(self, dossier: int) -> set[str]:
        """Give the different outcomes of the streams of a dossier, `dossiers` left aside."""
        rows = self.status().items()
        return {row["outcome"] for (d, s), row in rows if d == dossier and s != "dossiers"}


class Tap:
    """A tap with its configuration, and what it remembers from run to run.

    Args:
        folder: Where its files are.
        config: Its settings.

    Attributes:
        state: What the next run begins with; each run or load puts its last STATE here.
        environment: Environment variables on top of those of the tests.
    """

    def __init__(self, folder: Path, config: Mapping[str, Any]) -> None:
        self.folder = folder
        self.config = dict(config)
        self.state: dict[str, Any] | None = None
        self.catalog: dict[str, Any] | None = None
        self.environment: dict[str, str] = {}

    def run(self, *options: str) -> Outcome:
        """Run the tap."""
        line = [command("tap-octopus"), *self._files(), *options]
        done = subprocess.run(  # noqa: S603 - ours
            line,
            check=False,
            env=self._env(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        outcome = Outcome(done.returncode, done.stdout, done.stderr)
        if not options:
            self.state = outcome.state or self.state
        return outcome

    def load(self, warehouse: Warehouse) -> Outcome:
        """Run the tap into the target; the state is what the target says it has written."""
        tap = self._start([command("tap-octopus"), *self._files()], "tap")
        said = self.folder / "tap.out"
        tee = subprocess.Popen(["tee", said], stdin=tap.stdout, stdout=subprocess.PIPE)  # noqa: S603, S607
        confirmed = load(tee, self.folder, warehouse)
        tap.wait(PATIENCE), tee.wait(PATIENCE)
        for pipe in (tap.stdout, tee.stdout):
            assert pipe
            pipe.close()
        self.state = confirmed or self.state
        return Outcome(tap.returncode, said.read_text(), (self.folder / "tap.log").read_text())

    def _start(self, line: Sequence[str], name: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - ours
                line,
                env=self._env(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def _files(self) -> list[str]:
        files = {"config": self.config, "state": self.state, "catalog": self.catalog}
        given = {name: content for name, content in files.items() if content is not None}
        for name, content in given.items():
            (self.folder / f"{name}.json").write_text(json.dumps(content))
        return [f"--{name}={self.folder / name}.json" for name in given]

    def _env(self) -> dict[str, str]:
        foreign = {"LOGLEVEL", *(name for name in os.environ if name.startswith("TAP_OCTOPUS_"))}
        own = {name: value for name, value in os.environ.items() if name not in foreign}
        return own | self.environment


def load(
    source: subprocess.Popen[bytes], folder: Path, warehouse: Warehouse
) -> dict[str, Any] | None:
    """Load what a process says; give the last STATE that the target confirms."""
    config = folder / "target.json"
    config.write_text(json.dumps(warehouse.target_config()))
    done = subprocess.run(  # noqa: S603 - ours
        [command("target-postgres"), f"--config={config}"],
        check=False,
        stdin=source.stdout,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    states = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    return states[-1] if states else None


def by_password(sandbox: Sandbox, **settings: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Configure a tap that signs in with user and password."""
    names = ("api_url", "user", "password", "software_house_uuid")
    return {**{name: sandbox.account[name] for name in names}, **settings}


def by_refresh_token(sandbox: Sandbox, **settings: Any) -> dict[str, Any]:  # noqa: ANN401
    """Configure a tap that signs in with a refresh token."""
    names = ("api_url", "oauth_url", "refresh_token", "software_house_uuid")
    return {**{name: sandbox.account[name] for name in names}, **settings}
