"""What is measured: the commands, their files, and the books that all of them read."""

from __future__ import annotations

import json
import subprocess
import sys
import typing as t
from pathlib import Path

from benchmarks import measure
from tap_octopus.tap import TapOctopus

if t.TYPE_CHECKING:
    from benchmarks.measure import Cost, Turn
    from demo.services import Postgres, Sandbox

ROOT = Path(__file__).resolve().parent.parent
OURS = ("tap-octopus",)
PLAIN = (sys.executable, "-m", "benchmarks.plain_tap")
NOW = "2026-11-20T09:00:00"
A_DAY = 90_000
"""Seconds: after so many, all calls are allowed again."""

AN_HOUR = 3700
LINES_PER_DOCUMENT = 2.697
"""Ledger lines that the sandbox makes of one of its `documents_per_year` until `NOW`."""

SMALL = (
    "bookyears",
    "journals",
    "accounts",
    "relations",
    "balancings",
    "bank_paymentlist",
    "bank_unbalancedinvoices",
    "costcentres",
    "customfields",
    "productgroups",
    "products",
    "report_open_clients",
)
"""Twelve tables, each of which takes one call for a dossier with one bookyear."""


class Bench:
    """A sandbox, a PostgreSQL, and the files of those who are measured.

    Args:
        folder: Where the files go.
        octopus: The sandbox.
        postgres: The PostgreSQL.
        times: How often each is run.
        lines: How many ledger lines there are in row 11.
    """

    def __init__(
        self, folder: Path, octopus: Sandbox, postgres: Postgres, times: int, lines: int
    ) -> None:
        self.folder = folder
        self.octopus = octopus
        self.postgres = postgres
        self.times = times
        self.lines = lines
        account = octopus.ask("GET", "account")
        names = ("api_url", "file_sync_url", "software_house_uuid", "user", "password")
        self._account = {name: account[name] for name in names}
        self._number = 0

    def books(self, dossiers: int, documents: int) -> int:
        """Begin with other books, of one bookyear; give how many ledger lines are in them."""
        self.octopus.ask(
            "POST",
            "reset",
            dossiers=dossiers,
            documents_per_year=documents,
            bookyears=1,
            now=NOW,
        )
        return sum(dossier["lines"] for dossier in self.octopus.ask("GET", "dossiers"))

    def ledger(self, lines: int) -> int:
        """Begin with the books of one dossier that has about so many ledger lines."""
        return self.books(1, round(lines / LINES_PER_DOCUMENT))

    def pass_time(self, seconds: int = A_DAY) -> None:
        """Let time pass in Octopus: by default until every call is allowed again."""
        self.octopus.ask("PUT", "clock", advance_seconds=seconds)

    def latency(self, seconds: float) -> None:
        """Let every answer come so many seconds late."""
        self.octopus.ask("DELETE", "faults")
        if seconds:
            self.octopus.ask("POST", "faults", kind="latency", seconds=seconds)

    def ours(self, *streams: str, state: object = None, **settings: object) -> list[str]:
        """Give the command of our tap; without streams all of them."""
        return self._tap([_program(*OURS)], streams, state, settings)

    def plain(self, *streams: str) -> list[str]:
        """Give the command of the plain tap."""
        return self._tap(list(PLAIN), streams, None, {})

    def _tap(
        self,
        command: list[str],
        streams: tuple[str, ...],
        state: object,
        settings: dict[str, t.Any],
    ) -> list[str]:
        files: dict[str, object] = {"config": {**self._account, **settings}}
        if streams:
            files["catalog"] = _catalog(command, {*streams, "dossiers", "sync_status"})
        if state:
            files["state"] = state
        return [*command, *(f"--{name}={self.file(name, it)}" for name, it in files.items())]

    def target(self, schema: str, **settings: object) -> list[str]:
        """Give the command of the target, which loads into a schema."""
        config = {
            "sqlalchemy_url": self.postgres.url.replace("postgresql://", "postgresql+psycopg://"),
            "default_target_schema": schema,
            **settings,
        }
        return [_program("target-postgres"), f"--config={self.file('target', config)}"]

    def dlt(
        self, schema: str, *tables: str, place: str = "postgres", address: str = ""
    ) -> list[str]:
        """Give the command of dlt, which loads tables into a schema."""
        into = (place, address or self.postgres.url, schema, self.file("columns", _columns()))
        return self.module("dlt_pipeline", *into, *tables)

    def module(self, name: str, *words: str) -> list[str]:
        """Give the command of a module here, with the account and other words."""
        return [sys.executable, "-m", f"benchmarks.{name}", self.file(name, self._account), *words]

    def batch_config(self) -> dict[str, t.Any]:
        """Give the setting by which rows leave in files of the folder."""
        folder = self.folder / "batches"
        folder.mkdir(exist_ok=True)
        return {
            "encoding": {"format": "jsonl", "compression": "gzip"},
            "storage": {"root": folder.as_uri()},
        }

    def schema(self) -> str:
        """Name a new schema."""
        self._number += 1
        return f"load_{self._number}"

    def file(self, name: str, content: object) -> str:
        """Write a file of its own; give its path."""
        self._number += 1
        path = self.folder / f"{name}-{self._number}.json"
        path.write_text(json.dumps(content))
        return str(path)

    def turn(self, *commands: list[str]) -> Turn:
        """Give what measures commands that are piped together, on a day of their own."""

        def run() -> tuple[Cost, ...]:
            self.pass_time()
            return self.cost_once(*commands)

        return run

    def costs(self, *contenders: Turn) -> list[tuple[Cost, ...]]:
        """Measure contenders in turns."""
        return measure.in_turns(self.times, *contenders)

    def cost_once(self, *commands: list[str]) -> tuple[Cost, ...]:
        """Measure one run of commands that are piped together."""
        return measure.piped(self.folder, *commands, RUNTIME__DLTHUB_TELEMETRY="false")

    def said(self, command: list[str]) -> measure.Said:
        """Read what a tap says, on a day of its own."""
        self.pass_time()
        return measure.said(self.folder, *command)


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _catalog(command: list[str], streams: set[str]) -> t.Any:  # noqa: ANN401 - any JSON
    """Ask a tap for its catalog and select streams in it; it needs no settings for that."""
    found = subprocess.run([*command, "--discover"], capture_output=True, check=True)
    catalog = json.loads(found.stdout)
    for entry in catalog["streams"]:
        for metadata in entry["metadata"]:
            if not metadata["breadcrumb"]:
                metadata["metadata"]["selected"] = entry["tap_stream_id"] in streams
    return catalog


def _columns() -> dict[str, t.Any]:
    """Tell where the columns of each table come from, as a user of dlt would write it down."""
    columns = {}
    for name, stream in TapOctopus(validate_config=False).streams.items():
        properties = stream.schema["properties"].items()
        paths = {n: c["x-octopus-path"].split(".") for n, c in properties if "x-octopus-path" in c}
        columns[name] = {"keys": list(stream.primary_keys), "columns": paths}
    return columns
