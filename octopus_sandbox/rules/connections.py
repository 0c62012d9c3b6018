"""No more connections at once than a switch allows."""

from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import TOO_MANY_CONNECTIONS, Refusal


class Connections:
    """Counts the calls about a dossier that are not answered yet, or the connected dossiers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        call = Call.of(scope)
        counted = call.world.unanswered
        connects = call.dossier_id is not None
        counted["calls"] += connects
        try:
            most = call.world.switches["connections"]
            if connects and most != "unlimited" and _count(call) > int(most):
                status = int(call.world.switches["connections_status"])
                raise Refusal(status, "Too many connections", code=TOO_MANY_CONNECTIONS)
            await self._app(scope, receive, send)
        finally:
            counted["calls"] -= connects


def _count(call: Call) -> int:
    if call.world.switches.is_("connections_counted", "calls"):
        return call.world.unanswered["calls"]
    return len(call.world.tokens.connected(call.at) | {call.dossier_id})
