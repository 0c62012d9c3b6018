"""Sending answers: small ones whole, large ones in chunks without a length."""

import asyncio
from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from octopus_sandbox.service.errors import Refusal

WHOLE = 8192
CONNECTION = "octopus_sandbox.connection"
"""Under this name a request carries the transport that it came on."""

NOT_FOUND_PAGE = b"""<!doctype html><html lang="en"><head><title>HTTP Status 404</title></head>\
<body><h1>HTTP Status 404 - Not Found</h1><hr/><h3>Web server</h3></body></html>"""


def json_response(value: object, status: int = 200) -> Response:
    """Make a JSON answer of a small value."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def refusal_response(refusal: Refusal, codes: str = "recorded") -> Response:
    """Make the answer of a refusal, with its code as the switch `error_codes` says."""
    return json_response(refusal.body(codes), refusal.status)


def page_response(status: int, page: bytes = NOT_FOUND_PAGE) -> Response:
    """Make an answer as the web server in front would: HTML, and nothing of the API."""
    return Response(page, status, media_type="text/html")


class Streamed:
    """An answer made of pieces: chunked, unless it turns out to be small."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        head, complete = _head(self._pieces)
        if complete:
            await Response(head, media_type="application/json")(scope, receive, send)
            return
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for piece in chain((head,), self._pieces):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            # Others get their turn between two pieces, however fast this client reads.
            await asyncio.sleep(0)
            if _is_gone(scope):
                break
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _is_gone(scope: Scope) -> bool:
    """Tell whether the client hung up, so that nothing more need be made for it."""
    transport = scope.get("extensions", {}).get(CONNECTION)
    return transport is not None and transport.is_closing()


def _head(pieces: Iterator[bytes]) -> tuple[bytes, bool]:
    head = b""
    for piece in pieces:
        head += piece
        if len(head) > WHOLE:
            return head, False
    return head, True
