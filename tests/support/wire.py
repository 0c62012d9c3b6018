"""A network that ends at the tap's door: a proxy that answers itself what a test tells it to."""

from __future__ import annotations

import contextlib
import dataclasses
import http.server
import json
import os
import threading
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from email.message import Message

BODILESS = (204, 304)


@dataclasses.dataclass(frozen=True)
class Sent:
    """A request as it has come over the wire."""

    method: str
    url: str
    headers: Message
    body: bytes

    @property
    def path(self) -> str:
        """The path that is asked for."""
        return urlsplit(self.url).path

    @property
    def query(self) -> dict[str, list[str]]:
        """The query, by name."""
        return parse_qs(urlsplit(self.url).query, keep_blank_values=True)


@dataclasses.dataclass(frozen=True)
class Reply:
    """An answer: bytes and text as they are, anything else as JSON.

    A `Content-Length` among the headers is sent as it is; the connection ends after such a reply.
    """

    content: object = b""
    status: int = 200
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """What goes over the wire."""
        if isinstance(self.content, bytes):
            return self.content
        text = self.content if isinstance(self.content, str) else json.dumps(self.content)
        return text.encode()


class Wire:
    """What a test says of the network, and what has come over it.

    Attributes:
        answer: Makes the answer to a request; an error in it is raised when the wire is cut.
        sent: The requests so far.
    """

    def __init__(self) -> None:
        self.answer: Callable[[Sent], Reply] = lambda _: Reply()
        self.sent: list[Sent] = []
        self.errors: list[Exception] = []


@contextlib.contextmanager
def wire() -> Iterator[Wire]:
    """Make every address of http:// end here, as long as the context lasts."""
    made = Wire()

    class Handler(_Handler):
        wire = made

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005})
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        with mock.patch.dict(os.environ, {"http_proxy": address, "no_proxy": ""}):
            yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    if made.errors:
        raise made.errors[0]


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer leaves whole
    wire: Wire

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # of a tap that has seen enough
            super().handle()

    def answer(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        sent = Sent(self.command, self.path, self.headers, self.rfile.read(size))
        self.wire.sent.append(sent)
        try:
            reply = self.wire.answer(sent)
        except Exception as error:  # noqa: BLE001 - raised again in the test's own thread
            self.wire.errors.append(error)
            self.close_connection = True
            return
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        body = b"" if reply.status in BODILESS else reply.body
        if "Content-Length" in reply.headers:
            self.close_connection = True
        elif reply.status not in BODILESS:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer  # noqa: N815

    def log_message(self, *_: Any) -> None:  # noqa: ANN401
        pass
