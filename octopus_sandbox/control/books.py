"""Looking into the books and changing them, past the imitated API."""

import random
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.errors import BooksError, ChangeError
from octopus_sandbox.control.requests import Impossible, dossier_of, object_in, world_of
from octopus_sandbox.recordings.office import RecordedDossier
from octopus_sandbox.service.responses import json_response
from octopus_sandbox.world import World

RANDOM_CHANGES = (
    "book",
    "book",
    "edit",
    "edit",
    "add_line",
    "shorten",
    "empty",
    "delete_last",
    "reuse_number",
    "match",
    "unmatch",
    "add_relation",
    "edit_relation",
    "deactivate_relation",
    "delete_relation",
    "add_account",
    "delete_account",
    "backdate",
)


async def dossiers(request: Request) -> ASGIApp:
    """Tell of every dossier how large it is and which bookyears it has."""
    world = world_of(request)
    listed = [d for d in world.office.dossier_ids if d not in world.forgotten]
    found = [await world.dossier(dossier_id) for dossier_id in listed]
    return json_response([_summary(d) if isinstance(d, Dossier) else _of(d) for d in found])


async def change(request: Request) -> ASGIApp:
    """Make a change to the books of a dossier at the sandbox's present."""
    world, order = world_of(request), await object_in(request)
    kind, dossier_id = order.pop("change", None), order.pop("dossierId", None)
    if kind in ("forget", "remember"):
        return json_response(_listed_or_not(world, kind, dossier_id))
    dossier = await dossier_of(world, dossier_id)
    try:
        if kind == "random":
            return json_response(_random_changes(world, dossier, order))
        return json_response(dossier.change(str(kind), world.now(), **order))
    except (BooksError, TypeError, ValueError) as error:
        raise Impossible(str(error), 409) from error


def _listed_or_not(world: World, kind: str, dossier_id: object) -> dict[str, Any]:
    if dossier_id not in world.office.dossier_ids:
        raise Impossible(f"There is no dossier {dossier_id}", 409)
    world.forgotten ^= {dossier_id} & world.forgotten if kind == "remember" else set()
    world.forgotten |= {dossier_id} if kind == "forget" else set()
    return {"change": kind, "dossierId": dossier_id}


def _random_changes(world: World, dossier: Dossier, order: dict[str, Any]) -> list[dict[str, Any]]:
    dice = random.Random(order.get("seed", 0))  # noqa: S311 repeatable, not secret
    done: list[dict[str, Any]] = []
    for _ in range(20 * int(order.get("count", 1))):
        if len(done) == int(order.get("count", 1)):
            break
        kind, seed = dice.choice(RANDOM_CHANGES), dice.randrange(2**31)
        try:
            done.append(dossier.change(kind, world.now(), seed=seed))
        except ChangeError:
            continue  # these books have nothing of the kind; the next throw will do
    return done


def _of(dossier: RecordedDossier) -> dict[str, Any]:
    return {"bookyears": dossier.bookyears(), "disabled": False, "dossierId": dossier.id}


def _summary(dossier: Dossier) -> dict[str, Any]:
    documents = list(dossier.documents())
    years = dossier.bookyears()
    return {
        "bookyears": [
            {
                "id": year["bookyearKey"]["id"],
                **{name: year[name] for name in ("startDate", "endDate", "closed")},
            }
            for year in years
        ],
        "disabled": dossier.disabled,
        "documents": len(documents),
        "dossierId": dossier.id,
        "lines": sum(len(document.rows()) for document in documents),
    }
