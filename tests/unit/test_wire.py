"""What goes over the wire, and what becomes of the body that comes back."""

from __future__ import annotations

import http.client
import io
import json
import tempfile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import requests_mock

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.client.transport import IN_MEMORY, Transport
from tap_octopus.errors import (
    AnswerError,
    TemporaryError,
)
from tests.unit.doubles import MIDNIGHT, Time, oauth_settings, settings
from tests.unit.test_clock import date
from tests.unit.test_transport import transport

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE = "what the books say"


class BrokenBody(io.RawIOBase):
    """A body that ends in the middle."""

    def __init__(self, size: int) -> None:
        self._parts = [b"[" + b" " * size]

    def read1(self, _: int = -1, /) -> bytes:
        """Give a part, then fail."""
        if not self._parts:
            raise http.client.IncompleteRead(PRIVATE.encode())
        return self._parts.pop()


def send(request: Request, rung: Transport | None = None) -> None:
    """Send a request; its answer is of no interest."""
    with (rung or transport())(request):
        pass


def test_query(http: requests_mock.Mocker) -> None:
    """A blank is sent as %20, as Octopus' own examples have it, and empty values are kept."""
    http.get(requests_mock.ANY, json=[])
    query: dict[str, str | int] = {"modifiedTimeStamp": "1980-01-01 00:00:00.000", "a": -1, "b": ""}

    send(Request(api.ACCOUNTS, 7, query=query))

    (sent,) = http.request_history
    assert sent.url == (
        "https://octopus.test/v1/dossiers/7/accounts/modified"
        "?modifiedTimeStamp=1980-01-01%2000%3A00%3A00.000&a=-1&b="
    )


def test_sign_in(http: requests_mock.Mocker) -> None:
    """Signing in sends JSON, with its content type, to the API's address."""
    http.post("https://octopus.test/v1/authentication", json={"token": "t"})

    send(Request(api.SIGN_IN, headers={"softwareHouseUuid": "id"}, json={"user": "me"}))

    (sent,) = http.request_history
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["softwareHouseUuid"] == "id"
    assert json.loads(sent.body) == {"user": "me"}


def test_refresh(http: requests_mock.Mocker) -> None:
    """A refresh token goes as a form to the OAuth address, and nowhere else."""
    http.post("https://octopus.test/oauth", json={"token": "t"})

    send(Request(api.REFRESH, form={"a": "b"}), Transport(oauth_settings(), Time().clock()))

    (sent,) = http.request_history
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert sent.body == "a=b"


def test_connecting_has_no_body(http: requests_mock.Mocker) -> None:
    """Connecting is a POST with an empty body."""
    http.post("https://octopus.test/v1/dossiers", json={"Dossiertoken": "t"})

    send(Request(api.CONNECT, 1, query={"dossierId": 1}))

    assert http.request_history[0].body is None


def test_user_agent(http: requests_mock.Mocker) -> None:
    """The tap says who it is."""
    http.get(requests_mock.ANY, json=[])

    send(Request(api.DOSSIERS), transport(user_agent="office/1"))

    assert http.request_history[0].headers["User-Agent"] == "office/1"


def test_redirects(http: requests_mock.Mocker) -> None:
    """A redirect is not followed: tokens go to no other address."""
    http.get("https://octopus.test/v1/dossiers", status_code=302, headers={"Location": "https://x"})
    http.get("https://x", json=[])

    with pytest.raises(AnswerError, match="302"):
        transport()(Request(api.DOSSIERS))

    assert len(http.request_history) == 1


def test_date(http: requests_mock.Mocker) -> None:
    """Every answer sets the clock, one that is an error too."""
    headers = {"Date": date(MIDNIGHT + 3600)}
    http.get(requests_mock.ANY, status_code=500, headers=headers)
    clock = Time().clock()

    with pytest.raises(TemporaryError):
        Transport(settings(), clock)(Request(api.DOSSIERS))

    assert clock.seconds() == MIDNIGHT + 3600


def test_large_answers(
    http: requests_mock.Mocker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A large answer is read whole, and leaves nothing behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    records = [{"text": "x" * 1000} for _ in range(2 * IN_MEMORY // 1000)]
    http.get(requests_mock.ANY, json=records)

    with transport()(Request(api.BOOKYEARS, 1)) as answer:
        (found,) = map(list, answer.records(None))

    assert found == records
    assert list(tmp_path.iterdir()) == []


def test_slow_body(http: requests_mock.Mocker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that never ends is given up at the time-out."""
    http.get(requests_mock.ANY, content=b"[" + b" " * 2_000_000)
    seconds = iter(range(0, 10_000, 400))
    clock = SimpleNamespace(monotonic=lambda: next(seconds))
    monkeypatch.setattr("tap_octopus.client.transport.time", clock)

    with pytest.raises(TemporaryError, match="in time"):
        transport()(Request(api.BOOKYEARS, 1))


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_body_that_breaks(
    http: requests_mock.Mocker, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """A connection that breaks in the body is worth another try; what came is thrown away."""
    opened: list[Any] = []
    spooled = tempfile.SpooledTemporaryFile

    def remember(**options: Any) -> Any:  # noqa: ANN401
        opened.append(spooled(**options))
        return opened[-1]

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", remember)
    http.get(requests_mock.ANY, body=BrokenBody(size))

    with pytest.raises(TemporaryError, match="cut off"):
        transport()(Request(api.BOOKYEARS, 1))

    assert [body.closed for body in opened] == [True]
