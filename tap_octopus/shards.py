"""Shards: several runs divide the dossiers of an account. Each run syncs those of one shard."""

from __future__ import annotations

import hashlib
import re
import typing as t

MOST = 150
"""The most shards. Each must list the dossiers once a day, and 150 such calls a day are allowed."""

SPAN = 26 * 3600
"""Seconds of the longest day (see `client.limits`), plus an hour for a call that is under way."""


class Shard(t.NamedTuple):
    """One of several shards. Each shard has its own dossiers, calls and state."""

    number: int
    of: int

    @classmethod
    def parsed(cls, text: object) -> Shard | None:
        """Return the shard that a text such as 3/8 names; None when it is not valid."""
        found = re.fullmatch(r"([1-9][0-9]{0,2})/([1-9][0-9]{0,2})", str(text), re.ASCII)
        shard = cls(int(found[1]), int(found[2])) if found else None
        return shard if shard and shard.number <= shard.of <= MOST else None

    def has(self, dossier: int) -> bool:
        """Return whether a dossier belongs to this shard.

        This is rendezvous hashing: each shard has a hash for the dossier, and the highest hash
        wins. A new shard takes some dossiers from every other shard. No dossier moves between the
        others.
        """
        numbers = range(1, self.of + 1)
        return self.number == max(numbers, key=lambda number: _drawn(dossier, number))

    @property
    def is_first(self) -> bool:
        """Whether this is shard 1, which does what is done once for all shards."""
        return self.number == 1

    def share(self, limit: int, moment: float) -> int:
        """Return how many of an operation's calls this shard may have made in the last 24 hours.

        With more shards than calls, the shards take turns with one call each. A turn is so long
        that no day, not even one of 25 hours, overlaps more turns than there are calls.

        Args:
            limit: The limit for all shards together; at least 2.
            moment: Now, in seconds since 1970.
        """
        if limit >= self.of:
            return limit // self.of
        turn = int(moment * (limit - 1) / SPAN)
        return int(turn % self.of == self.number - 1)

    def rate(self, limit: int) -> float:
        """Return how many calls a day this shard has on average."""
        return limit // self.of if limit >= self.of else 86_400 * (limit - 1) / SPAN / self.of


def _drawn(dossier: int, number: int) -> bytes:
    return hashlib.sha256(f"{dossier}/{number}".encode()).digest()
