"""What all unit tests share: how patient properties are, a network without a wire, no waiting."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.unit.network import network

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.network import Network

hypothesis.settings.register_profile("unit", deadline=None, max_examples=60)
hypothesis.settings.load_profile("unit")


@pytest.fixture(name="net")
def _net() -> Iterator[Network]:
    """The network: it answers what a test tells it to."""
    with network() as opened:
        yield opened


@pytest.fixture(scope="session", autouse=True)
def _no_waiting() -> Iterator[None]:
    """Make no pause between tries; how long one would be, the tests of retries ask."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("backoff._sync.time", SimpleNamespace(sleep=lambda _: None))
        yield
