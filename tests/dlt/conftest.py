"""What all tests of the source for dlt need: a sandbox, a PostgreSQL, and dlt kept to itself."""

from collections.abc import Iterator

import pytest

from tests.support.sandbox import Sandbox, serving
from tests.support.warehouse import Postgres, postgres


@pytest.fixture(scope="session", autouse=True)
def quiet() -> Iterator[None]:
    """Keep dlt from telling its makers of each run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
        yield


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Give a sandbox with small books."""
    with serving(documents_per_year=6, bookyears=2, dossiers=2) as sandbox:
        yield sandbox
        assert sandbox.writes() == []


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """Give a running PostgreSQL."""
    with postgres() as running:
        yield running
