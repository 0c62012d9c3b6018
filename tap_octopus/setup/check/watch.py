"""A transport that observes each answer: status, time, bytes and headers, but not its content."""

from __future__ import annotations

import dataclasses
import os
import re
import time
import typing as t

import msgspec

from tap_octopus.client import operations as api
from tap_octopus.client.error_result import NOT_JSON, read_error_result, redacted
from tap_octopus.client.sign_in import REFRESH_NAMES, first_of
from tap_octopus.client.transport import Transport
from tap_octopus.rows.answers import NULL

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

    from tap_octopus.client.clock import ServerClock
    from tap_octopus.client.operations import Operation, Request
    from tap_octopus.rows.answers import Answer
    from tap_octopus.settings import Settings

OK, HEAD = 200, 200

JSON = re.compile(r"application/json(;\s*charset=utf-?8)?", re.IGNORECASE)
DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")


@dataclasses.dataclass(frozen=True)
class Seen:
    """What an answer was like.

    Attributes:
        operation: The operation that was called.
        dossier: The dossier, if any.
        status: The HTTP status; None when no answer came.
        seconds: The time from sending the request to the end of the answer.
        size: The bytes of the body.
        code: The `errorCode` of a refusal; 0 when there is none.
        words: The text of a refusal, redacted.
        is_error_result: Whether the body of a refusal is an `ErrorResult`.
        empty_list: How the first of two lists is empty: `list`, `null` or `missing`.
        is_null: Whether the body is `null`.
        headers: Remarks on the headers, in fixed words.
    """

    operation: Operation
    dossier: int | None = None
    status: int | None = None
    seconds: float = 0
    size: int = 0
    code: int = 0
    words: str = ""
    is_error_result: bool = False
    empty_list: str = ""
    is_null: bool = False
    headers: tuple[str, ...] = ()


class WatchedTransport(Transport):
    """Sends requests, and notes what each answer was like.

    Attributes:
        seen: What each answer was like.
        sent_token: The last dossier token that was sent.
        issued_token: The last dossier token that Octopus issued.
        oauth: What the exchange of a refresh token showed, in fixed words, by question.
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
        self.seen.append(Seen(request.operation, request.dossier))
        try:
            return super().__call__(request)
        finally:
            seconds = time.monotonic() - began
            self.seen[-1] = dataclasses.replace(self.seen[-1], seconds=seconds)

    def receive(self, response: requests.Response, request: Request) -> t.IO[bytes]:
        """Receive a body, and note what it and its headers are like."""
        body = super().receive(response, request)
        size = body.seek(0, os.SEEK_END)
        body.seek(0)
        if request.operation is api.REFRESH and response.status_code == OK:
            self.oauth = _oauth(body.read(), (request.form or {}).get("refresh_token"))
            body.seek(0)
        if request.operation is api.CONNECT and response.status_code == OK:
            self.issued_token = first_of(_object(body.read()), ("Dossiertoken",))
            body.seek(0)
        result = None
        head = body.read(HEAD)
        body.seek(0)
        if response.status_code != OK:
            result = read_error_result(body.read())
            body.seek(0)
        self.seen[-1] = Seen(
            request.operation,
            request.dossier,
            response.status_code,
            size=size,
            code=result.code if result else 0,
            words=redacted(result.text) if result else "",
            is_error_result=result is not None,
            empty_list=_empty_list(request.operation, head) if result is None else "",
            is_null=head.strip() == NULL,
            headers=tuple(_header_remarks(response.headers, is_text=request.operation.is_text)),
        )
        return body


def _oauth(body: bytes, sent: str | None) -> dict[str, str]:
    """Return the name of the access token, and whether a new refresh token came with it."""
    content = _object(body)
    again = first_of(content, REFRESH_NAMES)
    found = {"refresh_token": "repeated" if again == sent else "rotated" if again else "kept"}
    if name := next((name for name in ("access_token", "token") if name in content), None):
        found["oauth_names"] = name
    return found


def _empty_list(operation: Operation, head: bytes) -> str:
    """Return how the list of deletions is empty. It comes first, in alphabetical order."""
    if not operation.deleted:
        return ""
    names = "".join(head.decode("utf-8", "replace").split())
    if names.startswith(f'{{"{operation.rows}":['):
        return "missing"
    found = re.match(rf'\{{"{operation.deleted}":(null|\[\])', names)
    return {"null": "null", "[]": "list"}[found[1]] if found else ""


def _object(body: bytes) -> dict[str, t.Any]:
    try:
        return msgspec.json.decode(body, type=dict)
    except NOT_JSON:
        return {}


def _header_remarks(headers: Mapping[str, str], *, is_text: bool) -> t.Iterator[str]:
    """Yield remarks on the headers, in fixed words."""
    if not is_text and not JSON.fullmatch(headers.get("Content-Type", "")):
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
