"""What the service was asked: every call, counted, and every attempt to write."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Tally:
    """How often and when one operation was called for one dossier, and how it was answered."""

    count: int = 0
    refused: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    moments: list[datetime] = field(default_factory=list)


class CallLog:
    """Counts the calls per operation and dossier; `refused` are those over a daily limit."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, int | None], Tally] = {}
        self._writes: list[dict[str, Any]] = []

    def arrived(self, operation: str, dossier_id: int | None, at: datetime) -> Tally:
        """Count a call as it arrives; the answer is noted on what this gives."""
        tally = self._tallies.setdefault((operation, dossier_id), Tally())
        tally.count += 1
        tally.moments.append(at)
        return tally

    def wrote(self, operation: str, dossier_id: int | None, at: str) -> None:
        """Remember an attempt to write."""
        self._writes.append({"at": at, "dossierId": dossier_id, "operation": operation})

    def calls(self) -> list[dict[str, Any]]:
        """Give one entry per operation and dossier, in the order of their first call."""
        return [
            {
                "operation": operation,
                "dossierId": dossier_id,
                "count": tally.count,
                "refused": tally.refused,
                "statuses": dict(tally.statuses),
                "moments": [moment.isoformat() for moment in tally.moments],
            }
            for (operation, dossier_id), tally in self._tallies.items()
        ]

    def writes(self) -> list[dict[str, Any]]:
        """Give every attempt to write since the last reset."""
        return list(self._writes)

    def reset(self) -> None:
        """Forget everything that was logged; what the limits count is kept elsewhere."""
        self._tallies.clear()
        self._writes.clear()
