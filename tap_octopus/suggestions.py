"""What may be meant by a name that is not known."""

from __future__ import annotations

import difflib
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Iterable

LEAST_SIMILARITY = 0.75
"""How much a name must be like another to be taken for it: from 0 to 1."""


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Ask whether one of some names is meant, if one is like it."""
    alike = difflib.get_close_matches(name, names, n=1, cutoff=LEAST_SIMILARITY)
    return f" (did you mean {alike[0]}?)" if alike else ""
