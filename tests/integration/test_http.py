"""The border to the network over real connections: what a mock of requests cannot show."""

import gzip
import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.client.transport import Transport
from tap_octopus.errors import AnswerError, TemporaryError
from tests.support.wire import Reply, Wire, wire
from tests.unit.doubles import Time, settings

BOOKYEARS = Request(api.BOOKYEARS, 1)


@pytest.fixture
def net() -> Iterator[Wire]:
    """Give a network that answers what a test tells it to: a proxy for every address."""
    with wire() as opened:
        opened.answer = lambda _: Reply([])
        yield opened


def transport(**given: Any) -> Transport:  # noqa: ANN401 - settings
    """Make the sender that is tested."""
    return Transport(settings(**given), Time().clock())


def send(sender: Transport, request: Request = BOOKYEARS) -> list[Any]:
    """Send a request; give the records of its answer."""
    with sender(request) as answer:
        return [*answer.records(None)[0]]


def test_proxy(net: Wire) -> None:
    """A proxy of the environment gets the whole address; the server gets nothing."""
    send(transport())

    assert [sent.url for sent in net.sent] == ["http://localhost/v1/dossiers/1/bookyears"]


def test_no_proxy(net: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that the environment excepts from its proxy is asked directly."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    send(transport(api_url=f"{os.environ['http_proxy']}/v1"))

    assert [sent.url for sent in net.sent] == ["/v1/dossiers/1/bookyears"]


@pytest.mark.parametrize("proxy", ["http://:3128", "http://[zz]"])
def test_no_such_proxy(net: Wire, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """A proxy whose address is none is told as such."""
    monkeypatch.setenv("http_proxy", proxy)

    with pytest.raises(AnswerError, match="is not valid"):
        send(transport())

    assert net.sent == []


def test_cookies(net: Wire) -> None:
    """A cookie is not sent back: a call says nothing of the one before."""
    net.answer = lambda _: Reply([], headers={"Set-Cookie": "a=b"})
    sender = transport()

    send(sender)
    send(sender)

    assert [sent.headers["Cookie"] for sent in net.sent] == [None, None]


def test_redirect(net: Wire) -> None:
    """A redirect is not followed: tokens go to no other address."""
    net.answer = lambda _: Reply([], 302, {"Location": "http://elsewhere.test/"})

    with pytest.raises(AnswerError, match="302"):
        send(transport())

    assert len(net.sent) == 1


def test_header(net: Wire) -> None:
    """What cannot be written in a header is not sent."""
    with pytest.raises(AnswerError, match="a character that is not allowed"):
        send(transport(user_agent="\u20ac"))

    assert net.sent == []


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_body_that_breaks(net: Wire, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """A connection that breaks in the body is worth another try; what came is thrown away."""
    opened: list[Any] = []
    spooled = tempfile.SpooledTemporaryFile

    def remember(**options: Any) -> Any:  # noqa: ANN401
        opened.append(spooled(**options))
        return opened[-1]

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", remember)
    net.answer = lambda _: Reply(b"[" + b" " * size, headers={"Content-Length": "9000000"})

    with pytest.raises(TemporaryError, match="cut off"):
        send(transport())

    assert [body.closed for body in opened] == [True]


def test_packed_body(net: Wire) -> None:
    """A packed answer is unpacked, and the server is told that it may pack it."""
    packed = gzip.compress(b'[{"a": 1}]')
    net.answer = lambda _: Reply(packed, headers={"Content-Encoding": "gzip"})

    assert send(transport()) == [{"a": 1}]
    assert "gzip" in net.sent[0].headers["Accept-Encoding"]


def test_body_that_cannot_be_unpacked(net: Wire) -> None:
    """A packed answer that cannot be unpacked is worth another try."""
    net.answer = lambda _: Reply(b"[]", headers={"Content-Encoding": "gzip"})

    with pytest.raises(TemporaryError, match="could not be unpacked"):
        send(transport())


@pytest.mark.parametrize("framing", ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
def test_drip(monkeypatch: pytest.MonkeyPatch, framing: str) -> None:
    """A body that comes byte by byte is given up at the time-out, however it is framed."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_drip, args=(server, framing), daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        began = time.monotonic()

        with pytest.raises(TemporaryError, match="no complete answer in request_timeout_seconds"):
            send(transport(api_url=address, request_timeout_seconds=1))

        assert time.monotonic() - began < 10


def _drip(server: socket.socket, framing: str) -> None:
    """Answer the first request with a byte every twentieth of a second."""
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(f"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n".encode())
        piece = b"1\r\n \r\n" if "chunked" in framing else b" "
        try:
            while True:
                connection.sendall(piece)
                time.sleep(0.05)
        except OSError:
            pass  # the tap has hung up


def test_kept_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    """One connection serves all calls that are made one after the other."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    opened: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_keep, args=(server, opened), daemon=True).start()
        sender = transport(api_url=f"http://127.0.0.1:{server.getsockname()[1]}/v1")

        for _ in range(3):
            assert send(sender) == [{"a": 1}]
        sender.close()

    assert opened == [3]


def _keep(server: socket.socket, opened: list[int]) -> None:
    """Answer the requests of each connection, and count them, until the server is closed."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return  # the test has closed the server
        opened.append(0)
        with connection:
            while connection.recv(65536):
                opened[-1] += 1
                chunk = b'[{"a": 1}]'
                head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                connection.sendall(head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(chunk), chunk))
