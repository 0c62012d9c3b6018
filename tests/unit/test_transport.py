"""The border to the network: every status and foreign error becomes one of ours."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import requests
import requests_mock

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Operation, Request
from tap_octopus.client.transport import Transport
from tap_octopus.errors import (
    AnswerError,
    DossierRefused,
    ModuleRefused,
    OctopusError,
    SignInError,
    TemporaryError,
    TokenRejected,
)
from tests.unit.doubles import SECRETS, Time, settings

DOSSIER, BOOKYEAR = 471_108_15, 901_277
PRIVATE = "what the books say"
ERROR_RESULT = {"technicalInfo": f"{PRIVATE} of dossier {DOSSIER}"}
WITH_CODE = {"errorCode": -13, "errorMessage": PRIVATE, "technicalInfo": PRIVATE}
HTML = f"<html><body>{PRIVATE}</body></html>"
ALLOWED_EMPTY = [operation for operation in api.OPERATIONS if operation.empty_is_404]
NEVER_EMPTY = [operation for operation in api.OPERATIONS if not operation.empty_is_404]
FOREIGN_ERRORS = [
    error
    for _, error in inspect.getmembers(requests.exceptions, inspect.isclass)
    if issubclass(error, requests.RequestException)
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


def error_of(http: requests_mock.Mocker, operation: Operation, **answer: Any) -> OctopusError:  # noqa: ANN401
    """Return the error that an answer becomes."""
    http.register_uri(requests_mock.ANY, requests_mock.ANY, **answer)
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
def test_statuses(
    http: requests_mock.Mocker, operation: Operation, status: int, error: type[OctopusError]
) -> None:
    """A status other than the documented 200 becomes its error, with nothing private in it."""
    found = error_of(http, operation, status_code=status, json=WITH_CODE)

    assert type(found) is error
    assert str(status) in str(found)
    assert "-13" in str(found)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("header", "seconds"), [("0", 0), ("7", 7), ("3600", 3600), (" 7 ", 7)])
def test_retry_after(http: requests_mock.Mocker, status: int, header: str, seconds: float) -> None:
    """A server that says when to come back is asked again then, also after a 429."""
    answer = {"status_code": status, "headers": {"Retry-After": header}, "text": ""}

    found = error_of(http, api.BOOKYEARS, **answer)

    assert isinstance(found, TemporaryError)
    assert found.retry_after == seconds


@pytest.mark.parametrize("header", ["soon", "Fri, 01 Jan 2027 00:00:00 GMT", "-1", "1.5", "\u00b2"])
def test_unclear_retry_after(http: requests_mock.Mocker, header: str) -> None:
    """A 429 that does not say how many seconds to wait is not tried again."""
    answer = {"status_code": 429, "headers": {"Retry-After": header}, "text": ""}

    assert type(error_of(http, api.BOOKYEARS, **answer)) is AnswerError


@pytest.mark.parametrize("body", [ERROR_RESULT, WITH_CODE, {"errorCode": -1}, {"errorMessage": ""}])
@pytest.mark.parametrize("operation", ALLOWED_EMPTY, ids=lambda operation: operation.name)
def test_nothing_found(
    http: requests_mock.Mocker, operation: Operation, body: dict[str, Any]
) -> None:
    """A 404 with an ErrorResult means nothing, on the operations that say so."""
    http.register_uri(requests_mock.ANY, requests_mock.ANY, status_code=404, json=body)

    with transport()(request(operation)) as answer:
        lists = answer.records(operation.rows, operation.deleted)
        assert [*map(list, lists)] == [[], []]


@pytest.mark.parametrize("operation", NEVER_EMPTY, ids=lambda operation: operation.name)
def test_never_nothing(http: requests_mock.Mocker, operation: Operation) -> None:
    """A 404 is an error on every other operation, whatever its body says."""
    assert error_of(http, operation, status_code=404, json=ERROR_RESULT)


@pytest.mark.parametrize(
    "body", ["", HTML, "[]", "{}", "null", "404", '"errorCode"', '{"status": 404}', '["errorCode"]']
)
def test_other_not_found(http: requests_mock.Mocker, body: str) -> None:
    """A 404 without an ErrorResult comes from elsewhere: it is never taken for nothing."""
    assert type(error_of(http, api.BOOKYEARS, status_code=404, text=body)) is AnswerError


@pytest.mark.parametrize("status", [400, 401, 403, 409, 429])
def test_no_other_refusal_is_nothing(http: requests_mock.Mocker, status: int) -> None:
    """No other 4xx is taken for an empty answer: it may be a limit that is passed."""
    assert error_of(http, api.BOOKYEARS, status_code=status, json=ERROR_RESULT)


@pytest.mark.parametrize("body", ["", " ", HTML, '[{"a": 1}', '[{"a": 1}, {"b"', "{", "[", "tru"])
def test_not_whole(http: requests_mock.Mocker, body: str) -> None:
    """A 200 whose body is not whole JSON may be cut off: it is worth another try."""
    assert type(error_of(http, api.BOOKYEARS, text=body)) is TemporaryError


@pytest.mark.parametrize("error", FOREIGN_ERRORS, ids=lambda error: error.__name__)
def test_foreign_errors(http: requests_mock.Mocker, error: type[Exception]) -> None:
    """Every error of requests becomes one of ours, and what it said is gone."""
    if error is requests.exceptions.JSONDecodeError:
        raised: Exception = requests.exceptions.JSONDecodeError(PRIVATE, PRIVATE, 0)
    else:
        raised = error(f"{PRIVATE} at https://octopus.test/dossiers/{DOSSIER}")

    found = error_of(http, api.BOOKYEARS, exc=raised)

    assert isinstance(found, AnswerError | TemporaryError)


@pytest.mark.parametrize(
    "error",
    [
        requests.ConnectionError,
        requests.ConnectTimeout,
        requests.ReadTimeout,
        requests.Timeout,
        requests.exceptions.ChunkedEncodingError,
        requests.exceptions.ContentDecodingError,
        requests.exceptions.ProxyError,
    ],
)
def test_worth_another_try(http: requests_mock.Mocker, error: type[Exception]) -> None:
    """What may pass by itself is told as such."""
    assert type(error_of(http, api.BOOKYEARS, exc=error)) is TemporaryError


@pytest.mark.parametrize("error", [requests.exceptions.SSLError, requests.exceptions.InvalidURL])
def test_not_worth_another_try(http: requests_mock.Mocker, error: type[Exception]) -> None:
    """A wrong certificate or address does not get better by itself."""
    assert type(error_of(http, api.BOOKYEARS, exc=error)) is AnswerError
