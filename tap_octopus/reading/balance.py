"""What tells a whole document from a part: its lines add up to zero and are numbered from 1."""

from __future__ import annotations

import collections
import math
import typing as t
import zlib
from decimal import Decimal

if t.TYPE_CHECKING:
    from tap_octopus.rows import Row

Document = tuple[int, int, int, int]
"""Bookyear, journal type, journal number, document number."""

HALF_A_CENT = Decimal("0.005")
"""What is less is the noise of binary amounts: no line is that small."""


class Balance:
    """Adds up and counts the lines of documents as they go by."""

    def __init__(self) -> None:
        self._sums: dict[Document, Decimal] = collections.defaultdict(Decimal)
        self._counts: collections.Counter[Document] = collections.Counter()
        self._last: dict[Document, float] = {}

    def add(self, row: Row) -> None:
        """Add a line of a booking."""
        document = (
            row["bookyear_id"],
            row["journal_type"],
            row["journal_nr"],
            row["document_sequence_nr"],
        )
        self._sums[document] += row["booking_amount"] or 0
        self._counts[document] += 1
        number = row["line_sequence_nr"]
        last = number if number > 0 else math.inf
        self._last[document] = max(self._last.get(document, 0), last)

    def unbalanced(self) -> dict[Document, int]:
        """Give the documents that do not add up to zero, each with a fingerprint of how."""
        return {
            document: zlib.crc32(f"{document} {amount:.4f}".encode())
            for document, amount in self._sums.items()
            if abs(amount) >= HALF_A_CENT
        }

    def gapped(self) -> set[Document]:
        """Give the documents whose lines are not numbered 1, 2, 3 and so on."""
        return {d for d, count in self._counts.items() if self._last[d] != count}


def part_of(document: Document) -> str:
    """Name the bookyear and journal type of a document, as reads in parts do."""
    return f"{document[0]}:{document[1]}"
