"""What all unit tests share: how patient property tests are, and a network without a wire."""

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
