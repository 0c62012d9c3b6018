"""The parameters in path and query, read as declared, and the body of a POST."""

from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.service.call import Call
from octopus_sandbox.service.parameters import arguments


class Arguments:
    """Refuses what is missing, misnamed or malformed; hands on what was read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        call = Call.of(scope)
        if not call.operation.writes:
            in_path = arguments(call.operation.path_parameters, call.request.path_params)
            call.arguments = arguments(call.operation.query, call.request.query_params)
            call.arguments |= {n: v for n, v in in_path.items() if n != "dossierId"}
        if call.operation.method == "POST":
            call.body = await call.request.body()
        if call.operation.body:
            call.query = call.operation.body(call)
        await self._app(scope, receive, send)
