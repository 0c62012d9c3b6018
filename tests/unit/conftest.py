"""What all unit tests share: how patient properties are, a network without a wire, no waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import hypothesis
import pytest
import requests_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

hypothesis.settings.register_profile("unit", deadline=None, max_examples=60)
hypothesis.settings.load_profile("unit")


@pytest.fixture
def http() -> Iterator[requests_mock.Mocker]:
    """The network: it answers what a test tells it to."""
    with requests_mock.Mocker() as mocker:
        yield mocker


@pytest.fixture(scope="session", autouse=True)
def _no_waiting() -> Iterator[None]:
    """Make no pause between tries; how long one would be, the tests of retries ask."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("backoff._sync.time.sleep", lambda _: None)
        yield
