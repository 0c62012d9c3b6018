"""Faults between the service and the client: on the wire and in its headers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from octopus_sandbox.service.call import Call
from octopus_sandbox.service.responses import CONNECTION

Options = dict[str, Any]


async def hang_up(scope: Scope, receive: Receive, *, at_once: bool) -> None:
    """Close the connection of a request, with what was sent so far or without."""
    transport = scope["extensions"][CONNECTION]
    transport.abort() if at_once else transport.close()
    while (await receive())["type"] != "http.disconnect":
        continue


def drop(_app: ASGIApp, _options: Options) -> ASGIApp:
    """Drop the connection before any answer."""

    async def dropped(scope: Scope, receive: Receive, _send: Send) -> None:
        await hang_up(scope, receive, at_once=True)

    return dropped


def latency(app: ASGIApp, options: Options) -> ASGIApp:
    """Wait before the answer."""

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(options["seconds"])
        await app(scope, receive, send)

    return late


def cut(app: ASGIApp, options: Options) -> ASGIApp:
    """Send the beginning of the body and hang up; a length, if any, promises more."""

    async def cut_off(scope: Scope, receive: Receive, send: Send) -> None:
        start, body = await _collected(app, scope, receive)
        kept = body[: options["bytes"]]
        headers = [pair for pair in start["headers"] if pair[0] != b"content-length"]
        if options["framing"] == "length":
            promised = max(len(body), len(kept) + 1)
            headers.append((b"content-length", str(promised).encode()))
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": kept, "more_body": True})
        await hang_up(scope, receive, at_once=False)

    return cut_off


def slow(app: ASGIApp, options: Options) -> ASGIApp:
    """Send the body a few bytes at a time."""

    async def slowed(scope: Scope, receive: Receive, send: Send) -> None:
        start, body = await _collected(app, scope, receive)
        await send(start)
        async for piece in _dripping(body, options["bytes"], options["seconds"]):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return slowed


def date_skew(app: ASGIApp, options: Options) -> ASGIApp:
    """Give a Date header that is off by some seconds."""

    async def skewed(scope: Scope, receive: Receive, send: Send) -> None:
        moment = Call.of(scope).at + timedelta(seconds=options["seconds"])
        date = format_datetime(moment, usegmt=True)
        await _with_header(app, "date", date)(scope, receive, send)

    return skewed


def header(app: ASGIApp, options: Options) -> ASGIApp:
    """Add a header to the answer."""
    return _with_header(app, options["name"], options["value"])


def _with_header(app: ASGIApp, name: str, value: str) -> ASGIApp:
    async def added(scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = (name.lower().encode(), value.encode())
                message = {**message, "headers": [*message["headers"], extra]}
            await send(message)

        await app(scope, receive, marked)

    return added


async def _collected(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    messages: list[Message] = []

    async def kept(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, kept)
    return messages[0], b"".join(message.get("body", b"") for message in messages[1:])


async def _dripping(body: bytes, size: int, seconds: float) -> AsyncIterator[bytes]:
    for begin in range(0, len(body), size):
        yield body[begin : begin + size]
        await asyncio.sleep(seconds)
