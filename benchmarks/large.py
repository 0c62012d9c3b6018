"""An Octopus with as many rows of one table, or as many dossiers, as is asked for.

The sandbox keeps real books, of which a table such as `balancings` never has 300,000 rows. Here all
records of a table are the same but for a number, which is in their keys too.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import re
import socketserver
import threading
import typing as t
from pathlib import Path
from urllib.parse import urlsplit

from tap_octopus.client import operations as api

if t.TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMAS = Path(api.__file__).parents[1] / "schemas"
NUMBER = 987_654_321
"""Stands where the number of a record goes."""

AT_ONCE = 1000
ID = re.compile(r"\{\w+\}")
OPERATIONS = [(o, re.compile(f"/{o.address}{ID.sub('-?[0-9]+', o.path)}")) for o in api.OPERATIONS]
TOKENS = {"token": "t", "Dossiertoken": "t"}
ONCE = ("bookyears", "journals", "bookyear_details", "financial_journals")
"""Tables of which one record is enough; of the others there is none but of the large one."""


class Large:
    """What is answered.

    Args:
        table: The table that has many rows.
        rows: How many.
        dossiers: How many dossiers there are.
    """

    def __init__(self, table: str = "", rows: int = 0, dossiers: int = 1) -> None:
        self._table = table
        self._rows = rows
        self._dossiers = dossiers

    def parts(self, method: str, path: str) -> Iterator[bytes]:
        """Give the answer to a request, in parts."""
        operation = next(o for o, p in OPERATIONS if o.method == method and p.fullmatch(path))
        if operation in (api.SIGN_IN, api.CONNECT):
            yield json.dumps(TOKENS).encode()
            return
        name = operation.name
        count = self._rows if name == self._table else int(name in ONCE)
        count = self._dossiers if operation is api.DOSSIERS else count
        if operation in (api.BOOKYEAR_DETAILS, api.FINANCIAL_JOURNALS):
            yield _of_number(_template(name), 1)
            return
        yield b'{"%s":[' % operation.rows.encode() if operation.rows else b"["
        template = _template(name) if count else b""
        for first in range(1, count + 1, AT_ONCE):
            last = min(first + AT_ONCE, count + 1)
            records = (_of_number(template, number) for number in range(first, last))
            yield (b"," if first > 1 else b"") + b",".join(records)
        yield b"]}" if operation.rows else b"]"


def _template(table: str) -> bytes:
    schema = json.loads((SCHEMAS / f"{table}.json").read_text(encoding="utf-8"))
    return json.dumps(_record(schema)).encode()


def _record(schema: dict[str, t.Any]) -> dict[str, t.Any]:
    made: dict[str, t.Any] = {}
    for column in schema["properties"].values():
        *steps, name = column.get("x-octopus-path", "").split(".")
        place = made
        for step in steps:
            place = place.setdefault(step, {})
        if name:
            place[name] = _value(column)
    return made


def _value(column: dict[str, t.Any]) -> object:
    kinds = [column["type"]] if isinstance(column["type"], str) else column["type"]
    if "array" in kinds:
        items = column["items"]
        return [_record(items) if "properties" in items else _value(items)]
    if column.get("format") == "date":
        return "2026-01-31"
    values = {"integer": NUMBER, "number": 1.5, "boolean": True, "string": f"A{NUMBER}"}
    return next(value for kind, value in values.items() if kind in kinds)


def _of_number(template: bytes, number: int) -> bytes:
    return template.replace(b"%d" % NUMBER, b"%d" % number)


class _Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    large = Large()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in self.server.large.parts(self.command, urlsplit(self.path).path):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def large(table: str = "", rows: int = 0, dossiers: int = 1) -> Iterator[dict[str, object]]:
    """Serve as long as the context lasts; give the settings of a tap that reads it."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.large = Large(table, rows, dossiers)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        names = ("api_url", "oauth_url", "file_sync_url")
        signs_in = {"software_house_uuid": "u", "user": "u", "password": "p"}
        yield {**{name: f"{address}/{name}" for name in names}, **signs_in}
        server.shutdown()
