"""Check that ledger documents are complete: lines add up to zero and are numbered from 1.

Lines come document by document, and almost all documents are complete. When the next document
begins, only the number of lines of a complete one is kept, in two bytes. A further line of it opens
it again. The result is exact whatever the order of the lines.
"""

from __future__ import annotations

import array
import dataclasses
import itertools
import operator
import typing as t
import zlib
from decimal import Decimal

from tap_octopus.errors import RowRejected

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from tap_octopus.rows.mapper import Rejected, RowMapper
    from tap_octopus.rows.values import Row

Document = tuple[int, int, int, int]
"""Bookyear, journal type, journal number, document number."""

DOCUMENT = ("bookyear_id", "journal_type", "journal_nr", "document_sequence_nr")
HALF_A_CENT = Decimal("0.005")
"""A smaller sum is a rounding error of binary amounts: no line is that small."""

PAGE = 256
"""How many documents share an array."""

MOST_LINES = 2**16 - 1
"""The most lines of a document that two bytes can count."""

MOST_HELD = 10_000
"""The most lines that are held back until their document ends."""

_document: Callable[[Row], Document] = operator.attrgetter(*DOCUMENT)
_number: Callable[[Row], int] = operator.attrgetter("line_sequence_nr")
_amount: Callable[[Row], t.Any] = operator.attrgetter("booking_amount")


@dataclasses.dataclass(slots=True)
class _Open:
    """A document that is not complete so far: its sum and its line numbers."""

    sum: t.Any = 0
    numbers: set[int] = dataclasses.field(default_factory=set)

    @property
    def has_no_gap(self) -> bool:
        return min(self.numbers) == 1 and max(self.numbers) == len(self.numbers)


class DocumentCheck:
    """Adds up and counts the lines of documents while they are read. No line may come twice."""

    def __init__(self) -> None:
        self._open: dict[Document, _Open] = {}
        self._whole: dict[Document, array.array[int]] = {}
        self._bad: set[Document] = set()
        self._held: list[Row] = []
        self._last: Document | None = None
        self._next_is_bad = False
        self._twice = self._withheld = 0

    def withhold(self, row_mapper: RowMapper, rows: list[Row], rejected: list[Rejected]) -> None:
        """From now on, hold back all lines of the documents that have a rejected line.

        A rejected line may not say to which document it belongs. Then the documents of the lines
        before and after it are held back: lines normally come document by document. If they do not,
        lines of its document may already have been written.

        Args:
            row_mapper: The mapper that rejected the lines.
            rows: The rows of a slice.
            rejected: The rejected lines of the same slice.
        """
        if self._next_is_bad and rows:
            self._bad.add(_document(rows[0]))
            self._next_is_bad = False
        for broken in rejected:
            document = _document_of(row_mapper, broken.record)
            if document:
                self._bad.add(document)
                continue
            around = rows[max(broken.before - 1, 0) : broken.before + 1]
            self._bad |= {_document(row) for row in around}
            if broken.before == 0 and self._last:
                self._bad.add(self._last)
            self._next_is_bad |= broken.before == len(rows)
        if rows:
            self._last = _document(rows[-1])

    def add(self, rows: list[Row]) -> list[Row]:
        """Add lines. Return those of documents that have ended; the others are held back."""
        rows = self._held + rows
        end = len(rows)
        if rows:
            last = _document(rows[-1])
            while end and _document(rows[end - 1]) == last and len(rows) - end < MOST_HELD:
                end -= 1
        if len(rows) - end >= MOST_HELD:
            end = len(rows)
        self._held = rows[end:]
        return self._checked(rows[:end])

    def rest(self) -> list[Row]:
        """Return the lines that are still held back. No more lines follow."""
        rows, self._held = self._held, []
        return self._checked(rows)

    def take_counts(self) -> tuple[int, int]:
        """Return how many lines came twice, and how many good lines of bad documents were withheld.

        Both are counted since the last call.
        """
        found, self._twice, self._withheld = (self._twice, self._withheld), 0, 0
        return found

    def unbalanced(self) -> dict[Document, int]:
        """Return the documents that do not add up to zero, with a fingerprint of key and sum."""
        return {
            document: zlib.crc32(f"{document} {found.sum:.4f}".encode())
            for document, found in self._open.items()
            if abs(found.sum) >= HALF_A_CENT and document not in self._bad
        }

    def gapped(self) -> set[Document]:
        """Return the documents whose lines are not numbered 1, 2, 3 and so on."""
        odd = {document for document, found in self._open.items() if not found.has_no_gap}
        return odd - self._bad

    def _checked(self, rows: list[Row]) -> list[Row]:
        good: list[Row] = []
        for document, group in itertools.groupby(rows, _document):
            lines = [*group]
            bookyear, kind, journal, number = document
            page, place = self._page((bookyear, kind, journal, number // PAGE)), number % PAGE
            if (
                not page[place]
                and document not in self._open
                and [*map(_number, lines)] == [*range(1, len(lines) + 1)]
                and not sum(filter(None, map(_amount, lines)))
                and len(lines) <= MOST_LINES
            ):
                page[place] = len(lines)
            else:
                page[place] = self._added(document, lines, page[place])
            if document in self._bad:
                self._withheld += len(lines)
            else:
                good += lines
        return good

    def _added(self, document: Document, lines: list[Row], known: int) -> int:
        """Add lines to a document one by one. If a line comes twice, the document is bad.

        Args:
            document: The document.
            lines: Its new lines.
            known: How many lines it had when it was complete; 0 when it was not.

        Returns:
            How many lines it has if it is complete now; otherwise 0.
        """
        found = self._open.pop(document, None) or _Open(numbers={*range(1, known + 1)})
        twice = 0
        for row in lines:
            if row.line_sequence_nr in found.numbers:
                twice += 1
                continue
            found.numbers.add(row.line_sequence_nr)
            found.sum += row.booking_amount or 0
        if twice:
            self._bad.add(document)
            self._twice += twice
            self._withheld -= twice
        if not found.sum and found.has_no_gap and len(found.numbers) <= MOST_LINES:
            return len(found.numbers)
        self._open[document] = found
        return 0

    def _page(self, name: Document) -> array.array[int]:
        page = self._whole.get(name)
        if page is None:
            page = self._whole[name] = array.array("H", bytes(2 * PAGE))
        return page


def _document_of(row_mapper: RowMapper, record: t.Any) -> Document | None:  # noqa: ANN401 - not a good one
    """Return the document of a rejected line; None when the line does not say it."""
    try:
        found = tuple(row_mapper.value(record, name) for name in DOCUMENT)
    except RowRejected:
        return None
    return None if None in found else t.cast("Document", found)


def partition_of(document: Document) -> str:
    """Return the partition of a document: its bookyear and journal type, such as 5:1."""
    return f"{document[0]}:{document[1]}"
