"""A sandbox and a PostgreSQL that the recipes of a file share."""

from collections.abc import Iterator

import pytest

from tests.support.sandbox import Sandbox, serving
from tests.support.warehouse import Postgres, postgres


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Give a sandbox with two small dossiers; the recipes of a file go on with it in turn."""
    with serving(dossiers=2, documents_per_year=6, bookyears=1) as served:
        yield served
        assert served.writes() == []
        assert served.refused_calls() == 0


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """Give a PostgreSQL."""
    with postgres() as running:
        yield running
