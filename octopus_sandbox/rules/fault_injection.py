"""Applies the faults that were ordered for a call."""

from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.faults.kinds import KINDS
from octopus_sandbox.service.call import Call


class FaultInjection:
    """Wraps a call in every fault that is due for it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on through its faults."""
        call = Call.of(scope)
        app = self._app
        for fault in reversed(call.world.faults.due(call.operation.name, call.dossier_id)):
            app = KINDS[fault.kind].wrap(app, fault.options)
        await app(scope, receive, send)
