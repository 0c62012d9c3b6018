"""What all unit tests share: how patient property tests are."""

from __future__ import annotations

import hypothesis

hypothesis.settings.register_profile("unit", deadline=None, max_examples=60)
hypothesis.settings.load_profile("unit")
