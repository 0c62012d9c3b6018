"""The dossier of a call; its books are generated when it is first read."""

from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.errors import UnknownDossierError
from octopus_sandbox.recordings.office import RecordedDossier
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import NO_ACCESS, Refusal
from octopus_sandbox.service.operations import DOSSIER


class Opening:
    """Opens the dossier; a token of a dossier that was withdrawn since is worth nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        call = Call.of(scope)
        if call.dossier_id is not None and not call.operation.writes:
            call.opened = await _opened(call, call.dossier_id)
            withdrawn = call.opened is None or call.opened.disabled
            if withdrawn and call.operation.header == DOSSIER:
                info = f"The rights on dossier {call.dossier_id} were withdrawn"
                raise Refusal(401, info, code=NO_ACCESS)
        await self._app(scope, receive, send)


async def _opened(call: Call, dossier_id: int) -> Dossier | RecordedDossier | None:
    try:
        return await call.world.dossier(dossier_id)
    except UnknownDossierError:
        return None
