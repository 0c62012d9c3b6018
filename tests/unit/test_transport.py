"""The border to the network: every status and foreign error becomes one of ours."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest
import requests
import urllib3
from requests import exceptions as sending
from urllib3 import exceptions as receiving

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Operation, Request
from tap_octopus.client.transport import Transport
from tap_octopus.errors import (
    AnswerError,
    DossierRefused,
    ModuleRefused,
    NotAnswered,
    OctopusError,
    SignInError,
    TemporaryError,
    TokenRejected,
)
from tests.support.wire import Reply
from tests.unit.doubles import SECRETS, Time, settings

if TYPE_CHECKING:
    from tests.unit.network import Network

DOSSIER, BOOKYEAR = 471_108_15, 901_277
PRIVATE = "what the books say"
ERROR_RESULT = {"technicalInfo": f"{PRIVATE} of dossier {DOSSIER}"}
WITH_CODE = {"errorCode": -13, "errorMessage": PRIVATE, "technicalInfo": PRIVATE}
HTML = f"<html><body>{PRIVATE}</body></html>"
ALLOWED_EMPTY = [operation for operation in api.OPERATIONS if operation.empty_is_404]
NEVER_EMPTY = [operation for operation in api.OPERATIONS if not operation.empty_is_404]
WHEN_SENT = [
    error
    for _, error in inspect.getmembers(sending, inspect.isclass)
    if issubclass(error, sending.RequestException)
]
WHEN_READ = [
    error
    for _, error in inspect.getmembers(receiving, inspect.isclass)
    if issubclass(error, receiving.HTTPError)
]


def request(operation: Operation = api.BOOKYEARS) -> Request:
    """Return a request that carries everything that must not be told."""
    secrets = dict(zip(("a", "b", "c", "d"), SECRETS, strict=True))
    return Request(
        operation, DOSSIER, BOOKYEAR, query={"q": PRIVATE}, json=secrets, headers=secrets
    )


def transport(**given: Any) -> Transport:  # noqa: ANN401
    """Make the sender that is tested."""
    return Transport(settings(**given), Time().clock())


def told(error: BaseException) -> str:
    """Return everything that an error says, with its causes."""
    chain: list[str] = []
    current: BaseException | None = error
    while current is not None:
        chain.append(f"{current!r} {current}")
        current = current.__cause__ if current.__suppress_context__ else current.__context__
    return " ".join(chain)


def error_of(net: Network, operation: Operation, *answer: Any) -> OctopusError:  # noqa: ANN401
    """Return the error that an answer becomes: its content, status and headers."""
    net.answer = lambda _: Reply(*answer)
    return raised_by(operation)


def raised_by(operation: Operation) -> OctopusError:
    """Return the error that an operation ends with."""
    with pytest.raises(OctopusError) as raised:
        transport()(request(operation))
    secrets = (*SECRETS, PRIVATE, str(DOSSIER), str(BOOKYEAR), "localhost")
    assert [secret for secret in secrets if secret in told(raised.value)] == []
    return raised.value


@pytest.mark.parametrize(
    ("operation", "status", "error"),
    [
        (api.BOOKYEARS, 400, NotAnswered),
        (api.BOOKYEARS, 401, TokenRejected),
        (api.BOOKYEARS, 403, ModuleRefused),
        (api.BOOKYEARS, 405, AnswerError),
        (api.BOOKYEARS, 408, AnswerError),
        (api.BOOKYEARS, 429, AnswerError),
        (api.BOOKYEARS, 500, TemporaryError),
        (api.BOOKYEARS, 502, TemporaryError),
        (api.BOOKYEARS, 503, TemporaryError),
        (api.BOOKYEARS, 599, TemporaryError),
        (api.BOOKYEARS, 201, AnswerError),
        (api.BOOKYEARS, 204, AnswerError),
        (api.BOOKYEARS, 301, AnswerError),
        (api.BOOKYEARS, 302, AnswerError),
        (api.BOOKYEARS, 307, AnswerError),
        (api.CONNECT, 400, AnswerError),
        (api.CONNECT, 401, TokenRejected),
        (api.CONNECT, 403, DossierRefused),
        (api.CONNECT, 404, DossierRefused),
        (api.CONNECT, 500, TemporaryError),
        (api.DOSSIERS, 401, TokenRejected),
        (api.DOSSIERS, 404, NotAnswered),
        (api.SIGN_IN, 400, SignInError),
        (api.SIGN_IN, 401, SignInError),
        (api.SIGN_IN, 403, SignInError),
        (api.SIGN_IN, 404, SignInError),
        (api.SIGN_IN, 500, TemporaryError),
        (api.REFRESH, 400, SignInError),
        (api.REFRESH, 401, SignInError),
        (api.REFRESH, 503, TemporaryError),
    ],
)
def test_statuses(
    net: Network, operation: Operation, status: int, error: type[OctopusError]
) -> None:
    """A status other than the documented 200 becomes its error, with nothing private in it."""
    found = error_of(net, operation, WITH_CODE, status)

    assert type(found) is error
    assert str(status) in str(found)
    assert ("-13" in str(found)) == (status != 204)  # which has no body


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("header", "seconds"), [("0", 0), ("7", 7), ("3600", 3600), (" 7 ", 7)])
def test_retry_after(net: Network, status: int, header: str, seconds: float) -> None:
    """A server that says when to come back is asked again then, also after a 429."""
    found = error_of(net, api.BOOKYEARS, "", status, {"Retry-After": header})

    assert isinstance(found, TemporaryError)
    assert found.retry_after == seconds


@pytest.mark.parametrize("header", ["soon", "Fri, 01 Jan 2027 00:00:00 GMT", "-1", "1.5", "\u00b2"])
def test_unclear_retry_after(net: Network, header: str) -> None:
    """A 429 that does not say how many seconds to wait is not tried again."""
    found = error_of(net, api.BOOKYEARS, "", 429, {"Retry-After": header})

    assert type(found) is AnswerError


@pytest.mark.parametrize("body", [ERROR_RESULT, WITH_CODE, {"errorCode": -1}, {"errorMessage": ""}])
@pytest.mark.parametrize("operation", ALLOWED_EMPTY, ids=lambda operation: operation.name)
def test_nothing_found(net: Network, operation: Operation, body: dict[str, Any]) -> None:
    """A 404 with an ErrorResult means nothing, on the operations that say so."""
    net.answer = lambda _: Reply(body, 404)

    with transport()(request(operation)) as answer:
        lists = answer.records(operation.rows, operation.deleted)
        assert [*map(list, lists)] == [[], []]


@pytest.mark.parametrize("operation", NEVER_EMPTY, ids=lambda operation: operation.name)
def test_never_nothing(net: Network, operation: Operation) -> None:
    """A 404 is an error on every other operation, whatever its body says."""
    assert error_of(net, operation, ERROR_RESULT, 404)


@pytest.mark.parametrize(
    "body", ["", HTML, "[]", "{}", "null", "404", '"errorCode"', '{"status": 404}', '["errorCode"]']
)
def test_other_not_found(net: Network, body: str) -> None:
    """A 404 without an ErrorResult comes from elsewhere: it is never taken for nothing."""
    assert type(error_of(net, api.BOOKYEARS, body, 404)) is NotAnswered


@pytest.mark.parametrize("status", [400, 401, 403, 409, 429])
def test_no_other_refusal_is_nothing(net: Network, status: int) -> None:
    """No other 4xx is taken for an empty answer: it may be a limit that is passed."""
    assert error_of(net, api.BOOKYEARS, ERROR_RESULT, status)


@pytest.mark.parametrize("body", ["", " ", HTML, '[{"a": 1}', '[{"a": 1}, {"b"', "{", "[", "tru"])
def test_not_whole(net: Network, body: str) -> None:
    """A 200 whose body is not whole JSON may be cut off: it is worth another try."""
    assert type(error_of(net, api.BOOKYEARS, body)) is TemporaryError


def when_sent(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> OctopusError:
    """Return what an error of requests becomes, whatever it says."""
    private = error.__new__(error, f"{PRIVATE} at https://octopus.test/dossiers/{DOSSIER}")

    def send(*_: object, **__: object) -> None:
        raise private

    monkeypatch.setattr(requests.Session, "send", send)
    return raised_by(api.BOOKYEARS)


def when_read(net: Network, monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> Any:  # noqa: ANN401
    """Return what an error becomes that comes while a body is read."""
    net.answer = lambda _: Reply([])

    def read1(*_: object, **__: object) -> None:
        raise error.__new__(error, PRIVATE)

    monkeypatch.setattr(urllib3.HTTPResponse, "read1", read1)
    return raised_by(api.BOOKYEARS)


@pytest.mark.parametrize("error", WHEN_SENT, ids=lambda error: error.__name__)
def test_errors_of_requests(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    """Every error of requests becomes one of ours, and what it said is gone."""
    assert isinstance(when_sent(monkeypatch, error), AnswerError | TemporaryError)


@pytest.mark.parametrize("error", WHEN_READ, ids=lambda error: error.__name__)
def test_errors_of_a_body(
    net: Network, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """Every error while a body is read may pass by itself, and what it said is gone."""
    assert type(when_read(net, monkeypatch, error)) is TemporaryError


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (sending.ConnectionError, "the connection failed"),
        (sending.ProxyError, "the proxy cannot be reached"),
        (sending.ConnectTimeout, "no answer in time"),
        (sending.ReadTimeout, "no answer in time"),
    ],
)
def test_worth_another_try(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], text: str
) -> None:
    """What may pass by itself is told as such."""
    found = when_sent(monkeypatch, error)

    assert isinstance(found, TemporaryError)
    assert text in str(found)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (receiving.ReadTimeoutError, "no answer in time"),
        (receiving.DecodeError, "the answer could not be unpacked"),
        (receiving.IncompleteRead, "the answer was cut off"),
        (receiving.ProtocolError, "the answer was cut off"),
    ],
)
def test_broken_body(
    net: Network, monkeypatch: pytest.MonkeyPatch, error: type[Exception], text: str
) -> None:
    """What went wrong with a body is told."""
    assert text in str(when_read(net, monkeypatch, error))


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (sending.SSLError, "the certificate is not accepted (see REQUESTS_CA_BUNDLE)"),
        (sending.InvalidURL, "the address is not valid"),
        (sending.InvalidProxyURL, "the address of the proxy is not valid"),
        (sending.InvalidHeader, "a header has a character that is not allowed"),
        (UnicodeEncodeError, "a header has a character that is not allowed"),
        (sending.RequestException, "the request failed"),
    ],
)
def test_not_worth_another_try(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], text: str
) -> None:
    """A wrong certificate, address or header does not get better by itself."""
    found = when_sent(monkeypatch, error)

    assert type(found) is AnswerError
    assert text in str(found)
