"""A part of the dossiers of an account, where several runs have divided them among themselves."""

from __future__ import annotations

import hashlib
import re
import typing as t

MOST = 150
"""Shards: each may list the dossiers once a day at least, and that is allowed 150 times."""

SPAN = 26 * 3600
"""Seconds of the longest day (see `client.limits`), and an hour for a call that is on its way."""


class Shard(t.NamedTuple):
    """One of several shards, which never meet: each has its own dossiers, calls and state."""

    number: int
    of: int

    @classmethod
    def parsed(cls, text: object) -> Shard | None:
        """Read what is written as 3/8; None when it is no shard."""
        found = re.fullmatch(r"([1-9][0-9]{0,2})/([1-9][0-9]{0,2})", str(text), re.ASCII)
        shard = cls(int(found[1]), int(found[2])) if found else None
        return shard if shard and shard.number <= shard.of <= MOST else None

    def has(self, dossier: int) -> bool:
        """Tell whether a dossier is in this shard.

        Each shard draws a number for each dossier, and the highest wins: so a dossier depends on
        no other, and a further shard takes some from each, but moves none between those before.
        """
        numbers = range(1, self.of + 1)
        return self.number == max(numbers, key=lambda number: _drawn(dossier, number))

    @property
    def is_first(self) -> bool:
        """Whether this is the shard that does what is to be done once for all."""
        return self.number == 1

    def share(self, limit: int, moment: float) -> int:
        """Tell how many of the calls of 24 hours are for this shard.

        The limit is for all shards together, and two at least. When there are more shards than
        calls they take turns, one call each. A turn is so long that no day, even the longest,
        touches more turns than there are calls.
        """
        if limit >= self.of:
            return limit // self.of
        turn = int(moment * (limit - 1) / SPAN)
        return int(turn % self.of == self.number - 1)

    def rate(self, limit: int) -> float:
        """Tell how many calls a day that is in the long run."""
        return limit // self.of if limit >= self.of else 86_400 * (limit - 1) / SPAN / self.of


def _drawn(dossier: int, number: int) -> bytes:
    return hashlib.sha256(f"{dossier}/{number}".encode()).digest()
