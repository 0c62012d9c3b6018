"""Marts of the sandbox's books, once for the tests of this folder that read them."""

import pytest

from tests.report.built import Built, built


@pytest.fixture(scope="session")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the marts in DuckDB."""
    return built(tmp_path_factory.mktemp("browser"))
