"""The lowest rung: the only place that touches the network, and where foreign errors end."""

from __future__ import annotations

import contextlib
import functools
import json
import tempfile
import time
import typing as t
from http import HTTPStatus
from urllib.parse import quote, urlencode

import msgspec
import requests
import urllib3
from urllib3 import exceptions as foreign

from tap_octopus.answers import NOT_JSON, Answer
from tap_octopus.client import operations as api
from tap_octopus.client.routes import Routes
from tap_octopus.errors import (
    AnswerError,
    DossierRefused,
    ModuleRefused,
    OctopusError,
    SignInError,
    TemporaryError,
    TokenRejected,
)

if t.TYPE_CHECKING:
    from tap_octopus.client.clock import ServerClock
    from tap_octopus.client.operations import Operation, Request
    from tap_octopus.settings import Settings

CONNECT_SECONDS = 10
CHUNK = 256 * 1024
IN_MEMORY = 1024 * 1024
"""Bytes of an answer that are kept in memory; a larger one goes to a temporary file."""


class CutOff(foreign.HTTPError):
    """A body that breaks off before its end."""


FOREIGN: dict[type[Exception], tuple[type[OctopusError], str]] = {
    requests.RequestException: (AnswerError, "the address is not valid"),
    foreign.LocationValueError: (AnswerError, "the address is not valid"),
    foreign.SSLError: (AnswerError, "the certificate is not accepted"),
    foreign.NewConnectionError: (TemporaryError, "the connection failed"),
    foreign.TimeoutError: (TemporaryError, "no answer in time"),
    foreign.ProtocolError: (TemporaryError, "the connection failed"),
    foreign.ProxyError: (TemporaryError, "the connection failed"),
    foreign.DecodeError: (TemporaryError, "the answer was garbled"),
    CutOff: (TemporaryError, "the answer was cut off"),
    foreign.HTTPError: (AnswerError, "the request failed"),
    UnicodeError: (AnswerError, "something in the request cannot be written in a header"),
}
"""Every error of those who send, the first that fits, and what it is here."""


ADVICE = {
    "sign_in": "Check user, password and software_house_uuid (and api_url); the tap does not try "
    "again by itself, because Octopus counts failed logins",
    "refresh": "Check software_house_uuid (and oauth_url), and sign in again, with "
    "tap-octopus-setup login: a refresh_token lives 60 days, a code 5 minutes",
}
"""What a user can do when signing in is refused."""


class Transport:
    """Sends requests over HTTP and receives whole answers."""

    def __init__(self, settings: Settings, clock: ServerClock) -> None:
        self._settings = settings
        self._clock = clock
        self._routes = Routes(pool_maxsize=settings.parallel_dossiers + 1)
        self._route_to = functools.cache(self._routes.to)
        self._headers = {**requests.utils.default_headers(), "User-Agent": settings.user_agent}
        self._timeout = urllib3.Timeout(
            connect=CONNECT_SECONDS, read=settings.request_timeout_seconds
        )

    def close(self) -> None:
        """Close the connections."""
        self._routes.close()

    def __call__(self, request: Request) -> Answer:
        """Send a request and receive its answer to the last byte.

        Raises:
            OctopusError: What exactly, the table of statuses and `FOREIGN` say.
        """
        asked_at = time.monotonic()
        try:
            with self._send(request) as response:
                waited = time.monotonic() - asked_at
                self._clock.hear(response.headers.get("Date"), waited)
                body = self._receive(response, request)
                return _judged(request.operation, response, body)
        except tuple(FOREIGN) as error:
            kind, what = next(v for k, v in FOREIGN.items() if isinstance(error, k))
            raise kind(f"{_name(request.operation)}: {what}") from None

    def _send(self, request: Request) -> urllib3.BaseHTTPResponse:
        """Send a request; redirects are not followed."""
        pool, root = self._route_to(getattr(self._settings, request.operation.address))
        query = urlencode(request.query, quote_via=quote)
        headers, body = {**self._headers, **request.headers}, None
        if request.json is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(request.json)
        elif request.form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(request.form)
        if not "".join(headers.values()).isprintable():
            raise UnicodeError  # http.client would let a header go on in a second line
        target = root + request.path + (query and f"?{query}")
        return pool.urlopen(
            request.operation.method, target, body, headers, timeout=self._timeout, retries=False,
            redirect=False, assert_same_host=False, preload_content=False,
        )  # fmt: skip

    def _receive(self, response: urllib3.BaseHTTPResponse, request: Request) -> t.IO[bytes]:
        """Write the body to a file; a slow one is given up at the time-out."""
        deadline = time.monotonic() + self._settings.request_timeout_seconds
        with contextlib.ExitStack() as unless_whole:
            body = unless_whole.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
            for piece in _pieces(response):
                body.write(piece)
                if time.monotonic() > deadline:
                    raise TemporaryError(f"{_name(request.operation)}: no whole answer in time")
            unless_whole.pop_all()
        body.seek(0)
        return body


def _pieces(response: urllib3.BaseHTTPResponse) -> t.Iterator[bytes]:
    """Give a body as it arrives: `stream` would wait for a whole piece, however slow."""
    try:
        while piece := response.read1(CHUNK, decode_content=True):
            yield piece
    except (foreign.ReadTimeoutError, foreign.DecodeError):
        raise
    except foreign.HTTPError:
        raise CutOff from None


def _judged(operation: Operation, response: urllib3.BaseHTTPResponse, body: t.IO[bytes]) -> Answer:
    """Make an answer of a status that is as documented, and an error of any other."""
    status = response.status
    if status == HTTPStatus.OK:
        return Answer.whole(body, _name(operation))
    code = _error_result(body)
    if status == HTTPStatus.NOT_FOUND and operation.empty_is_404 and code is not None:
        return Answer.empty()
    what = f"{_name(operation)}: Octopus answered {status}" + (
        f" (errorCode {code})" if code else ""
    )
    raise _error_for(operation, status, what, _retry_after(response))


def _error_for(operation: Operation, status: int, what: str, wait: float | None) -> OctopusError:
    """Choose the error for a status that brought nothing usable (octopus-api.md 4.6)."""
    signing_in = operation in (api.SIGN_IN, api.REFRESH)
    told_to_wait = status == HTTPStatus.TOO_MANY_REQUESTS and wait is not None
    if status >= 500 or told_to_wait:  # noqa: PLR2004
        return TemporaryError(what, wait)
    if signing_in:
        return SignInError(f"{what}. {ADVICE[operation.name]}")
    if status == HTTPStatus.UNAUTHORIZED:
        return TokenRejected(what)
    if operation is api.CONNECT and status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        return DossierRefused(what)
    if status == HTTPStatus.FORBIDDEN:
        return ModuleRefused(what)
    return AnswerError(what)


def _error_result(body: t.IO[bytes]) -> int | None:
    """Read the `errorCode` of an `ErrorResult`: 0 when it has none, None when it is no such."""
    try:
        content = msgspec.json.decode(body.read(IN_MEMORY))
    except NOT_JSON:
        return None
    finally:
        body.close()
    if not isinstance(content, dict) or not _ERROR_RESULT & content.keys():
        return None
    code = content.get("errorCode")
    return code if isinstance(code, int) else 0


_ERROR_RESULT = {"errorCode", "errorMessage", "technicalInfo"}


def _retry_after(response: urllib3.BaseHTTPResponse) -> float | None:
    text = response.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() else None


def _name(operation: Operation) -> str:
    return f"{operation.method} {operation.path or 'OAuth token'}"
