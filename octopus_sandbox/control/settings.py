"""Changes the settings of the sandbox: clock, switches, faults, log."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from octopus_sandbox.account import API_PATH, FILE_SYNC_PATH, OAUTH_PATH
from octopus_sandbox.books.office import Office
from octopus_sandbox.clock import parse_moment
from octopus_sandbox.control.requests import Impossible, object_in, world_of
from octopus_sandbox.faults.kinds import UnknownFaultError, fault_from
from octopus_sandbox.service.responses import json_response
from octopus_sandbox.service.routes import ELSEWHERE, OPERATIONS
from octopus_sandbox.switches import UnknownSwitchError
from octopus_sandbox.world import World

NAMES = {operation.name for operation in (*OPERATIONS, *ELSEWHERE)}


async def account(request: Request) -> Response:
    """Give what a client needs to log in."""
    world = world_of(request)
    origin = f"http://{request.headers['host']}"
    return json_response(
        {
            "user": world.account.user,
            "password": world.account.password,
            "software_house_uuid": world.account.software_house_uuid,
            "refresh_token": world.refreshes.current,
            "api_url": origin + API_PATH,
            "oauth_url": origin + OAUTH_PATH,
            "file_sync_url": origin + FILE_SYNC_PATH,
        }
    )


async def clock(request: Request) -> Response:
    """Read the clock; set, advance, stop or start it."""
    world = world_of(request)
    if request.method == "PUT":
        _set_clock(world, await object_in(request))
    return json_response({"now": world.now().isoformat()})


async def switches(request: Request) -> Response:
    """Read the switches, or set some of them."""
    world = world_of(request)
    if request.method == "PUT":
        try:
            world.switches.update(await object_in(request))
        except UnknownSwitchError as error:
            raise Impossible(str(error)) from error
    return json_response(world.switches.all())


async def declared(request: Request) -> Response:
    """Tell of every switch what it stands for, its positions, and how they can be seen."""
    return json_response(world_of(request).switches.declared())


async def version(request: Request) -> Response:
    """Read the version of the API, or set it."""
    world = world_of(request)
    if request.method == "PUT":
        text = (await object_in(request)).get("version")
        if not isinstance(text, str):
            raise Impossible("A version is a text")
        world.version = text
    return json_response({"version": world.version})


async def faults(request: Request) -> Response:
    """Order a fault, see all of them, or cancel them."""
    world = world_of(request)
    if request.method == "POST":
        try:
            fault = fault_from(await object_in(request), NAMES)
        except UnknownFaultError as error:
            raise Impossible(str(error)) from error
        return json_response({"id": world.faults.order(fault)})
    if request.method == "DELETE":
        number = request.query_params.get("id", "")
        world.faults.cancel(int(number) if number.isdecimal() else None)
    return json_response(world.faults.all())


async def calls(request: Request) -> Response:
    """Tell what was called since the last reset, or reset."""
    log = world_of(request).calls
    if request.method == "DELETE":
        log.reset()
    return json_response(log.calls())


async def writes(request: Request) -> Response:
    """Tell which writes were attempted."""
    return json_response(world_of(request).calls.writes())


async def tokens(request: Request) -> Response:
    """Let every token expire at once."""
    world = world_of(request)
    world.tokens.revoke_all(world.now())
    return json_response({})


async def reset(request: Request) -> Response:
    """Begin anew, with books like those of the command's options at the moment `now`."""
    world, order = world_of(request), await object_in(request)
    try:
        now = parse_moment(order.pop("now", world.now().isoformat()))
        office = Office(now=now, **order)
    except (TypeError, ValueError) as error:
        raise Impossible(f"Such books cannot be made: {error}") from error
    world.clock.set(now)
    world.begin(office)
    return json_response({"now": now.isoformat()})


def _set_clock(world: World, order: dict[str, Any]) -> None:
    if order.keys() - {"now", "advance_seconds", "running"}:
        raise Impossible("A clock takes now, advance_seconds and running")
    try:
        if "now" in order:
            world.clock.set(parse_moment(order["now"]))
        if "advance_seconds" in order:
            world.clock.advance(float(order["advance_seconds"]))
    except (TypeError, ValueError) as error:
        raise Impossible(f"That is no moment or number of seconds: {error}") from error
    if "running" in order:
        world.clock.run(running=bool(order["running"]))
