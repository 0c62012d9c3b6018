"""A ladder to Octopus: each rung adds one concern and hands the request to the one below."""

from __future__ import annotations

import typing as t

from tap_octopus.client.allow_list import AllowList
from tap_octopus.client.clock import ServerClock
from tap_octopus.client.limits import CallLog, Limits
from tap_octopus.client.retries import Retries
from tap_octopus.client.sign_in import way_in
from tap_octopus.client.tokens import Tokens
from tap_octopus.client.transport import Transport

if t.TYPE_CHECKING:
    from tap_octopus.client.operations import Request
    from tap_octopus.output.lock import RunLock
    from tap_octopus.rows.answers import Answer
    from tap_octopus.settings import Settings


class Sender(t.Protocol):
    """The lowest rung."""

    def __call__(self, request: Request) -> Answer:
        """Send a request."""

    def close(self) -> None:
        """Close the connections."""


Network = t.Callable[["Settings", ServerClock], Sender]


class Client:
    """The way to Octopus: retries, then tokens, then limits, then allow-list, then transport.

    Several threads may be on it at once, each for a dossier of its own. They hold the pen, but
    for the pauses between tries and while the transport waits.

    Args:
        settings: The tap's settings.
        ledger: Where calls are remembered from run to run.
        pen: What the calling thread holds.
        network: Makes the lowest rung.
    """

    def __init__(
        self, settings: Settings, call_log: CallLog, lock: RunLock, network: Network = Transport
    ) -> None:
        self.clock = ServerClock()
        self._transport = network(settings, self.clock)

        def send(request: Request) -> Answer:
            with lock.down():
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
