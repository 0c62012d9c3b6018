"""A sandbox, a tap and a warehouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.story import Story, tell
from tests.support.sandbox import Sandbox, serving
from tests.support.tap import Tap, by_password
from tests.support.warehouse import Postgres, Warehouse, postgres


@pytest.fixture(scope="session")
def _shared_sandbox() -> Iterator[Sandbox]:
    with serving(documents_per_year=12, bookyears=2) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_shared_sandbox: Sandbox) -> Sandbox:
    """Give the sandbox that tests share, on a new day and with nothing amiss."""
    _shared_sandbox.new_day()
    return _shared_sandbox


@pytest.fixture
def tap(sandbox: Sandbox, tmp_path: Path) -> Tap:
    """Give a tap that signs in with user and password and has never run."""
    return Tap(tmp_path, by_password(sandbox))


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture
def warehouse(_postgres: Postgres) -> Warehouse:
    """Give an empty warehouse."""
    return _postgres.warehouse()


@pytest.fixture(scope="session")
def story(_postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Give a story of two runs over a sandbox of its own."""
    with serving(documents_per_year=30) as sandbox:
        yield tell(sandbox, _postgres.warehouse(), tmp_path_factory.mktemp("story"))
