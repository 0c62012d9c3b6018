"""The Dagster project, over a sandbox and into a PostgreSQL."""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support import calls
from tests.support.compare import differences
from tests.support.contract import OWN, TABLES
from tests.support.meltano import ROOT, Project
from tests.support.sandbox import HALF_A_DAY, serving
from tests.support.warehouse import postgres

PYTHON = ROOT / ".venv-dagster" / "bin" / "python"
SERVER = ROOT / "tests" / "support" / "dagster_server.py"
RAW = "octopus"
"""The schema that meltano.yml loads into, and the example looks into."""

STALLED = """
update {schema}.sync_status set attempted_at = attempted_at - interval '3 days'
where stream = 'relations'
"""
NO_RUNS = """
update {schema}.sync_status set attempted_at = now() at time zone 'utc' - interval '4 hours'
"""
FAILED = "Dossier 1, costcentres: failed"
EXAMPLE = ROOT / "examples" / "dagster"


class Dagster:
    """The example in a process of its own.

    Args:
        process: What carries out orders.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, **order: object) -> Any:  # noqa: ANN401 - any JSON
        """Give an order, and wait for the answer."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def dagster(environment: dict[str, str], folder: Path) -> Iterator[Dagster]:
    """Run the example as long as the context lasts."""
    line = [PYTHON, SERVER, EXAMPLE]
    with (
        (folder / "dagster.log").open("w") as log,
        subprocess.Popen(  # noqa: S603 - ours
            line,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        yield Dagster(process)
        assert process.stdin
        process.stdin.close()


class People(HTTPServer):
    """Those who are told, at an address of this machine."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Telling)
        self.told: list[str] = []


class Telling(BaseHTTPRequestHandler):
    """Takes what people are told."""

    server: People

    def log_message(self, *_: object) -> None:
        """Say nothing on stderr."""

    def do_POST(self) -> None:
        """Take one message."""
        text = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(json.loads(text)["text"])
        self.send_response(200)
        self.end_headers()


@pytest.fixture
def people() -> Iterator[People]:
    """Give people who can be told."""
    with People() as people:
        threading.Thread(target=people.serve_forever, daemon=True).start()
        yield people
        people.shutdown()


def test_shards_in_dagster(tmp_path: Path, people: People) -> None:
    """Partitions load the shards, trouble is told once, and the warehouse holds all there is."""
    now = datetime.now(UTC).isoformat()
    with (
        serving(dossiers=4, documents_per_year=3, bookyears=1, now=now) as sandbox,
        postgres() as server,
    ):
        warehouse, memory = server.database(RAW), server.database("public")
        project = Project(tmp_path, sandbox, warehouse)
        variables = {
            "MELTANO_DATABASE_URI": memory.address.replace("postgresql:", "postgresql+psycopg:"),
            "MELTANO_PROJECT_ROOT": str(tmp_path),
            "OCTOPUS_SHARDS": "2",
            "ALERT_WEBHOOK": f"http://127.0.0.1:{people.server_port}/",
        }
        with dagster(project.environment | variables, tmp_path) as run:
            assert sorted(run(tables=True)) == sorted([*TABLES, *OWN])
            assert run(load="1/2")
            assert run(watch=True) == "All is well."
            sandbox.fault("html", calls.COSTCENTRES, dossier=1, status=404)

            assert not run(load="2/2")

            assert [run(watch=True) for _ in range(2)] == ["alert", "People have been told."]
            assert [text.split(";")[0] for text in people.told] == [FAILED]
            others = [table for table in TABLES if table != "costcentres"]
            assert differences(sandbox, warehouse, *others) == ""

            sandbox.repair()
            sandbox.pass_time(HALF_A_DAY)
            assert run(load="2/2", groups=["lists"])

            assert differences(sandbox, warehouse, "costcentres") == ""
            assert run(watch=True) == "All is well."
            warehouse.order(STALLED)
            assert run(watch=True) == "alert"
            assert people.told[1].count("relations: complete; last complete read: 20") == 4
            warehouse.order(NO_RUNS)
            assert run(watch=True) == "alert"
            assert people.told[2].count("dossiers: complete; last complete read: 20") == 4
            assert len(people.told[2].splitlines()) == 4
            assert run(busy="1/2") == ["2/2"]
        states = [row["state_id"] for row in memory.query("select state_id from state order by 1")]
        assert states == [f"dev:tap-octopus-to-target-postgres:shard-{n}" for n in (1, 2)]
        assert sandbox.refused_calls() == 0
