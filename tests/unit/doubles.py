"""What stands in for the world in unit tests: settings, a clock, and the next sender."""

from __future__ import annotations

import dataclasses
import io
import typing as t

import msgspec

from tap_octopus.client.clock import ServerClock
from tap_octopus.rows.answers import Answer
from tap_octopus.settings import Settings

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from tap_octopus.client.operations import Request

DEEP = "[" * 10**6 + "]" * 10**6
"""JSON too deep for any version of Python: since 3.14 ten thousand levels are not."""

MIDNIGHT = 1_798_761_600.0
"""The first second of 2027, in UTC."""

SECRETS = ("uuid-Ru7u", "user-Pa4s", "password-Xk9w", "refresh-Vq2m")
UUID, USER, PASSWORD, REFRESH_TOKEN = SECRETS

CONFIG: dict[str, t.Any] = {
    "software_house_uuid": UUID,
    "user": USER,
    "password": PASSWORD,
    "api_url": "http://localhost/v1",
    "oauth_url": "http://localhost/oauth",
    "file_sync_url": "http://localhost/files",
}
OAUTH_CONFIG = {
    **{name: text for name, text in CONFIG.items() if name not in {"user", "password"}},
    "refresh_token": REFRESH_TOKEN,
}


def settings(**given: t.Any) -> Settings:  # noqa: ANN401
    """Make settings that are in order, but for what is given."""
    return Settings.checked(CONFIG | given)


def oauth_settings(**given: t.Any) -> Settings:  # noqa: ANN401
    """Make settings that sign in by OAuth."""
    return Settings.checked(OAUTH_CONFIG | given)


@dataclasses.dataclass
class Time:
    """A clock that only a test moves."""

    now: float = MIDNIGHT

    def __call__(self) -> float:
        """Tell the time."""
        return self.now

    def clock(self) -> ServerClock:
        """Make a clock of the tap that goes by this one."""
        return ServerClock(self, self)


def answer(content: object) -> Answer:
    """Make an answer of what its JSON says; decimals keep their digits."""
    return Answer.whole(
        io.BytesIO(msgspec.json.Encoder(decimal_format="number").encode(content)), "GET /it"
    )


class FakeSender:
    """The next sender: gives its outcomes one after the other, and keeps the requests.

    An outcome is an error to be raised, or what the answer's JSON says. When there is none left
    it answers with an empty list.
    """

    def __init__(self, *outcomes: object) -> None:
        self.outcomes = list(outcomes)
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Answer:
        """Take a request."""
        self.requests.append(request)
        outcome = self.outcomes.pop(0) if self.outcomes else []
        if isinstance(outcome, Exception):
            raise outcome
        return answer(outcome)

    @property
    def names(self) -> list[str]:
        """The operations of the requests so far."""
        return [request.operation.name for request in self.requests]


class FakeService:
    """A next sender that answers by operation: a function of the request, or always the same."""

    def __init__(self, **answers: object) -> None:
        self.answers = answers
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Answer:
        """Take a request."""
        self.requests.append(request)
        outcome = self.answers.get(request.operation.name, [])
        if callable(outcome):
            outcome = t.cast("Callable[[Request], object]", outcome)(request)
        if isinstance(outcome, Exception):
            raise outcome
        return answer(outcome)

    def count(self, name: str) -> int:
        """Count the requests for one operation."""
        return sum(request.operation.name == name for request in self.requests)
