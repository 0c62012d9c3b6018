"""What a warehouse of dictionaries shows of each dossier, beside what is true."""

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from tests.support.contract import TABLES, facts
from tests.support.sandbox import Sandbox
from tests.support.tables import Tables
from tests.support.truth import Row, true_tables

Place = tuple[str, int]
"""A table and a dossier."""

Picture = dict[Place, Counter[str]]
"""The rows of each place, in a form that can be counted."""


class Kept(NamedTuple):
    """What a run leaves to the next: a warehouse and a state."""

    tables: Tables
    state: dict[str, object] | None


def work(sandbox: Sandbox, dossier: int) -> None:
    """Change some of the books of a dossier."""
    sandbox.change("book", dossier, journal="A1", seed=dossier)
    sandbox.change("edit", dossier, journal="A1", seed=dossier)
    sandbox.change("edit_relation", dossier, seed=dossier)


def truth(sandbox: Sandbox, dossiers: list[int]) -> Picture:
    """Take the picture of the truth."""
    return {
        (table, dossier): Counter(_told(table, row) for row in rows)
        for dossier in dossiers
        for table, rows in true_tables(sandbox, dossier).items()
    }


def truth_by_list(sandbox: Sandbox, dossiers: list[int]) -> Picture:
    """Take the picture of the truth where the journals come by their lists, with other columns."""
    sandbox.switch(journals_400="modified")
    found = truth(sandbox, dossiers)
    sandbox.switch(journals_400="neither")
    return found


def live(tables: Tables, dossiers: list[int]) -> Picture:
    """Take the picture that is live."""
    found: Picture = {(table, dossier): Counter() for table in TABLES for dossier in dossiers}
    for table in TABLES:
        for row in tables.live(table) if tables.rows(table) else []:
            if row["dossier_id"] in dossiers:
                found[table, row["dossier_id"]][_told(table, row)] += 1
    return found


def differing(expected: Picture, found: Picture) -> list[Place]:
    """Name the places that differ."""
    return [place for place in expected if expected[place] != found[place]]


def wrong(found: Picture, *allowed: Picture) -> list[str]:
    """Give the rows that none of the allowed pictures has, or that come too often."""
    return [
        f"{place}: {row}"
        for place, rows in found.items()
        for row, count in rows.items()
        if count > max((picture[place][row] for picture in allowed), default=0)
    ]


def _told(table: str, row: Row) -> str:
    return repr([(name, _plain(row[name])) for name in facts(table)])


def _plain(value: object) -> object:
    """Write what is equal in one way."""
    if isinstance(value, Decimal):
        return value.normalize() or 0
    if isinstance(value, dict):
        return sorted((name, _plain(inner)) for name, inner in value.items())
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
