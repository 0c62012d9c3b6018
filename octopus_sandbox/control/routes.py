"""The control interface as a list of routes under `/_sandbox/`."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.control import books, figures, office, settings, truth

Handler = Callable[[Request], Awaitable[ASGIApp]]


class Control:
    """Runs a handler and sends what it gives."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        response = await self._handler(Request(scope, receive))
        await response(scope, receive, send)


def _route(methods: str, path: str, handler: Handler) -> Route:
    return Route(f"/_sandbox/{path}", Control(handler), methods=methods.split())


ROUTES = [
    _route("GET", "account", settings.account),
    _route("GET", "truth", truth.truths),
    _route("GET", "truth/{table}", truth.truth),
    _route("GET", "figures/{name}", figures.figures),
    _route("GET", "dossiers", books.dossiers),
    _route("GET", "office", office.office),
    _route("GET DELETE", "calls", settings.calls),
    _route("GET", "writes", settings.writes),
    _route("GET PUT", "clock", settings.clock),
    _route("GET PUT", "switches", settings.switches),
    _route("GET", "switches/declared", settings.declared),
    _route("GET PUT", "version", settings.version),
    _route("GET POST DELETE", "faults", settings.faults),
    _route("POST", "changes", books.change),
    _route("DELETE", "tokens", settings.tokens),
    _route("POST", "reset", settings.reset),
]
