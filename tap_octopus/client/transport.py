"""The last sender: it alone uses the network, and turns errors of requests into its own."""

from __future__ import annotations

import contextlib
import functools
import tempfile
import time
import typing as t
from http import HTTPStatus
from urllib.parse import quote, urlencode, urlsplit

import requests
from requests import exceptions as sending
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import exceptions as receiving

from tap_octopus.client import operations as api
from tap_octopus.client.error_result import (
    TOO_MANY_CONNECTIONS,
    ErrorResult,
    read_error_result,
    redacted,
)
from tap_octopus.disk_space import IN_MEMORY, fail_when_full, megabytes
from tap_octopus.errors import (
    AnswerError,
    DossierRefused,
    ModuleRefused,
    NotAnswered,
    OctopusError,
    ProxyFailed,
    SignInError,
    TemporaryError,
    TokenRejected,
    TooManyConnections,
)
from tap_octopus.rows.answers import Answer

if t.TYPE_CHECKING:
    from tap_octopus.client.clock import ServerClock
    from tap_octopus.client.operations import Operation, Request
    from tap_octopus.settings import Settings

CONNECT_SECONDS = 10
CHUNK = 256 * 1024

BAD_HEADER = (
    "a header has a character that is not allowed: check user_agent and software_house_uuid"
)
FOREIGN: dict[type[Exception], tuple[type[OctopusError], str]] = {
    sending.SSLError: (AnswerError, "the certificate is not accepted (see REQUESTS_CA_BUNDLE)"),
    sending.Timeout: (TemporaryError, "no answer in time"),
    sending.ProxyError: (ProxyFailed, "the proxy cannot be reached"),
    sending.InvalidProxyURL: (AnswerError, "the address of the proxy is not valid"),
    sending.InvalidHeader: (AnswerError, BAD_HEADER),
    UnicodeError: (AnswerError, BAD_HEADER),
    sending.ConnectionError: (TemporaryError, "the connection failed"),
    sending.InvalidURL: (AnswerError, "the address is not valid"),
    sending.RequestException: (AnswerError, "the request failed"),
    receiving.TimeoutError: (TemporaryError, "no answer in time"),
    receiving.DecodeError: (TemporaryError, "the answer could not be unpacked"),
    receiving.HTTPError: (TemporaryError, "the answer was cut off"),
}
"""Errors of requests while sending, and of urllib3 while reading. The first match counts."""


IN_CLEAR = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")
"""The errors of OpenSSL, by version, for an answer that is not TLS."""

NO_HTTPS = "what answers there does not speak https:// (are the address and its port right?)"

ADVICE = {
    "sign_in": "Check user, password and software_house_uuid (and api_url); the tap does not try "
    "again by itself, because Octopus counts failed logins",
    "refresh": "Check software_house_uuid (and oauth_url), and sign in again, with "
    "tap-octopus-setup login: a refresh_token lives 60 days, a code 5 minutes",
}
"""What a user can do when signing in is refused."""


class Transport:
    """Sends requests over HTTP and receives complete answers.

    Proxies and certificates come from the environment. Cookies and passwords of .netrc are not
    sent.
    """

    def __init__(self, settings: Settings, clock: ServerClock) -> None:
        self._settings = settings
        self._clock = clock
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=settings.parallel_dossiers + 1))
        self._headers = {**self._session.headers, "User-Agent": settings.user_agent}
        # Once for each address: requests would look it up for each call, which takes long.
        self._environment = functools.cache(_environment)
        self._timeout = (CONNECT_SECONDS, settings.request_timeout_seconds)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def __call__(self, request: Request) -> Answer:
        """Send a request and receive its complete answer.

        Raises:
            OctopusError: According to the status of the answer, or the error in `FOREIGN`.
        """
        asked_at = time.monotonic()
        try:
            with self._send(request) as response:
                waited = time.monotonic() - asked_at
                self._clock.set_from_date(response.headers.get("Date"), waited)
                body = self.receive(response, request)
                return _answer_or_raise(request.operation, response, body)
        except tuple(FOREIGN) as error:
            kind, what = next(v for k, v in FOREIGN.items() if isinstance(error, k))
            what = self._more(request, error) or what
            raise kind(f"{_name(request.operation)}: {what}") from None

    def _more(self, request: Request, error: Exception) -> str | None:
        """Return a more exact text for an error, without secrets; None when there is none."""
        if isinstance(error, sending.SSLError) and any(sign in str(error) for sign in IN_CLEAR):
            return NO_HTTPS
        if not isinstance(error, sending.ProxyError):
            return None
        address = getattr(self._settings, request.operation.address)
        if proxy := select_proxy(address, self._environment(address)["proxies"]):
            named = f"{urlsplit(proxy).scheme}://{urlsplit(proxy).netloc.rpartition('@')[2]}"
            return f"the proxy {named} cannot be reached, or lets nothing through"
        return None

    def _send(self, request: Request) -> requests.Response:
        """Send a request; redirects are not followed."""
        address = getattr(self._settings, request.operation.address)
        # Prepared without the session, which would add cookies and the password of a .netrc file.
        prepared = requests.Request(
            request.operation.method,
            address + request.path,
            headers={**self._headers, **request.headers},
            params=urlencode(request.query, quote_via=quote),  # a blank as %20, not as +
            json=request.json,
            data=request.form,
        ).prepare()
        return self._session.send(
            prepared, timeout=self._timeout, allow_redirects=False, **self._environment(address)
        )

    def receive(self, response: requests.Response, request: Request) -> t.IO[bytes]:
        """Write the body of an answer to a temporary file.

        `iter_content` is not used: it waits for a complete chunk and so has no total time-out.

        Raises:
            TemporaryError: The body is not complete within the setting `request_timeout_seconds`.
            RunFailed: The disk is full.
        """
        name = _name(request.operation)
        deadline = time.monotonic() + self._settings.request_timeout_seconds
        with contextlib.ExitStack() as unless_whole:
            body = unless_whole.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
            while piece := response.raw.read1(CHUNK, decode_content=True):
                with fail_when_full(f"the answer to {name}", lambda: _size(response, body)):
                    body.write(piece)
                if time.monotonic() > deadline:
                    raise TemporaryError(f"{name}: no complete answer in request_timeout_seconds")
            unless_whole.pop_all()
        body.seek(0)
        return body


def _environment(address: str) -> dict[str, t.Any]:
    """Return the proxies and certificates that the environment sets for an address."""
    with requests.Session() as session:
        found = session.merge_environment_settings(address, {}, stream=True, verify=None, cert=None)
        return dict(found)


def _size(response: requests.Response, body: t.IO[bytes]) -> str:
    """Return the size of an answer as text; "more than" what has come, if it is compressed."""
    headers = response.headers
    if "Content-Encoding" not in headers and headers.get("Content-Length", "").isdigit():
        return megabytes(int(headers["Content-Length"]))
    return f"more than {megabytes(body.tell())}"


def _answer_or_raise(
    operation: Operation, response: requests.Response, body: t.IO[bytes]
) -> Answer:
    """Return the answer if its status is a documented success.

    Raises:
        OctopusError: The status is another one.
    """
    status = response.status_code
    if status == HTTPStatus.OK:
        if operation.is_text:
            return Answer(body, _name(operation))
        return Answer.whole(body, _name(operation))
    with body:
        result = read_error_result(body.read(IN_MEMORY))
    is_nothing = result is not None and result.code != TOO_MANY_CONNECTIONS
    if status == HTTPStatus.NOT_FOUND and operation.empty_is_404 and is_nothing:
        return Answer.empty()
    raise _error_for(operation, status, result or ErrorResult(), _retry_after(response))


def _error_for(
    operation: Operation, status: int, result: ErrorResult, wait: float | None
) -> OctopusError:
    """Return the error for a status that is no success (octopus-api.md 4.6)."""
    signing_in = operation in (api.SIGN_IN, api.REFRESH)
    what = _refusal(operation, status, result, with_words=not signing_in)
    must_wait = status == HTTPStatus.TOO_MANY_REQUESTS and wait is not None
    if result.code == TOO_MANY_CONNECTIONS and not _is_failed_login(operation, status):
        return TooManyConnections(what, wait)
    if status >= 500 or must_wait:  # noqa: PLR2004
        return TemporaryError(what, wait)
    if signing_in:
        return SignInError(f"{what}. {ADVICE[operation.name]}")
    kinds = REFUSED_DOSSIER if operation is api.CONNECT else REFUSED_CALL
    return kinds.get(status, AnswerError)(what)


def _is_failed_login(operation: Operation, status: int) -> bool:
    return operation in (api.SIGN_IN, api.REFRESH) and status == HTTPStatus.UNAUTHORIZED


REFUSED_CALL: dict[int, type[OctopusError]] = {
    400: NotAnswered, 401: TokenRejected, 403: ModuleRefused, 404: NotAnswered,
}  # fmt: skip
REFUSED_DOSSIER: dict[int, type[OctopusError]] = {
    401: TokenRejected, 403: DossierRefused, 404: DossierRefused,
}  # fmt: skip
"""The error for a status: of a call, and of connecting to a dossier."""


def _refusal(operation: Operation, status: int, result: ErrorResult, *, with_words: bool) -> str:
    """Describe what Octopus answered.

    Args:
        operation: The operation that was called.
        status: The HTTP status.
        result: The `ErrorResult`.
        with_words: Whether to add Octopus' own text, redacted. Not for a sign-in, which names the
            user.
    """
    told = f"{_name(operation)}: Octopus answered {status}"
    if result.code:
        told += f" (errorCode {result.code}{': ' * bool(result.meaning)}{result.meaning})"
    words = redacted(result.text) if with_words else ""
    return f'{told}, and says "{words}"' if words else told


def _retry_after(response: requests.Response) -> float | None:
    text = response.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() else None


def _name(operation: Operation) -> str:
    return f"{operation.method} {operation.path or 'OAuth token'}"
