"""A table whose rows remember when they changed and whose removals are logged."""

from collections.abc import Hashable, Iterator
from datetime import datetime
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
G = TypeVar("G")


class Register(Generic[K, V, G]):
    """Values by key; what is removed is kept as it last was, until the key lives again."""

    def __init__(self) -> None:
        self._live: dict[K, tuple[datetime, V]] = {}
        self._gone: dict[K, tuple[datetime, G]] = {}

    def __contains__(self, key: K) -> bool:
        return key in self._live

    def __getitem__(self, key: K) -> V:
        return self._live[key][1]

    def __iter__(self) -> Iterator[K]:
        return iter(self._live)

    def __len__(self) -> int:
        return len(self._live)

    def put(self, key: K, value: V, at: datetime) -> None:
        """Add a value or put it in place of the one before."""
        self._gone.pop(key, None)
        self._live[key] = (at, value)

    def remove(self, key: K, last: G, at: datetime) -> None:
        """Take a value out and log how it last was."""
        del self._live[key]
        self._gone[key] = (at, last)

    def values(self) -> list[V]:
        """Give all values."""
        return [value for _, value in self._live.values()]

    def live(self) -> list[tuple[datetime, V]]:
        """Give all values with the moment of their last change."""
        return list(self._live.values())

    def gone(self) -> list[tuple[datetime, G]]:
        """Give what was removed and has not come back."""
        return list(self._gone.values())
