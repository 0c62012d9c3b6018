"""What is shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.packaging.outside import PYTHON, UV, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the source archive and the wheel that is built of it, without a network."""
    folder = tmp_path_factory.mktemp("built")
    run(UV, "build", "-q", "--offline", "--no-build-isolation", "--python", PYTHON, "-o", folder)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    """The built wheel."""
    return next(built.glob("*.whl"))
