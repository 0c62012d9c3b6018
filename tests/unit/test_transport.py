"""The border to the network: every status and foreign error becomes one of ours."""

from __future__ import annotations

import inspect
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import requests
from urllib3 import exceptions as foreign

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Operation, Request
from tap_octopus.client.routes import Routes
from tap_octopus.client.transport import CutOff, Transport
from tap_octopus.errors import (
    AnswerError,
    DossierRefused,
    ModuleRefused,
    OctopusError,
    SignInError,
    TemporaryError,
    TokenRejected,
)
from tests.support.wire import Reply
from tests.unit.doubles import SECRETS, Time, settings

if TYPE_CHECKING:
    from tests.support.wire import Wire

DOSSIER, BOOKYEAR = 471_108_15, 901_277
PRIVATE = "what the books say"
ERROR_RESULT = {"technicalInfo": f"{PRIVATE} of dossier {DOSSIER}"}
WITH_CODE = {"errorCode": -13, "errorMessage": PRIVATE, "technicalInfo": PRIVATE}
HTML = f"<html><body>{PRIVATE}</body></html>"
ALLOWED_EMPTY = [operation for operation in api.OPERATIONS if operation.empty_is_404]
NEVER_EMPTY = [operation for operation in api.OPERATIONS if not operation.empty_is_404]
FOREIGN_ERRORS = [
    error
    for _, error in inspect.getmembers(foreign, inspect.isclass)
    if issubclass(error, foreign.HTTPError)
]


def request(operation: Operation = api.BOOKYEARS) -> Request:
    """Return a request that carries everything that must not be told."""
    secrets = dict(zip(("a", "b", "c", "d"), SECRETS, strict=True))
    return Request(
        operation, DOSSIER, BOOKYEAR, query={"q": PRIVATE}, json=secrets, headers=secrets
    )


def transport(**given: Any) -> Transport:  # noqa: ANN401
    """Make the rung that is tested."""
    return Transport(settings(**given), Time().clock())


def told(error: BaseException) -> str:
    """Return everything that an error says, with its causes."""
    chain: list[str] = []
    current: BaseException | None = error
    while current is not None:
        chain.append(f"{current!r} {current}")
        current = current.__cause__ if current.__suppress_context__ else current.__context__
    return " ".join(chain)


def error_of(wire: Wire, operation: Operation, *answer: Any) -> OctopusError:  # noqa: ANN401
    """Return the error that an answer becomes: its content, status and headers."""
    wire.answer = lambda _: Reply(*answer)
    return raised_by(operation)


def raised_by(operation: Operation) -> OctopusError:
    """Return the error that an operation ends with."""
    with pytest.raises(OctopusError) as raised:
        transport()(request(operation))
    secrets = (*SECRETS, PRIVATE, str(DOSSIER), str(BOOKYEAR), "octopus.test")
    assert [secret for secret in secrets if secret in told(raised.value)] == []
    return raised.value


@pytest.mark.parametrize(
    ("operation", "status", "error"),
    [
        (api.BOOKYEARS, 400, AnswerError),
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
        (api.DOSSIERS, 404, AnswerError),
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
def test_statuses(wire: Wire, operation: Operation, status: int, error: type[OctopusError]) -> None:
    """A status other than the documented 200 becomes its error, with nothing private in it."""
    found = error_of(wire, operation, WITH_CODE, status)

    assert type(found) is error
    assert str(status) in str(found)
    assert ("-13" in str(found)) == (status != 204)  # which has no body


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("header", "seconds"), [("0", 0), ("7", 7), ("3600", 3600), (" 7 ", 7)])
def test_retry_after(wire: Wire, status: int, header: str, seconds: float) -> None:
    """A server that says when to come back is asked again then, also after a 429."""
    found = error_of(wire, api.BOOKYEARS, "", status, {"Retry-After": header})

    assert isinstance(found, TemporaryError)
    assert found.retry_after == seconds


@pytest.mark.parametrize("header", ["soon", "Fri, 01 Jan 2027 00:00:00 GMT", "-1", "1.5", "\u00b2"])
def test_unclear_retry_after(wire: Wire, header: str) -> None:
    """A 429 that does not say how many seconds to wait is not tried again."""
    found = error_of(wire, api.BOOKYEARS, "", 429, {"Retry-After": header})

    assert type(found) is AnswerError


@pytest.mark.parametrize("body", [ERROR_RESULT, WITH_CODE, {"errorCode": -1}, {"errorMessage": ""}])
@pytest.mark.parametrize("operation", ALLOWED_EMPTY, ids=lambda operation: operation.name)
def test_nothing_found(wire: Wire, operation: Operation, body: dict[str, Any]) -> None:
    """A 404 with an ErrorResult means nothing, on the operations that say so."""
    wire.answer = lambda _: Reply(body, 404)

    with transport()(request(operation)) as answer:
        lists = answer.records(operation.rows, operation.deleted)
        assert [*map(list, lists)] == [[], []]


@pytest.mark.parametrize("operation", NEVER_EMPTY, ids=lambda operation: operation.name)
def test_never_nothing(wire: Wire, operation: Operation) -> None:
    """A 404 is an error on every other operation, whatever its body says."""
    assert error_of(wire, operation, ERROR_RESULT, 404)


@pytest.mark.parametrize(
    "body", ["", HTML, "[]", "{}", "null", "404", '"errorCode"', '{"status": 404}', '["errorCode"]']
)
def test_other_not_found(wire: Wire, body: str) -> None:
    """A 404 without an ErrorResult comes from elsewhere: it is never taken for nothing."""
    assert type(error_of(wire, api.BOOKYEARS, body, 404)) is AnswerError


@pytest.mark.parametrize("status", [400, 401, 403, 409, 429])
def test_no_other_refusal_is_nothing(wire: Wire, status: int) -> None:
    """No other 4xx is taken for an empty answer: it may be a limit that is passed."""
    assert error_of(wire, api.BOOKYEARS, ERROR_RESULT, status)


@pytest.mark.parametrize("body", ["", " ", HTML, '[{"a": 1}', '[{"a": 1}, {"b"', "{", "[", "tru"])
def test_not_whole(wire: Wire, body: str) -> None:
    """A 200 whose body is not whole JSON may be cut off: it is worth another try."""
    assert type(error_of(wire, api.BOOKYEARS, body)) is TemporaryError


def raise_when_sent(monkeypatch: pytest.MonkeyPatch, error: Exception) -> OctopusError:
    """Return what an error of those who send becomes."""

    def urlopen(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Routes, "to", lambda *_: (SimpleNamespace(urlopen=urlopen), ""))
    return raised_by(api.BOOKYEARS)


@pytest.mark.parametrize("error", FOREIGN_ERRORS, ids=lambda error: error.__name__)
def test_foreign_errors(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    """Every error of urllib3 becomes one of ours, and what it said is gone."""
    private = error.__new__(error, f"{PRIVATE} at https://octopus.test/dossiers/{DOSSIER}")

    found = raise_when_sent(monkeypatch, private)

    assert isinstance(found, AnswerError | TemporaryError)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (foreign.NewConnectionError, "the connection failed"),
        (foreign.NameResolutionError, "the connection failed"),
        (foreign.ProtocolError, "the connection failed"),
        (foreign.ProxyError, "the connection failed"),
        (foreign.ConnectTimeoutError, "no answer in time"),
        (foreign.ReadTimeoutError, "no answer in time"),
        (foreign.DecodeError, "the answer was garbled"),
        (CutOff, "the answer was cut off"),
    ],
)
def test_worth_another_try(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], text: str
) -> None:
    """What may pass by itself is told as such."""
    found = raise_when_sent(monkeypatch, error.__new__(error, PRIVATE))

    assert type(found) is TemporaryError
    assert text in str(found)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (foreign.SSLError, "the certificate is not accepted"),
        (foreign.LocationParseError, "the address is not valid"),
        (requests.exceptions.InvalidURL, "the address is not valid"),
        (foreign.HTTPError, "the request failed"),
    ],
)
def test_not_worth_another_try(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], text: str
) -> None:
    """A wrong certificate or address does not get better by itself."""
    found = raise_when_sent(monkeypatch, error.__new__(error, PRIVATE))

    assert type(found) is AnswerError
    assert text in str(found)
