"""What each destination holds after a first load and after an increment is what Octopus holds."""

from typing import NamedTuple

import pytest

from tests.dlt.destinations import Destination, InDelta, InDuckDB, InFiles, InPostgres
from tests.support.changes import change_at_random, change_everything
from tests.support.compare import differences
from tests.support.contract import TABLES
from tests.support.sandbox import DAY, HALF_A_DAY, Sandbox
from tests.support.tap import by_password
from tests.support.warehouse import Postgres

DESTINATIONS = (InDuckDB, InFiles, InDelta, InPostgres)

TYPES = {
    InDuckDB: {
        "integer": "bigint",
        "number": "decimal(38,10)",
        "string": "varchar",
        "boolean": "boolean",
        "date": "date",
        "date-time": "timestamp with time zone",
        "array": "json",
    },
    InPostgres: {
        "integer": "bigint",
        "number": "numeric(38,10)",
        "string": "character varying",
        "boolean": "boolean",
        "date": "date",
        "date-time": "timestamp with time zone",
        "array": "json",
    },
}
"""The types of columns, as docs/targets.md has them."""


class Picture(NamedTuple):
    """A destination, and in what it differed from Octopus after the first and the second load."""

    destination: Destination
    differences: list[str]


@pytest.fixture(scope="module")
def pictures(
    sandbox: Sandbox, server: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> dict[type[Destination], Picture]:
    """Load the same books into all destinations, change them in every way, and load again."""
    config = by_password(sandbox)
    made = [kind(tmp_path_factory.mktemp(kind.__name__), server) for kind in DESTINATIONS]
    found: dict[type[Destination], Picture] = {type(each): Picture(each, []) for each in made}
    for run in range(2):
        for each in made:
            sandbox.pass_time(DAY + 60)
            each.load(config)
            found[type(each)].differences.append(differences(sandbox, each))
        if run == 0:
            for dossier in sandbox.dossiers():
                change_everything(sandbox, dossier)
    return found


@pytest.mark.parametrize("kind", DESTINATIONS)
def test_rows(pictures: dict[type[Destination], Picture], kind: type[Destination]) -> None:
    """After both loads the live rows are those of Octopus, all values of them."""
    assert pictures[kind].differences == ["", ""]
    assert all(pictures[kind].destination.live(table) for table in TABLES)


@pytest.mark.parametrize("kind", TYPES)
def test_types(pictures: dict[type[Destination], Picture], kind: type[Destination]) -> None:
    """Each kind of column has the one exact type that users are told of."""
    expected = {name: {known} for name, known in TYPES[kind].items()}

    assert pictures[kind].destination.types() == expected


def test_random_changes(pictures: dict[type[Destination], Picture], sandbox: Sandbox) -> None:
    """After random changes the live rows still equal Octopus."""
    destination = pictures[InDuckDB].destination
    for dossier in sandbox.dossiers():
        change_at_random(sandbox, dossier, count=25, seed=dossier)
    sandbox.pass_time(HALF_A_DAY)

    destination.load(by_password(sandbox))

    assert differences(sandbox, destination) == ""


def test_calls(pictures: dict[type[Destination], Picture], sandbox: Sandbox) -> None:
    """No call is one too many for Octopus, and none writes."""
    assert pictures

    assert sandbox.refused_calls() == 0
