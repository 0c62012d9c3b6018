"""Suggestions for a misspelt name: "did you mean ...?"."""

from __future__ import annotations

import difflib
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Iterable

LEAST_SIMILARITY = 0.75
"""The similarity, from 0 to 1, from which a known name is suggested."""


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return " (did you mean X?)" with the known name most like this one; "" when none is."""
    alike = difflib.get_close_matches(name, names, n=1, cutoff=LEAST_SIMILARITY)
    return f" (did you mean {alike[0]}?)" if alike else ""
