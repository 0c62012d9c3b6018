"""The way to Octopus: a chain of senders, each of which adds one concern and calls the next.

retries -> tokens -> limits -> allow-list -> transport
"""

from __future__ import annotations

import typing as t

from tap_octopus.client.allow_list import AllowList
from tap_octopus.client.clock import ServerClock
from tap_octopus.client.limits import CallLog, Limits
from tap_octopus.client.retries import Retries
from tap_octopus.client.sign_in import way_in
from tap_octopus.client.tokens import Tokens
from tap_octopus.client.transport import Transport
from tap_octopus.errors import OctopusError

if t.TYPE_CHECKING:
    from tap_octopus.client.operations import Request
    from tap_octopus.output.lock import RunLock
    from tap_octopus.rows.answers import Answer
    from tap_octopus.settings import Settings


class Sender(t.Protocol):
    """The last sender of the chain."""

    def __call__(self, request: Request) -> Answer:
        """Send a request."""

    def close(self) -> None:
        """Close the connections."""


Network = t.Callable[["Settings", ServerClock], Sender]


class Client:
    """Sends requests to Octopus.

    Several threads may use it at once, each for a dossier of its own. They hold the lock, except in
    the pauses between two tries and while an answer is on its way.

    Args:
        settings: The tap's settings.
        call_log: Where calls are remembered from run to run.
        lock: Held by the calling thread.
        network: Makes the last sender.
    """

    def __init__(
        self, settings: Settings, call_log: CallLog, lock: RunLock, network: Network = Transport
    ) -> None:
        self.clock = ServerClock()
        self._transport = network(settings, self.clock)

        def send(request: Request) -> Answer:
            with lock.released():
                return self._transport(request)

        self.limits = Limits(AllowList(send), call_log, self.clock, settings)
        tokens = Tokens(self.limits, way_in(settings, self.clock), settings, self.clock, lock)
        self.is_connected = tokens.is_connected
        self.leave = tokens.leave
        self.connect = Retries(tokens.connect, lock)
        self.call = Retries(tokens, lock)
        self.sign_in = Retries(tokens.sign_in, lock)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


class Connection:
    """The way to one dossier. Once connecting to it has failed, no other call is tried.

    Attributes:
        failure: Why connecting failed, if it did.
    """

    def __init__(self, client: Client, dossier: int) -> None:
        self._client = client
        self._dossier = dossier
        self.clock = client.clock
        self.limits = client.limits
        self.failure: OctopusError | None = None

    def call(self, request: Request) -> Answer:
        """Make a call.

        Raises:
            OctopusError: What went wrong, now or when connecting failed.
        """
        if self.failure is not None:
            raise self.failure
        try:
            return self._client.call(request)
        except OctopusError as error:
            if not self._client.is_connected(self._dossier):
                self.failure = error
            raise
