"""What goes over the wire, and what becomes of the body that comes back."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.client.transport import IN_MEMORY, Transport
from tap_octopus.errors import (
    AnswerError,
    TemporaryError,
)
from tests.support.wire import Reply
from tests.unit.doubles import MIDNIGHT, Time, oauth_settings, settings
from tests.unit.test_clock import date
from tests.unit.test_transport import transport

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.wire import Wire

PRIVATE = "what the books say"


def send(request: Request, rung: Transport | None = None) -> None:
    """Send a request; its answer is of no interest."""
    with (rung or transport())(request):
        pass


def test_query(wire: Wire) -> None:
    """A blank is sent as %20, as Octopus' own examples have it, and empty values are kept."""
    wire.answer = lambda _: Reply([])
    query: dict[str, str | int] = {"modifiedTimeStamp": "1980-01-01 00:00:00.000", "a": -1, "b": ""}

    send(Request(api.ACCOUNTS, 7, query=query))

    (sent,) = wire.sent
    assert sent.url == (
        "http://octopus.test/v1/dossiers/7/accounts/modified"
        "?modifiedTimeStamp=1980-01-01%2000%3A00%3A00.000&a=-1&b="
    )


def test_sign_in(wire: Wire) -> None:
    """Signing in sends JSON, with its content type, to the API's address."""
    wire.answer = lambda _: Reply({"token": "t"})

    send(Request(api.SIGN_IN, headers={"softwareHouseUuid": "id"}, json={"user": "me"}))

    (sent,) = wire.sent
    assert (sent.method, sent.url) == ("POST", "http://octopus.test/v1/authentication")
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["softwareHouseUuid"] == "id"
    assert json.loads(sent.body) == {"user": "me"}


def test_refresh(wire: Wire) -> None:
    """A refresh token goes as a form to the OAuth address, and nowhere else."""
    wire.answer = lambda _: Reply({"token": "t"})

    send(Request(api.REFRESH, form={"a": "b"}), Transport(oauth_settings(), Time().clock()))

    (sent,) = wire.sent
    assert (sent.method, sent.url) == ("POST", "http://octopus.test/oauth")
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert sent.body == b"a=b"


def test_connecting_has_no_body(wire: Wire) -> None:
    """Connecting is a POST with an empty body."""
    wire.answer = lambda _: Reply({"Dossiertoken": "t"})

    send(Request(api.CONNECT, 1, query={"dossierId": 1}))

    (sent,) = wire.sent
    assert (sent.method, sent.url) == ("POST", "http://octopus.test/v1/dossiers?dossierId=1")
    assert (sent.headers["Content-Length"], sent.body) == ("0", b"")


def test_user_agent(wire: Wire) -> None:
    """The tap says who it is."""
    wire.answer = lambda _: Reply([])

    send(Request(api.DOSSIERS), transport(user_agent="office/1"))

    assert wire.sent[0].headers["User-Agent"] == "office/1"


@pytest.mark.parametrize("user_agent", ["x\r\n y", "x\ny: z", "\u20ac"])
def test_headers(wire: Wire, user_agent: str) -> None:
    """What would be more than one header, or cannot be in one, is not sent."""
    with pytest.raises(AnswerError, match="cannot be written in a header"):
        transport(user_agent=user_agent)(Request(api.DOSSIERS))

    assert wire.sent == []


def test_no_proxy(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that the environment excepts from its proxy is asked directly."""
    wire.answer = lambda _: Reply([])
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    send(Request(api.DOSSIERS), transport(api_url=f"{os.environ['http_proxy']}/v1"))

    (sent,) = wire.sent
    assert sent.url == "/v1/dossiers"


def test_cookies(wire: Wire) -> None:
    """A cookie is not sent back: a call says nothing of the one before."""
    wire.answer = lambda _: Reply([], headers={"Set-Cookie": "a=b"})
    rung = transport()

    send(Request(api.DOSSIERS), rung)
    send(Request(api.DOSSIERS), rung)

    assert [sent.headers["Cookie"] for sent in wire.sent] == [None, None]


def test_redirects(wire: Wire) -> None:
    """A redirect is not followed: tokens go to no other address."""
    wire.answer = lambda _: Reply([], 302, {"Location": "http://x"})

    with pytest.raises(AnswerError, match="302"):
        transport()(Request(api.DOSSIERS))

    assert len(wire.sent) == 1


def test_date(wire: Wire) -> None:
    """Every answer sets the clock, one that is an error too."""
    wire.answer = lambda _: Reply(status=500, headers={"Date": date(MIDNIGHT + 3600)})
    clock = Time().clock()

    with pytest.raises(TemporaryError):
        Transport(settings(), clock)(Request(api.DOSSIERS))

    assert clock.seconds() == MIDNIGHT + 3600


def test_large_answers(
    wire: Wire,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A large answer is read whole, and leaves nothing behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    records = [{"text": "x" * 1000} for _ in range(2 * IN_MEMORY // 1000)]
    wire.answer = lambda _: Reply(records)

    with transport()(Request(api.BOOKYEARS, 1)) as answer:
        (found,) = map(list, answer.records(None))

    assert found == records
    assert list(tmp_path.iterdir()) == []


def test_slow_body(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that never ends is given up at the time-out."""
    wire.answer = lambda _: Reply(b"[" + b" " * 2_000_000)
    seconds = iter(range(0, 10_000, 400))
    clock = SimpleNamespace(monotonic=lambda: next(seconds))
    monkeypatch.setattr("tap_octopus.client.transport.time", clock)

    with pytest.raises(TemporaryError, match="in time"):
        transport()(Request(api.BOOKYEARS, 1))


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_body_that_breaks(wire: Wire, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """A connection that breaks in the body is worth another try; what came is thrown away."""
    opened: list[Any] = []
    spooled = tempfile.SpooledTemporaryFile

    def remember(**options: Any) -> Any:  # noqa: ANN401
        opened.append(spooled(**options))
        return opened[-1]

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", remember)
    wire.answer = lambda _: Reply(b"[" + b" " * size, headers={"Content-Length": "9000000"})

    with pytest.raises(TemporaryError, match="cut off"):
        transport()(Request(api.BOOKYEARS, 1))

    assert [body.closed for body in opened] == [True]


def test_packed_body(wire: Wire) -> None:
    """A packed answer is unpacked, and the server is told that it may pack it."""
    headers = {"Content-Encoding": "gzip"}
    wire.answer = lambda _: Reply(gzip.compress(b'[{"a": 1}]'), headers=headers)

    with transport()(Request(api.BOOKYEARS, 1)) as answer:
        (found,) = map(list, answer.records(None))

    assert found == [{"a": 1}]
    assert "gzip" in wire.sent[0].headers["Accept-Encoding"]


def test_garbled_body(wire: Wire) -> None:
    """A packed answer that cannot be unpacked is worth another try."""
    wire.answer = lambda _: Reply(b"[]", headers={"Content-Encoding": "gzip"})

    with pytest.raises(TemporaryError, match="garbled"):
        transport()(Request(api.BOOKYEARS, 1))
