"""The right header with a good token of the right kind."""

from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import INVALID_PARAMETER, Refusal
from octopus_sandbox.service.operations import DOSSIER, USER
from octopus_sandbox.tokens import Grant, Kind


class Tokens:
    """Checks the token of a call and remembers the language it was made for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        call = Call.of(scope)
        if call.operation.header == USER:
            _granted(call, USER, "user")
        elif call.operation.header == DOSSIER and not call.operation.writes:
            grant = _granted(call, DOSSIER, "dossier")
            if grant.dossier_id != call.dossier_id:
                raise Refusal(401, "The token is not of this dossier", code=INVALID_PARAMETER)
            call.locale = grant.locale
        await self._app(scope, receive, send)


def _granted(call: Call, header: str, kind: Kind) -> Grant:
    headers = call.request.headers
    other = USER if header == DOSSIER else DOSSIER
    if header not in headers:
        code = INVALID_PARAMETER if other in headers else None
        raise Refusal(401, f"Header {header} is missing", code=code)
    grant = call.world.tokens.grant(headers[header], call.at)
    if grant is None:
        raise Refusal(401, f"The {header} is not valid or has expired")
    if grant.kind != kind:
        raise Refusal(401, "Wrong kind of token", code=INVALID_PARAMETER)
    return grant
