"""The faults that were ordered: for which calls, from which on, and how often."""

import itertools
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Fault:
    """One ordered fault; None means any operation, any dossier, for ever."""

    kind: str
    options: dict[str, Any]
    operation: str | None = None
    dossier_id: int | None = None
    times: int | None = None
    after: int = 0
    id: int = 0
    seen: int = field(default=0)
    fired: int = field(default=0)

    def strikes(self, operation: str, dossier_id: int | None) -> bool:
        """Tell whether this call is hit, and count it."""
        if self.operation not in (None, operation) or self.dossier_id not in (None, dossier_id):
            return False
        self.seen += 1
        if self.seen <= self.after or (self.times is not None and self.fired >= self.times):
            return False
        self.fired += 1
        return True


class FaultBook:
    """All ordered faults, in the order in which they were ordered."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._faults: list[Fault] = []

    def order(self, fault: Fault) -> int:
        """Add a fault and give its number."""
        fault.id = next(self._ids)
        self._faults.append(fault)
        return fault.id

    def due(self, operation: str, dossier_id: int | None) -> list[Fault]:
        """Give the faults that hit a call; each counts it."""
        return [fault for fault in self._faults if fault.strikes(operation, dossier_id)]

    def all(self) -> list[dict[str, Any]]:
        """Give every fault with how often it was seen and fired."""
        return [asdict(fault) for fault in self._faults]

    def cancel(self, fault_id: int | None = None) -> None:
        """Cancel one fault, or all of them."""
        self._faults = [f for f in self._faults if fault_id is not None and f.id != fault_id]
