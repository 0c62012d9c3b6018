"""The wire, watched: status, time, bytes and headers of each answer, without what it says."""

from __future__ import annotations

import dataclasses
import io
import os
import re
import time
import typing as t

import msgspec

from tap_octopus.client import operations as api
from tap_octopus.client.sign_in import REFRESH_NAMES, first_of
from tap_octopus.client.transport import Transport
from tap_octopus.client.words import NOT_JSON, cleaned, error_result

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

    from tap_octopus.client.clock import ServerClock
    from tap_octopus.client.operations import Operation, Request
    from tap_octopus.rows.answers import Answer
    from tap_octopus.settings import Settings

OK = 200
JSON = re.compile(r"application/json(;\s*charset=utf-?8)?", re.IGNORECASE)
DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")


@dataclasses.dataclass(frozen=True)
class Seen:
    """An answer as it was on the wire.

    Attributes:
        code: The `errorCode` of a refusal, 0 when there is none.
        words: What Octopus said of it, cleaned.
        is_error_result: Whether the body of a refusal is an `ErrorResult`.
        headers: What of its headers is worth telling, in fixed words.
    """

    operation: Operation
    status: int | None = None
    seconds: float = 0
    size: int = 0
    code: int = 0
    words: str = ""
    is_error_result: bool = False
    headers: tuple[str, ...] = ()


class WatchedTransport(Transport):
    """Sends requests, and keeps what each answer was like.

    Attributes:
        sent_token: The last dossier token that was sent: to see whether it outlives the next.
        issued_token: The last one that a connection brought.
        oauth: What the exchange of a refresh token gave, in fixed words by question.
    """

    def __init__(self, settings: Settings, clock: ServerClock) -> None:
        super().__init__(settings, clock)
        self.seen: list[Seen] = []
        self.sent_token: str | None = None
        self.issued_token: str | None = None
        self.oauth: dict[str, str] = {}

    def __call__(self, request: Request) -> Answer:
        """Send a request and receive its answer."""
        began = time.monotonic()
        self.sent_token = request.headers.get("dossierToken", self.sent_token)
        self.seen.append(Seen(request.operation))
        try:
            return super().__call__(request)
        finally:
            seconds = time.monotonic() - began
            self.seen[-1] = dataclasses.replace(self.seen[-1], seconds=seconds)

    def _receive(self, response: requests.Response, request: Request) -> t.IO[bytes]:
        body = super()._receive(response, request)
        size = body.seek(0, os.SEEK_END)
        body.seek(0)
        if request.operation is api.REFRESH and response.status_code == OK:
            self.oauth = _oauth(body.read(), (request.form or {}).get("refresh_token"))
            body.seek(0)
        if request.operation is api.CONNECT and response.status_code == OK:
            self.issued_token = first_of(_object(body.read()), ("Dossiertoken",))
            body.seek(0)
        result = None
        if response.status_code != OK:
            content = body.read()
            body = io.BytesIO(content)
            result = error_result(content)
        self.seen[-1] = Seen(
            request.operation,
            response.status_code,
            size=size,
            code=result.code if result else 0,
            words=cleaned(result.text) if result else "",
            is_error_result=result is not None,
            headers=tuple(_told(response.headers)),
        )
        return body


def _oauth(body: bytes, sent: str | None) -> dict[str, str]:
    """Tell under which name the access token came, and whether a refresh token came with it."""
    content = _object(body)
    names = {"oauth_names": name for name in ("access_token", "token") if name in content}
    again = first_of(content, REFRESH_NAMES)
    if again is None:
        return {**names, "refresh_token": "kept"}
    return {**names, "refresh_token": "repeated" if again == sent else "rotated"}


def _object(body: bytes) -> dict[str, t.Any]:
    try:
        return msgspec.json.decode(body, type=dict)
    except NOT_JSON:
        return {}


def _told(headers: Mapping[str, str]) -> t.Iterator[str]:
    """Tell what headers there are, from a list of what may be told."""
    if not JSON.fullmatch(headers.get("Content-Type", "")):
        yield "not JSON by its Content-Type"
    if not DATE.fullmatch(headers.get("Date", "")):
        yield "no Date that can be read" if "Date" in headers else "no Date"
    yield from (f"has {name}" for name in ("Set-Cookie", "Retry-After", "ETag") if name in headers)
    if any("ratelimit" in name.lower().replace("-", "") for name in headers):
        yield "says how many calls are left"
    if "chunked" in headers.get("Transfer-Encoding", ""):
        yield "chunked"
    if headers.get("Content-Encoding"):
        yield "compressed"
