"""What an office knows of a dossier that Octopus does not tell, as rows of the answers' seeds."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.types import ASGIApp

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.habits import Habits
from octopus_sandbox.books.model import journal_name
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.vat import GUESSED, distinct
from octopus_sandbox.control.requests import dossier_of, world_of
from octopus_sandbox.figures.budget import plan
from octopus_sandbox.service.responses import json_response

_USUAL = Habits()
_ONE_OF_SEVERAL = frozenset(
    ("sale_exempt44", "sale_triangular", "sale_margin", "sale_margin_purchase_price")
)
"""Operations that share their grid with another one: neither a number nor a grid tells them."""


async def office(request: Request) -> ASGIApp:
    """Give the rows of each seed for a dossier; none where its ways are the usual ones."""
    dossier = await dossier_of(world_of(request), request.query_params.get("dossierId"))
    rows = dossier.read(seeds)
    named = {"dossier_id": dossier.id}
    return json_response({seed: [named | row for row in found] for seed, found in rows.items()})


def seeds(books: Books, profile: Profile) -> dict[str, list[Record]]:
    """Give the rows of each seed for a dossier, by the seed's name."""
    habits = profile.habits
    opens = habits.opening != _USUAL.opening
    return {
        "budget": plan(books, profile),
        "opening_journals": [{"journal_key": journal_name(habits.opening)}] if opens else [],
        "account_roles": list(_roles(habits)),
        "vat_code_operations": list(_operations(habits)),
        "vat_accounts": [
            {"pattern": str(account), "grid": grid} for grid, account in habits.vat_accounts.items()
        ],
        "vat_declarants": ([] if habits.declarant_told else [{"declarant_type": habits.declarant}]),
        "statutory_accounts": [],
        "salesperson_fields": [],
        "exempt_customers": [],
    }


def _roles(habits: Habits) -> Iterator[Record]:
    if habits.four_digits:
        yield {"role": "depreciation", "pattern": "2__9__"}


def _operations(habits: Habits) -> Iterator[Record]:
    """Give the codes whose meaning does not follow from a usual name."""
    sides = {}
    for code in distinct(habits.naming):
        told_by_people = code.code in GUESSED or code.operation.name in _ONE_OF_SEVERAL
        if habits.naming == "own" or told_by_people:
            sides[code.code, "purchase" if code.purchase else "sale"] = code
    for (name, side), code in sides.items():
        yield {
            "code": name,
            "side": side,
            "operation": code.operation.name,
            "nature": code.nature or "",
        }
