"""What is known of an office and of each of its dossiers, as the page and the workbooks show it."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t
from collections import defaultdict

from report.desk import as_of_another_day
from report.tables import NEEDED, NEEDED_FOR_ITEMS

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from report.warehouse import Row, Warehouse

OF_A_DOSSIER = (
    "accounts", "activity", "balance", "before", "budget", "carried", "cash", "desk", "documents",
    "findings", "forecast", "forecast_documents", "grids", "income", "lines", "not_booked",
    "open_items", "results", "returns", "sync", "unmatched", "vat_documents", "window",
)  # fmt: skip
"""The queries that are made for a dossier."""

KEY = ("bookyear_id", "journal_key", "document_sequence_nr")
"""What names a document within its dossier."""


class NothingFoundError(Exception):
    """There is no such dossier or relation."""


class For(t.NamedTuple):
    """Whom a file is made for: a dossier, or one relation of it."""

    dossier: int
    relation: int | None = None

    @classmethod
    def parse(cls, text: str) -> For:
        """Read 12 as a dossier, 12:345 as its relation 345."""
        dossier, _, relation = text.partition(":")
        return cls(int(dossier), int(relation) if relation else None)


@dataclasses.dataclass
class Dossier:
    """A dossier, or the part of it that is one relation's.

    Attributes:
        dossier_id: Its number.
        name: What the company is called.
        vat_nr: Its number as it was entered.
        tables: The rows of each query.
        relation: The name of the relation, where it is made for one.
        needed: The streams that its figures rest on.
    """

    dossier_id: int
    name: str
    vat_nr: str | None
    tables: dict[str, list[Row]]
    relation: str | None = None
    needed: frozenset[str] = NEEDED

    @property
    def desk(self) -> Row:
        """Its row on the desk."""
        return self.tables["desk"][0]

    @property
    def missing(self) -> list[str]:
        """The streams that a figure needs and that were never read, so that nothing is known."""
        read = {row["stream"] for row in self.tables["sync"] if row["synced_at"] is not None}
        return sorted(self.needed - read)


@dataclasses.dataclass
class Office:
    """The dossiers that a file is made of.

    Attributes:
        as_of: The day that is shown.
        made_on: The day that the marts are of.
        dossiers: The dossiers, by name.
        shared: What holds for all of them: lines of the statements, their sums, sums of grids.
    """

    as_of: datetime.date
    made_on: datetime.date
    dossiers: list[Dossier]
    shared: dict[str, list[Row]]


def read(
    warehouse: Warehouse,
    day: datetime.date | None = None,
    only: Iterable[int] = (),
    made_for: For | None = None,
) -> Office:
    """Read all dossiers, some of them, or what concerns one dossier or relation and no other."""
    known = [row["dossier_id"] for row in warehouse.ask("all_dossiers")]
    wanted = [made_for.dossier] if made_for else list(only) or known
    if unknown := sorted(set(wanted) - set(known)):
        raise NothingFoundError(f"There is no dossier {', '.join(map(str, unknown))}.")
    made_on = warehouse.ask("made_on")[0]["day"] or day or datetime.datetime.now().date()  # noqa: DTZ005
    as_of = day or made_on
    shared = {
        name: warehouse.ask(name) for name in ("statutory_lines", "statutory_totals", "grid_totals")
    }
    if made_for and made_for.relation is not None:
        dossiers = [_of_relation(warehouse, as_of, made_for.dossier, made_for.relation)]
    else:
        dossiers = _of_dossiers(warehouse, as_of, made_on, wanted)
    return Office(as_of, made_on, dossiers, shared)


def number(row: Row) -> str | None:
    """Write the number of a document as accountants do: V1 57."""
    if row.get("document_sequence_nr") is None:
        return row.get("journal_key")
    return f"{row['journal_key']} {row['document_sequence_nr']}"


def _of_dossiers(
    warehouse: Warehouse, as_of: datetime.date, made_on: datetime.date, wanted: Sequence[int]
) -> list[Dossier]:
    told: dict[int, dict[str, list[Row]]] = defaultdict(lambda: {q: [] for q in OF_A_DOSSIER})
    for query in OF_A_DOSSIER:
        for row in warehouse.ask(query, as_of, wanted):
            told[row.pop("dossier_id")][query].append(row)
    dossiers = [
        Dossier(**row, tables=told[row["dossier_id"]])
        for row in warehouse.ask("dossiers", as_of, wanted)
    ]
    for dossier in dossiers:
        if as_of != made_on or not dossier.tables["desk"]:
            dossier.tables["desk"] = [as_of_another_day(dossier.tables, as_of)]
    return dossiers


def _of_relation(
    warehouse: Warehouse, as_of: datetime.date, dossier_id: int, relation: int
) -> Dossier:
    names = warehouse.ask("relation", as_of, [dossier_id], relation)
    if not names:
        raise NothingFoundError(f"There is no relation {relation} in dossier {dossier_id}.")
    tables = {
        "movements": warehouse.ask("movements", as_of, [dossier_id], relation),
        "open_items": [
            row
            for row in warehouse.ask("open_items", as_of, [dossier_id])
            if row["relation_id"] == relation
        ],
        "desk": warehouse.ask("last_sync", as_of, [dossier_id]),
        "sync": [
            {name: row[name] for name in ("stream", "outcome", "synced_at", "is_late")}
            for row in warehouse.ask("sync", as_of, [dossier_id])
            if row["stream"] in NEEDED_FOR_ITEMS
        ],
    }
    tables["documents"] = warehouse.ask("documents_of_relation", as_of, [dossier_id], relation)
    row = warehouse.ask("dossiers", as_of, [dossier_id])[0]
    return Dossier(**row, tables=tables, relation=names[0]["name"], needed=NEEDED_FOR_ITEMS)
