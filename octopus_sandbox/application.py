"""The whole service: the operations behind their rules, the control interface, and nothing else."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from octopus_sandbox.account import API_PATH
from octopus_sandbox.control.requests import Impossible, explain
from octopus_sandbox.control.routes import ROUTES as CONTROL
from octopus_sandbox.rules.policy import Guarded
from octopus_sandbox.rules.server_clock import ServerClock
from octopus_sandbox.service.consent import ROUTES as CONSENT
from octopus_sandbox.service.operations import Operation
from octopus_sandbox.service.responses import page_response
from octopus_sandbox.service.routes import ELSEWHERE, OPERATIONS
from octopus_sandbox.world import World


def application(world: World) -> Starlette:
    """Make the service of a world."""
    served = [_route(operation, API_PATH, world) for operation in OPERATIONS]
    elsewhere = [_route(operation, "", world) for operation in ELSEWHERE]
    app = Starlette(
        routes=[*served, *elsewhere, *CONSENT, *CONTROL],
        middleware=[Middleware(ServerClock, clock=world.clock)],
        exception_handlers={HTTPException: _not_found, Impossible: explain},
    )
    app.router.redirect_slashes = False
    app.state.world = world
    return app


def _route(operation: Operation, prefix: str, world: World) -> Route:
    guarded = Guarded(operation, world)
    return Route(prefix + operation.path, guarded, methods=[operation.method])


async def _not_found(_request: Request, _error: Exception) -> Response:
    # What the web server in front says of any path that is not the API's.
    return page_response(404)
