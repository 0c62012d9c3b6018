"""What an operation of the API is: one row of the table in `routes`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from octopus_sandbox.service.answers import Answer
from octopus_sandbox.service.parameters import Parameter

SOFTWARE_HOUSE = "softwareHouseUuid"
USER = "Token"
DOSSIER = "dossierToken"

Handler = Callable[[Any], Answer]
"""Answers a `Call`. A call knows its operation, so an operation does not import the type of it."""


@dataclass(frozen=True)
class Operation:
    """One method of one path.

    `header` is the one that must be sent. `limit` is the number of calls a day, `searching` the
    one that holds when a search parameter is given. `none` tells whether finding nothing is
    documented as a 404. `body` reads the query that a POST holds. `timed` marks an answer that
    depends on the moment of the call. `writes` marks what the sandbox recognises but never does.
    """

    method: str
    path: str
    answer: Handler
    header: str | None = DOSSIER
    query: tuple[Parameter, ...] = ()
    limit: int | None = None
    searching: int | None = None
    none: bool = False
    body: Callable[[Any], object] | None = None
    timed: bool = False
    writes: bool = False

    @property
    def name(self) -> str:
        """Give the name by which the API facts, the call log and the faults know it."""
        return f"{self.method} {self.path}"

    @property
    def path_parameters(self) -> tuple[Parameter, ...]:
        """Give the parameters in the path."""
        parts = (part for part in self.path.split("/") if part.startswith("{"))
        return tuple(_path_parameter(part.strip("{}")) for part in parts)

    def daily_limit(self, *, searches: bool) -> tuple[str, int] | None:
        """Give the counter and the limit that hold for a call; None when there is none."""
        if searches and self.searching is not None:
            return f"{self.name} searching", self.searching
        return None if self.limit is None else (self.name, self.limit)


def _path_parameter(name: str) -> Parameter:
    return Parameter(name, str) if name in {"journalKey", "language"} else Parameter(name)
