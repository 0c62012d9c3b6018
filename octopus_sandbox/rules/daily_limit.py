"""Refuses an operation beyond its daily limit."""

from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import Refusal


class DailyLimit:
    """Counts calls by the sandbox's clock and refuses what is too much."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        call = Call.of(scope)
        limit = call.operation.daily_limit(searches=bool(call.request.query_params))
        if limit and not call.world.limits.spend(limit[0], call.dossier_id, limit[1], call.at):
            call.over_limit = True
            status = int(call.world.switches["over_limit_status"])
            raise Refusal(status, f"Limit of {limit[1]} calls a day")
        await self._app(scope, receive, send)
