"""Every call and its answer are counted, whatever becomes of it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from octopus_sandbox.service.call import Call


class Logged:
    """Notes a call as it arrives, and the status that it is answered with."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        call = Call.of(scope)
        tally = call.world.calls.arrived(call.operation.name, call.dossier_id, call.at)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                tally.statuses[str(message["status"])] += 1
                tally.refused += call.over_limit
            await send(message)

        await self._app(scope, receive, noted)
