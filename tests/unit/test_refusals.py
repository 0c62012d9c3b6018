"""The sentences that a user reads when a request is refused or fails, word by word."""

from __future__ import annotations

import errno
import os
import tempfile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import requests
from requests import exceptions as sending

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Operation, Request
from tap_octopus.client.transport import Transport
from tap_octopus.errors import OctopusError, RunFailed, TooManyConnections
from tests.support.wire import Reply
from tests.unit.doubles import Time, settings
from tests.unit.test_transport import transport

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.network import Network

LIST = "GET /dossiers/{dossier}/bookyears"
LOGIN = "POST /authentication: Octopus answered"
MEANS = "a parameter, or the kind of token, is not valid"
CHECK = (
    "Check user, password and software_house_uuid (and api_url); the tap does not try again by "
    "itself, because Octopus counts failed logins"
)
CHECK_OAUTH = (
    "Check software_house_uuid (and oauth_url), and sign in again, with tap-octopus-setup login: a "
    "refresh_token lives 60 days, a code 5 minutes"
)
FAILED_LOGIN = {"errorCode": -1, "errorMessage": "Not allowed"}
CROWDED = {"errorCode": -51, "technicalInfo": "Too many connections"}


def failed(sender: Transport, operation: Operation = api.BOOKYEARS) -> OctopusError:
    """Return the error with which a request ends."""
    with pytest.raises(OctopusError) as raised:
        sender(Request(operation, 1))
    return raised.value


def refused(
    net: Network, operation: Operation, status: int, content: object = b"", **headers: str
) -> OctopusError:
    """Return the error that an answer becomes."""
    net.answer = lambda _: Reply(content, status, headers)
    return failed(transport(), operation)


@pytest.mark.parametrize(
    ("operation", "status", "content", "text"),
    [
        (api.BOOKYEARS, 400, b"", f"{LIST}: Octopus answered 400"),
        (
            api.BOOKYEARS, 400, {"errorCode": -79, "technicalInfo": " . "},
            (f"{LIST}: Octopus answered 400 (errorCode -79: a parameter, or the kind of token, is "
            "not valid)"),
        ),
        (api.BOOKYEARS, 500, {"errorCode": -9}, f"{LIST}: Octopus answered 500 (errorCode -9)"),
        (api.BOOKYEARS, 500, {"errorCode": "x"}, f"{LIST}: Octopus answered 500"),
        (
            api.BOOKYEARS, 400,
            {"errorMessage": "No data found.", "technicalInfo": ". The period is closed "},
            f'{LIST}: Octopus answered 400, and says "No data found. The period is closed"',
        ),
        (
            api.SIGN_IN, 401, FAILED_LOGIN,
            ("POST /authentication: Octopus answered 401 (errorCode -1: the sign-in is not "
            f"accepted). {CHECK}"),
        ),
        (api.REFRESH, 400, b"", f"POST OAuth token: Octopus answered 400. {CHECK_OAUTH}"),
    ],
)  # fmt: skip
def test_refusals(
    net: Network, operation: Operation, status: int, content: object, text: str
) -> None:
    """A refusal names the operation, the status, the code in words, and what Octopus said of it."""
    sender = Transport(settings(), Time().clock())
    net.answer = lambda _: Reply(content, status)
    if operation is api.REFRESH:
        sender = transport(oauth_url="http://localhost/oauth")

    assert str(failed(sender, operation)) == text


@pytest.mark.parametrize(
    ("operation", "status"), [(api.BOOKYEARS, 403), (api.CONNECT, 401), (api.SIGN_IN, 403)]
)
def test_how_long_to_wait_for_a_connection(net: Network, operation: Operation, status: int) -> None:
    """Where Octopus has too many connections and says how long to wait, that is kept."""
    found = refused(net, operation, status, CROWDED, **{"Retry-After": "7"})

    assert isinstance(found, TooManyConnections)
    assert found.retry_after == 7


@pytest.mark.parametrize("operation", [api.SIGN_IN, api.REFRESH])
def test_failed_login_in_a_crowd(net: Network, operation: Operation) -> None:
    """A failed login is never tried again, whatever its code: Octopus counts them."""
    assert type(refused(net, operation, 401, CROWDED)).__name__ == "SignInError"


def test_status_that_asks_for_a_pause(net: Network) -> None:
    """A failure of the server keeps the pause that it asked for."""
    found: Any = refused(net, api.BOOKYEARS, 503, b"", **{"Retry-After": "12"})

    assert (str(found), found.retry_after) == (f"{LIST}: Octopus answered 503", 12)


@pytest.mark.parametrize("body", ["[", "tru", '{"a": 1]'])
def test_cut_off(net: Network, body: str) -> None:
    """An answer that was cut off is told of by its operation."""
    assert str(refused(net, api.BOOKYEARS, 200, body)) == (
        f"{LIST}: the answer is not complete JSON"
    )


def test_text(net: Network) -> None:
    """An answer that is plain text is given as it is, with what is no text in it replaced."""
    net.answer = lambda _: Reply(b"7.3 \xff")

    with transport()(Request(api.VERSION)) as answer:
        assert answer.text() == "7.3 \N{REPLACEMENT CHARACTER}"


def raised(monkeypatch: pytest.MonkeyPatch, error: Exception, **config: Any) -> str:  # noqa: ANN401
    """Return what an error of requests is told as."""

    def send(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(requests.Session, "send", send)
    return str(failed(transport(**config)))


@pytest.mark.parametrize(
    "sign", ["WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"]
)
def test_no_https(monkeypatch: pytest.MonkeyPatch, sign: str) -> None:
    """An address that does not speak TLS is told as such, not as a wrong certificate."""
    assert raised(monkeypatch, sending.SSLError(f"[SSL: {sign}] (_ssl.c:1006)")) == (
        f"{LIST}: what answers there does not speak https:// (are the address and its port right?)"
    )


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (sending.SSLError("CERTIFICATE_VERIFY_FAILED"),
         "the certificate is not accepted (see REQUESTS_CA_BUNDLE)"),
        (sending.ConnectionError("[SSL: WRONG_VERSION_NUMBER]"), "the connection failed"),
        (sending.InvalidHeader("x"),
         "a header has a character that is not allowed: check user_agent and software_house_uuid"),
    ],
)  # fmt: skip
def test_errors(monkeypatch: pytest.MonkeyPatch, error: Exception, text: str) -> None:
    """What requests could not send is told in a sentence, after the operation."""
    assert raised(monkeypatch, error) == f"{LIST}: {text}"


@pytest.mark.parametrize("proxy", ["http://me:word@proxy.test:3128", "http://proxy.test:3128"])
def test_proxy(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """A proxy that fails is named, without the password that its address may hold."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("https_proxy", proxy)

    assert raised(monkeypatch, sending.ProxyError("x"), api_url="https://octopus.test") == (
        f"{LIST}: the proxy http://proxy.test:3128 cannot be reached, or lets nothing through"
    )


@pytest.mark.parametrize(
    ("headers", "size"),
    [
        ({"Content-Length": "3000000"}, "3 MB"),
        ({"Content-Length": "much"}, "more than 2 MB"),
        ({"Content-Length": "3000000", "Content-Encoding": "identity"}, "more than 2 MB"),
        ({}, "more than 2 MB"),
    ],
)
def test_full_disk(
    net: Network,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    headers: dict[str, str],
    size: str,
) -> None:
    """An answer for which the disk has no room ends the run, with its size and what to do."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def full(body: Any) -> None:  # noqa: ANN401
        if body.tell() > 1_500_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", full)
    net.answer = lambda _: Reply(b"[" + b" " * 2_999_998 + b"]", headers=headers)

    with pytest.raises(RunFailed) as found:
        transport()(Request(api.BOOKYEARS, 1))

    assert str(found.value.message) == (
        f"the answer to {LIST} takes {size}, and {tmp_path} cannot hold it (No space left on "
        "device). No other call was made: free space there, or set TMPDIR to a folder with more "
        "space"
    )


@pytest.mark.parametrize(("pieces", "arrives"), [(31, True), (32, False)])
def test_time_out(
    monkeypatch: pytest.MonkeyPatch,
    pieces: int,
    arrives: bool,  # noqa: FBT001
) -> None:
    """A body may take as long as the setting says, and not a second longer."""
    now = [0.0]
    monkeypatch.setattr(
        "tap_octopus.client.transport.time", SimpleNamespace(monotonic=lambda: now[0])
    )
    sender = transport(request_timeout_seconds=30)

    class Slow:
        """A body of which a byte comes each second."""

        left = pieces

        def read1(self, *_: object, **__: object) -> bytes:
            """Return the next byte."""
            now[0] += 1
            self.left -= 1
            return b" " if self.left else b""

    response: Any = SimpleNamespace(raw=Slow(), headers={})
    if arrives:
        with sender.receive(response, Request(api.BOOKYEARS, 1)) as body:
            assert len(body.read()) == pieces - 1
        return
    with pytest.raises(OctopusError) as found:
        sender.receive(response, Request(api.BOOKYEARS, 1))
    assert str(found.value) == f"{LIST}: no complete answer in request_timeout_seconds"
