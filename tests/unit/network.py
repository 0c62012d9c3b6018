"""A network that is not there: requests-mock answers what a test tells it to.

What only a real connection shows is tested over one, in tests/integration/test_http.py.
"""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

import requests_mock

from tests.support.wire import BODILESS, Reply, Sent

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message


@dataclasses.dataclass
class Network:
    """What a test says of the network, and what was sent over it.

    Attributes:
        answer: Makes the answer to a request.
        sent: The requests so far.
        how: The same as requests-mock keeps them: with time-outs, proxies and certificates.
    """

    answer: Callable[[Sent], Reply] = lambda _: Reply()
    sent: list[Sent] = dataclasses.field(default_factory=list)
    how: list[t.Any] = dataclasses.field(default_factory=list)

    def respond(self, request: t.Any, context: t.Any) -> bytes:  # noqa: ANN401 - of requests-mock
        """Answer a request."""
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        headers = t.cast("Message", request.headers)
        self.sent.append(Sent(request.method, request.url, headers, body))
        self.how.append(request)
        reply = self.answer(self.sent[-1])
        context.status_code = reply.status
        context.headers.update(reply.headers)
        return b"" if reply.status in BODILESS else reply.body


@contextlib.contextmanager
def network() -> Iterator[Network]:
    """Make every request end here, as long as the context lasts."""
    made = Network()
    with requests_mock.Mocker(case_sensitive=True) as mocker:
        mocker.register_uri(requests_mock.ANY, requests_mock.ANY, content=made.respond)
        yield made
