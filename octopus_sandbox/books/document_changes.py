"""Changing and deleting documents; they stay in balance, and lose their matches first."""

from collections.abc import Sequence

import msgspec

from octopus_sandbox.books.bank import BANK_COSTS, TRANSFERS
from octopus_sandbox.books.booking_changes import book_in
from octopus_sandbox.books.errors import ChangeError
from octopus_sandbox.books.model import FINANCIAL, Document, Entry, Line, entry
from octopus_sandbox.books.trade import ledger_lines
from octopus_sandbox.books.work import Done, Work, told

_FEWEST_TO_SHORTEN = 3


def edit(work: Work) -> Done:
    """Change amounts of a document; a transfer stays, for the other account says the same."""
    before = work.document("document with lines", _can_change)
    if before.entries:
        first, *rest = before.entries
        return _rekey(work, before, [_with_base(first, first.cents + 1 + _some(work)), *rest])
    lines = list(before.lines)
    cents = 1 + _some(work)
    lines[0], lines[-1] = _moved(work, lines[0], cents), _moved(work, lines[-1], -cents)
    return work.rewrite(before, lines)


def add_line(work: Work) -> Done:
    """Give a document one more line."""
    before = work.document("document with lines", lambda document: len(document.lines) > 1)
    if before.entries:
        again = _with_base(before.entries[0], 1 + _some(work))
        return _rekey(work, before, [*before.entries, again])
    cents = 1 + _some(work)
    last = before.lines[-1]
    bank = before.journal_type == FINANCIAL or last.relation is not None
    account = BANK_COSTS if bank else last.account
    added = Line(account, cents, cents, None, None, None, None, work.at)
    return work.rewrite(before, [*before.lines[:-1], _moved(work, last, -cents), added])


def shorten(work: Work) -> Done:
    """Take a line out of a document: an entry, or a line that the last one takes over."""
    before = work.document("document that can lose a line", _can_lose_a_line)
    if before.entries:
        return _rekey(work, before, before.entries[:-1])
    *kept, lost, taker = before.lines
    return work.rewrite(before, [*kept, _moved(work, taker, lost.cents)])


def empty(work: Work) -> Done:
    """Take all lines out of a document but keep the document."""
    before = work.document("document with lines", lambda document: bool(document.lines))
    return work.rewrite(before, (), entries=(), comment="")


def delete_last(work: Work) -> Done:
    """Delete the last document of a journal."""
    last, unmatched = _delete_last(work)
    return told(last) | {"unmatched": unmatched}


def reuse_number(work: Work) -> Done:
    """Delete the last document of a journal and book another one under its number."""
    last, unmatched = _delete_last(work)
    year = work.books.year(last.bookyear)
    return told(book_in(work, year, last.journal)) | {"unmatched": unmatched}


def _delete_last(work: Work) -> tuple[Document, int]:
    year, journal = work.open_year(), work.journal()
    opening = work.books.habits.opening
    if journal == opening:
        raise ChangeError("The opening entry cannot be deleted.")
    journals = [
        candidate
        for candidate in work.books.journal_keys
        if candidate != opening
        and journal in (None, candidate)
        and work.books.journal(year.id, candidate)
    ]
    chosen = work.pick(journals, f"such journal with documents in bookyear {year.id}")
    last = work.books.journal(year.id, chosen)[-1]
    unmatched = work.unmatch(work.books.matches.of(last.key))
    work.books.delete_last(year.id, chosen, work.at)
    work.carry_over(year.id)
    return last, unmatched


def _can_change(document: Document) -> bool:
    return len(document.lines) > 1 and document.lines[0].account != TRANSFERS


def _can_lose_a_line(document: Document) -> bool:
    if document.is_trade:
        return len(document.entries) > 1
    return len(document.lines) >= _FEWEST_TO_SHORTEN


def _rekey(work: Work, before: Document, entries: Sequence[Entry]) -> Done:
    split = work.books.habits.vat_accounts
    lines = ledger_lines(entries, before.relation or 0, before.rate, work.at, split)
    return work.rewrite(before, lines, entries=tuple(entries))


def _with_base(before: Entry, cents: int) -> Entry:
    return entry(before.account, cents, before.vat, before.cost_centre, before.recuperation)


def _moved(work: Work, line: Line, cents: int) -> Line:
    return msgspec.structs.replace(
        line,
        cents=line.cents + cents,
        document_cents=line.document_cents + cents,
        modified_at=work.at,
    )


def _some(work: Work) -> int:
    return int(work.rng.random() * 10_000)
