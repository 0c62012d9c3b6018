"""Marts of the sandbox's books, once for all tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.report.built import Built, built
from tests.support.warehouse import postgres


@pytest.fixture(scope="session")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Build the marts in both databases."""
    with postgres() as server:
        yield built(tmp_path_factory.mktemp("report"), server)
