"""Books to work figures out from: of several seeds and shapes, new and after many changes."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from octopus_sandbox.books.changes import KINDS
from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.errors import ChangeError
from octopus_sandbox.books.model import Document, Line
from octopus_sandbox.books.office import Office
from octopus_sandbox.books.rng import stream
from octopus_sandbox.figures.catalogue import FIGURES, AsOf

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
LATER = date(2030, 1, 1)
"""A day after every document, also those of a bookyear that is opened early."""
CASES = [
    (seed, number, changes) for seed in (1, 2, 3) for number in (1, 2, 3) for changes in (0, 90)
]
"""Seed, dossier and how many changes; the first three dossiers differ in all that can differ."""

Row = dict[str, Any]


@cache
def dossier(seed: int, number: int, changes: int) -> Dossier:
    """Give a dossier whose books were changed so often; nobody changes it any more."""
    found = Office(seed=seed, documents_per_year=80, now=NOW).dossier(number)
    rng = stream("figures", seed, number)
    for step in range(changes):
        kind = rng.choice(sorted(KINDS.keys() - {"delete_journal"}))
        try:
            found.change(kind, NOW + timedelta(hours=step), seed=step)
        except ChangeError:
            continue
    if changes:
        _buy_in_dollars(found)
    return found


def figures(of: Dossier, name: str, as_of: date = LATER) -> list[Row]:
    """Give the figures of a dossier."""
    return of.read(lambda books, profile: FIGURES[name](books, profile, AsOf(as_of, NOW)))


def documents(of: Dossier) -> list[Document]:
    """Give all documents of a dossier."""
    return of.read(lambda books, _: list(books.documents()))


def lines(of: Dossier) -> list[tuple[Document, Line]]:
    """Give all ledger lines of a dossier with their documents."""
    return [(document, line) for document in documents(of) for line in document.lines]


def _buy_in_dollars(of: Dossier) -> None:
    """Book credit notes with VAT in a foreign currency, some of several lines with one code."""
    partner = of.read(
        lambda books, _: next(
            n for n in books.relations if books.relations[n]["currencyCode"] == "USD"
        )
    )
    for step in range(8):
        at = NOW + timedelta(days=10, hours=step)
        booked = of.change("book", at, seed=step, journal="A2", relation=partner)
        key = {name: booked[name] for name in ("bookyear", "journal", "number")}
        for again in range(step % 3):
            of.change("add_line", at, seed=again, **key)
