"""The recipe that sends alerts, as it stands there, to a server of our own."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.recipes.texts import text
from tests.support.warehouse import Postgres, Warehouse

PYTHON = Path(__file__).parents[2] / ".venv-alerts" / "bin" / "python"
SCRIPT = text("Alerts to Slack, Teams or mail", "python")
TABLE = """
create schema marts;
create table marts.alerts (alert_key text, dossier_description text, sentence_nl text)
"""
INSERT = """
insert into marts.alerts values
  ('return_due:1:2026-05-01', 'Bakkerij', 'De aangifte is nog niet klaar.'),
  ('dossier_not_read:2:never', null, 'Het grootboek is niet gelezen.')
"""


class Receiver(ThreadingHTTPServer):
    """A place that takes messages, or refuses them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.messages: list[tuple[str, str]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.status == 200:
            self.server.messages.append((said["title"], said["message"]))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Take messages as long as the context lasts."""
    with Receiver() as receiver:
        Thread(target=receiver.serve_forever, daemon=True).start()
        yield receiver
        receiver.shutdown()


def test_alerts(server: Postgres) -> None:
    """Each alert is sent once, one that was refused again, and one that comes back as well."""
    warehouse = server.database("marts")
    warehouse.order(TABLE)
    warehouse.order(INSERT)
    with receiving() as receiver:
        receiver.status = 500
        assert "dossier_not_read:2:never" in _send(warehouse, receiver, fails=True)
        receiver.status = 200
        for _ in range(2):
            _send(warehouse, receiver)
        assert receiver.messages == [
            ("", "Het grootboek is niet gelezen."),
            ("Bakkerij", "De aangifte is nog niet klaar."),
        ]

        warehouse.order("delete from marts.alerts where dossier_description is null")
        _send(warehouse, receiver)
        warehouse.order("delete from marts.alerts")
        warehouse.order(INSERT)
        _send(warehouse, receiver)
        assert receiver.messages[2:] == [("", "Het grootboek is niet gelezen.")]


def _send(warehouse: Warehouse, receiver: Receiver, *, fails: bool = False) -> str:
    port = receiver.server_address[1]
    ended = subprocess.run(  # noqa: S603 - ours
        [PYTHON, "-c", SCRIPT],
        env={
            **os.environ,
            "WAREHOUSE": warehouse.address,
            "ALERTS_TO": f"json://127.0.0.1:{port}/",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert bool(ended.returncode) == fails, ended.stderr
    return ended.stderr
