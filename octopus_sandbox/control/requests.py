"""What the control interface says when it is asked for something that cannot be."""

import json
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.errors import BooksError
from octopus_sandbox.recordings.office import RecordedDossier
from octopus_sandbox.service.parameters import day
from octopus_sandbox.service.responses import json_response
from octopus_sandbox.world import World


class Impossible(Exception):
    """A request that cannot be met, with its status and a sentence."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


async def explain(_request: Request, error: Exception) -> Response:
    """Answer with the sentence of an impossible request."""
    assert isinstance(error, Impossible)  # noqa: S101 it is only registered for these
    return json_response({"error": str(error)}, error.status)


def world_of(request: Request) -> World:
    """Give the world that the request is about."""
    world: World = request.app.state.world
    return world


async def object_in(request: Request) -> dict[str, Any]:
    """Read the JSON object in a body; no body is an empty one."""
    body = await request.body()
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise Impossible(f"The body is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise Impossible("The body must be a JSON object")
    return value


async def dossier_of(world: World, dossier_id: object) -> Dossier:
    """Give the dossier that was asked for."""
    found = await any_dossier_of(world, dossier_id)
    if isinstance(found, Dossier):
        return found
    raise Impossible("A recording has no books: it is served as it is", 409)


async def any_dossier_of(world: World, dossier_id: object) -> Dossier | RecordedDossier:
    """Give the dossier that was asked for, of books or of a recording."""
    try:
        return await world.dossier(int(str(dossier_id)))
    except (ValueError, BooksError) as error:
        raise Impossible(f"There is no dossier {dossier_id}", 409) from error


def day_in(request: Request, name: str) -> date:
    """Read a date of the query; without it, it is today by the sandbox's clock."""
    text = request.query_params.get(name, world_of(request).now().date().isoformat())
    try:
        return day(text)
    except ValueError as error:
        raise Impossible(f"{text!r} is no date like 2026-06-15") from error
