"""A ledger of the fake Octopus: what changed in it, what it holds, and what was asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.unit.fake_octopus import Answers, line

if TYPE_CHECKING:
    from tests.unit.strategies import Record

ONE: dict[str, Any] = {"dossier_ids": [1]}
SINCE = "2026-12-31T00:00:00.000+00:00"
WHOLE = [line(1, 2, number=1, amount=121), line(1, 2, number=2, amount=-121)]
PART = WHOLE[:1]
ODD = [line(1, 2, document=5, amount=1)]


class Ledger:
    """A ledger of which the tests say what changed and what it holds."""

    def __init__(self, changed: list[Record], held: list[Record] | int) -> None:
        self.changed = changed
        self.held = held
        self.deleted: list[Record] = []
        self.asked: list[tuple[int, int, str]] = []

    def __call__(self, path: str, query: dict[str, list[str]]) -> Answers | int:
        """Answer a request for bookings."""
        year, kind = int(path.split("/")[-3]), int(query["journalTypeId"][0])
        self.asked.append((year, kind, query["modifiedTimeStamp"][0]))
        if year < 0:
            return {"modifiedBookings": self.changed, "deletedBookings": self.deleted}
        if isinstance(self.held, int):
            return self.held
        lines = [x for x in self.held if (x["bookyearKey"]["id"], x["journalType"]) == (year, kind)]
        return {"modifiedBookings": lines}

    @property
    def parts(self) -> list[tuple[int, int]]:
        """The bookyears and journal types that were read from the start."""
        return [(year, kind) for year, kind, _ in self.asked if year > 0]


def loaded(**more: object) -> dict[str, Any]:
    """Return the state after a first load of the ledger of dossier 1."""
    return {"bookmarks": {"bookings": {"1": {"since": SINCE, "valid_from": SINCE} | more}}}


def entry(state: dict[str, Any]) -> dict[str, Any]:
    """Return what the state holds of the ledger of dossier 1."""
    found: dict[str, Any] = state["bookmarks"]["bookings"]["1"]
    if "since" in found:
        found.setdefault("valid_from", found.get("synced_at"))  # which is left out when it is
    return found
