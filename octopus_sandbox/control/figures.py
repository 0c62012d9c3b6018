"""What an accountant would find in the books: figures to hold others' computations to."""

from starlette.requests import Request
from starlette.types import ASGIApp

from octopus_sandbox.control.requests import Impossible, day_in, dossier_of, world_of
from octopus_sandbox.figures.catalogue import FIGURES, AsOf
from octopus_sandbox.service.encoding import array, batches
from octopus_sandbox.service.responses import Streamed


async def figures(request: Request) -> ASGIApp:
    """Give one kind of figures of a dossier now; what is open also as of another date."""
    name = request.path_params["name"]
    if name not in FIGURES:
        raise Impossible(f"There are no figures {name!r}; there are: {', '.join(FIGURES)}", 404)
    world = world_of(request)
    dossier = await dossier_of(world, request.query_params.get("dossierId"))
    as_of = AsOf(day_in(request, "asOf"), world.now())
    rows = dossier.read(lambda books, profile: FIGURES[name](books, profile, as_of))
    return Streamed(array(batches({"dossier_id": dossier.id, **row} for row in rows)))
