"""A sandbox whose books begin anew for each history."""

from collections.abc import Iterator

import pytest

from tests.support.sandbox import Sandbox, serving


@pytest.fixture(scope="session")
def office_sandbox() -> Iterator[Sandbox]:
    """Give a sandbox for histories: each begins with fresh books."""
    with serving() as sandbox:
        yield sandbox
        assert sandbox.writes() == []
