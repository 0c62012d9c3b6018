"""The lowest rung: the only place that touches the network, and where foreign errors end."""

from __future__ import annotations

import contextlib
import functools
import tempfile
import time
import typing as t
from urllib.parse import quote, urlencode

import msgspec
import requests
import urllib3
from requests.adapters import HTTPAdapter

from tap_octopus.answers import NOT_JSON, Answer
from tap_octopus.client import operations as api
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

FOREIGN: dict[type[requests.RequestException], tuple[type[OctopusError], str]] = {
    requests.exceptions.SSLError: (AnswerError, "the certificate is not accepted"),
    requests.exceptions.InvalidURL: (AnswerError, "the address is not valid"),
    requests.exceptions.InvalidSchema: (AnswerError, "the address is not valid"),
    requests.Timeout: (TemporaryError, "no answer in time"),
    requests.ConnectionError: (TemporaryError, "the connection failed"),
    requests.exceptions.ChunkedEncodingError: (TemporaryError, "the answer was cut off"),
    requests.exceptions.ContentDecodingError: (TemporaryError, "the answer was garbled"),
    requests.RequestException: (AnswerError, "the request failed"),
}
"""Every error of `requests`, the first that fits, and what it is here."""


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
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=settings.parallel_dossiers + 1))
        self._headers = {**self._session.headers, "User-Agent": settings.user_agent}

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

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
        except UnicodeError:
            what = "something in the request cannot be written in a header"
            raise AnswerError(f"{_name(request.operation)}: {what}") from None
        except requests.RequestException as error:
            kind, what = next(v for k, v in FOREIGN.items() if isinstance(error, k))
            raise kind(f"{_name(request.operation)}: {what}") from None

    def _send(self, request: Request) -> requests.Response:
        """Send without what `Session.request` adds to it: that takes longer than a small answer.

        Proxies and certificates, which it looks up each time, are looked up once; cookies and
        passwords of a .netrc file have no place here.
        """
        base: str = getattr(self._settings, request.operation.address)
        address = base + request.path
        query = urlencode(request.query, quote_via=quote)
        prepared = requests.PreparedRequest()
        prepared.prepare(
            request.operation.method,
            f"{address}?{query}" if query else address,
            headers={**self._headers, **request.headers},
            json=request.json,
            data=request.form,
        )
        return self._session.send(
            prepared,
            stream=True,
            allow_redirects=False,
            timeout=(CONNECT_SECONDS, self._settings.request_timeout_seconds),
            **self._environment(base),
        )

    @functools.cache  # noqa: B019 - there is one transport, as long as there is a run
    def _environment(self, base: str) -> dict[str, t.Any]:
        """Look up which proxies and certificates the environment wants for an address."""
        found = self._session.merge_environment_settings(base, {}, None, None, None)
        return {name: found[name] for name in ("proxies", "verify", "cert")}

    def _receive(self, response: requests.Response, request: Request) -> t.IO[bytes]:
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


def _pieces(response: requests.Response) -> t.Iterator[bytes]:
    """Give a body as it arrives: `iter_content` would wait for a whole piece, however slow."""
    try:
        while piece := response.raw.read1(CHUNK, decode_content=True):
            yield piece
    except urllib3.exceptions.ReadTimeoutError as error:
        raise requests.ReadTimeout(error) from None
    except urllib3.exceptions.DecodeError as error:
        raise requests.exceptions.ContentDecodingError(error) from None
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from None


def _judged(operation: Operation, response: requests.Response, body: t.IO[bytes]) -> Answer:
    """Make an answer of a status that is as documented, and an error of any other."""
    status = response.status_code
    if status == requests.codes.ok:
        return Answer.whole(body, _name(operation))
    code = _error_result(body)
    if status == requests.codes.not_found and operation.empty_is_404 and code is not None:
        return Answer.empty()
    what = f"{_name(operation)}: Octopus answered {status}" + (
        f" (errorCode {code})" if code else ""
    )
    raise _error_for(operation, status, what, _retry_after(response))


def _error_for(operation: Operation, status: int, what: str, wait: float | None) -> OctopusError:
    """Choose the error for a status that brought nothing usable (octopus-api.md 4.6)."""
    signing_in = operation in (api.SIGN_IN, api.REFRESH)
    told_to_wait = status == requests.codes.too_many and wait is not None
    if status >= 500 or told_to_wait:  # noqa: PLR2004
        return TemporaryError(what, wait)
    if signing_in:
        return SignInError(f"{what}. {ADVICE[operation.name]}")
    if status == requests.codes.unauthorized:
        return TokenRejected(what)
    if operation is api.CONNECT and status in (requests.codes.forbidden, requests.codes.not_found):
        return DossierRefused(what)
    if status == requests.codes.forbidden:
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


def _retry_after(response: requests.Response) -> float | None:
    text = response.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() else None


def _name(operation: Operation) -> str:
    return f"{operation.method} {operation.path or 'OAuth token'}"
