"""Books of the sandbox with the marts over them, for what reads the marts."""

import os
from dataclasses import dataclass
from pathlib import Path

from tests.support.dbt import Dbt, dbt, on_duckdb, on_postgres
from tests.support.duck import Duck
from tests.support.office import project_with
from tests.support.sandbox import NOW, serving
from tests.support.tap import Tap
from tests.support.truth import Row
from tests.support.warehouse import Postgres, Warehouse
from tests.transform.firms import TODAY, Firm

SEEDS = range(1, int(os.environ.get("SEEDS", "1")) + 1)


@dataclass(frozen=True)
class Built:
    """The same marts in two databases; PostgreSQL, where asked for, has those of one seed."""

    duck: Duck
    postgres: Warehouse | None = None


def built(folder: Path, server: Postgres | None = None) -> Built:
    """Load firms of several seeds, changed once, and build the marts."""
    duck, warehouse = Duck(folder / "books.duckdb"), server.database("octopus") if server else None
    messages, offices = [], []
    with serving() as sandbox:
        for place, seed in enumerate(SEEDS):
            firm = Firm(sandbox, seed, Tap(folder, {}), place)
            offices.append(firm.office())
            firm.change()
            messages += firm.read(None if place else warehouse)
    duck.load(messages)
    _build(dbt(folder), duck, _together(offices), folder / "duck")
    if warehouse:
        _build(dbt(folder), warehouse, _together(offices[:1]), folder / "postgres")
    return Built(duck, warehouse)


def _together(offices: list[dict[str, list[Row]]]) -> dict[str, list[Row]]:
    seeds: dict[str, list[Row]] = {}
    for office in offices:
        for name, rows in office.items():
            seeds.setdefault(name, []).extend(rows)
    return seeds


def _build(dbt: Dbt, into: Duck | Warehouse, seeds: dict[str, list[Row]], folder: Path) -> None:
    place = on_duckdb(into.path) if isinstance(into, Duck) else on_postgres(into.address)
    project = project_with(seeds, folder)
    made = dbt.run(
        "build", place, "--exclude-resource-type=test", project=project, as_of=TODAY, now=NOW[:19]
    )
    assert made.success, made.log
