"""Turns a refusal that an operation or rule raised into an answer."""

from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import Refusal
from octopus_sandbox.service.responses import refusal_response


class Refusals:
    """Answers with the ErrorResult of a refusal; it stands inside the faults to be in reach."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        try:
            await self._app(scope, receive, send)
        except Refusal as refusal:
            codes = str(Call.of(scope).world.switches["error_codes"])
            await refusal_response(refusal, codes)(scope, receive, send)
