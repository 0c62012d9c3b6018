"""What a dossier hands out: records with the moments at which they changed or went away."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

Record = dict[str, Any]
"""One API-shaped record: API spelling, keys in alphabetical order, nothing that is null."""


class Live(NamedTuple):
    """A record that exists now, and when it last changed."""

    modified_at: datetime
    record: Record


class Gone(NamedTuple):
    """A record that no longer exists, as it last was, and when it went away."""

    deleted_at: datetime
    record: Record


class Feed(NamedTuple):
    """Everything that `.../modified` can tell of a table; a key is never in both lists.

    `live` can be walked once.
    """

    live: Iterable[Live]
    deleted: Sequence[Gone]
