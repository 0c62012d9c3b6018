"""The policy: which rules a call passes, from the outside in."""

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.rules.arguments import Arguments
from octopus_sandbox.rules.call_log import Logged
from octopus_sandbox.rules.connections import Connections
from octopus_sandbox.rules.daily_limit import DailyLimit
from octopus_sandbox.rules.fault_injection import FaultInjection
from octopus_sandbox.rules.opening import Opening
from octopus_sandbox.rules.refusals import Refusals
from octopus_sandbox.rules.tokens import Tokens
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.endpoint import endpoint
from octopus_sandbox.service.operations import Operation
from octopus_sandbox.world import World

# A call counts against its limit even when it then fails, as the strictest server would have it.
RULES: tuple[Callable[[ASGIApp], ASGIApp], ...] = (
    Logged,
    Refusals,
    DailyLimit,
    Connections,
    FaultInjection,
    Refusals,
    Tokens,
    Arguments,
    Opening,
)


class Guarded:
    """One operation behind all rules."""

    def __init__(self, operation: Operation, world: World) -> None:
        self._operation = operation
        self._world = world
        self._app: ASGIApp = endpoint
        for rule in reversed(RULES):
            self._app = rule(self._app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in as a call."""
        Call.arriving(self._operation, self._world, scope, receive)
        await self._app(scope, receive, send)
