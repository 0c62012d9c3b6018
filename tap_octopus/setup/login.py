"""Sign in by OAuth with a browser. Octopus redirects the browser to this machine, with a code.

The user opens an address of this machine, which redirects to the page of Octopus. The address of
that page holds the id of the software house, so only the browser gets to see it.
"""

from __future__ import annotations

import dataclasses
import http.server
import re
import secrets
import threading
import typing as t
from urllib.parse import parse_qs, urlencode, urlsplit

import click

from tap_octopus import addresses
from tap_octopus.client import operations as api
from tap_octopus.client.allow_list import AllowList
from tap_octopus.client.clock import ServerClock
from tap_octopus.client.operations import Request
from tap_octopus.client.sign_in import REFRESH_NAMES, first_of
from tap_octopus.client.token_file import LIFETIME, TokenFile
from tap_octopus.client.transport import Transport
from tap_octopus.errors import OctopusError
from tap_octopus.secret import Secret

if t.TYPE_CHECKING:
    import datetime
    from collections.abc import Callable
    from urllib.parse import SplitResult

    from tap_octopus.settings import Settings

HOSTS = {"127.0.0.1", "localhost"}

EXCHANGE_SECONDS = 60
"""Seconds after which the exchange of the code is given up. A code is valid for five minutes."""

ERROR = re.compile("[a-z_]{1,40}")
"""The form of an OAuth error code, such as `access_denied` when the user does not consent."""

PAGE = """<!doctype html><html lang="en">
<head><meta charset="utf-8"><title>tap-octopus</title></head>
<body><h1>{}</h1></body></html>"""

DONE = "You are signed in. This page can be closed."
DENIED = "Nothing was allowed. This page can be closed."
STRANGE = "This is not the answer that was waited for."


class Denied(click.ClickException):
    """The user did not consent, or not in time."""


class CallbackServer(http.server.ThreadingHTTPServer):
    """The local web server to which Octopus redirects the browser."""

    daemon_threads = True

    def __init__(self, redirect_uri: str, authorize_url: str, client_id: Secret) -> None:
        place = urlsplit(redirect_uri)
        port = _port(place)
        if place.scheme != "http" or place.hostname not in HOSTS or not port:
            raise click.BadParameter(
                "it must be such as http://127.0.0.1:8976/callback", param_hint="--redirect-uri"
            )
        try:
            super().__init__(("127.0.0.1", port), Handler)
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is not free ({error.strerror}): end what uses it, or register and "
                "give another --redirect-uri"
            ) from None
        # Other users of this machine cannot guess it, so they learn neither the state nor the id.
        self.door = f"/{secrets.token_urlsafe(16)}"
        self.address = f"http://{place.hostname}:{port}{self.door}"  # what the user opens
        self.path = place.path
        self.state = secrets.token_urlsafe(32)
        query = {
            "scope": "webservice",
            "response_type": "code",
            "client_id": client_id.reveal(),
            "redirect_uri": redirect_uri,
            "state": self.state,
        }
        self.page = Secret(f"{authorize_url}?{urlencode(query)}")
        self.is_over = threading.Event()
        self._has_come = False
        self._code: Secret | None = None
        self._error = ""

    def come_back(self, asked: dict[str, str]) -> tuple[int, str]:
        """Handle the redirect of Octopus. Return the status and the text for the browser.

        A request with another `state` does not come from Octopus. It is answered with 400 and
        ignored.
        """
        state = asked.get("state", "").encode()
        if self._has_come or not secrets.compare_digest(state, self.state.encode()):
            return 400, STRANGE
        self._has_come = True
        self._code = Secret(asked["code"]) if asked.get("code") else None
        self._error = asked.get("error", "")
        return (200, DONE) if self._code else (200, DENIED)

    def code(self, seconds: float) -> Secret:
        """Wait for the code.

        Args:
            seconds: How long to wait.

        Raises:
            Denied: No code came.
        """
        thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            came = self.is_over.wait(seconds)
        finally:
            self.shutdown()
            self.server_close()
        if not came:
            raise Denied(f"No sign-in within {seconds:g} seconds: run the command again")
        if self._code is None:
            why = self._error if ERROR.fullmatch(self._error) else "no code"
            raise Denied(f"Octopus answered {why}, so no token was written: run the command again")
        return self._code


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers the requests of the browser."""

    server: CallbackServer

    def do_GET(self) -> None:
        """Redirect the browser to Octopus, or handle the redirect that comes back."""
        place = urlsplit(self.path)
        if place.path == self.server.path:
            asked = {name: values[0] for name, values in parse_qs(place.query).items()}
            status, text = self.server.come_back(asked)
            try:
                self._say(status, text)
            finally:  # even if the browser is gone: the code has come
                if text != STRANGE:
                    self.server.is_over.set()
        elif place.path == self.server.door:
            self._say(302, "", Location=self.server.page.reveal())
        else:
            self._say(404, STRANGE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        """Log nothing: the address holds the code."""

    def _say(self, status: int, text: str, **headers: str) -> None:
        body = PAGE.format(text).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _port(place: SplitResult) -> int | None:
    """Return the port of an address; None when it has none or an invalid one."""
    try:
        return place.port
    except ValueError:
        return None


def login(
    settings: Settings,
    redirect_uri: str,
    authorize_url: str | None,
    seconds: float,
    invite: Callable[[str], None],
) -> datetime.datetime:
    """Sign in and write the token file. Return when the refresh token expires.

    Args:
        settings: The settings of the tap, with `token_file`.
        redirect_uri: The address to which Octopus redirects the browser, as registered there.
        authorize_url: The page of Octopus; None for the one next to `oauth_url`.
        seconds: How long to wait for the user.
        invite: Called with the address that the user must open.

    Raises:
        ClickException: The sign-in failed, or the token file cannot be written.
    """
    if authorize_url and (problem := addresses.problem(authorize_url)):
        raise click.BadParameter(f"it {problem}", param_hint="--authorize-url")
    page = authorize_url or settings.oauth_url.rsplit("/", 1)[0] + "/authorize"
    server = CallbackServer(redirect_uri, page, settings.software_house_uuid)
    invite(server.address)
    code = server.code(seconds)
    clock = ServerClock()
    token = _exchanged(settings, code, clock)
    issued_at = clock.now()
    if not TokenFile(settings.token_file, None).write(token, issued_at):
        raise click.ClickException("Signed in, but token_file cannot be written (see above)")
    return issued_at + LIFETIME


def _exchanged(settings: Settings, code: Secret, clock: ServerClock) -> Secret:
    """Exchange a code for a refresh token.

    Raises:
        ClickException: Octopus refused, or returned no refresh token.
    """
    short = min(settings.request_timeout_seconds, EXCHANGE_SECONDS)
    transport = Transport(dataclasses.replace(settings, request_timeout_seconds=short), clock)
    form = {
        "grant_type": "authorization_code",
        "client_id": settings.software_house_uuid.reveal(),
        "code": code.reveal(),
    }
    try:
        with AllowList(transport)(Request(api.REFRESH, form=form)) as answer:
            token = first_of(answer.content(), REFRESH_NAMES)
    except OctopusError as error:
        raise click.ClickException(str(error)) from None
    finally:
        transport.close()
    if not token:
        raise click.ClickException("Octopus answered without a refresh token: check oauth_url")
    return Secret(token)
