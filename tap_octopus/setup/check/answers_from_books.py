"""Answer open questions from the books of a bookyear. Each function answers one question.

It returns the answer, and in how many cases it was seen; None when the evidence shows nothing. The
questions are in `questions`.
"""

from __future__ import annotations

import collections
import itertools
import re
import typing as t

from tap_octopus.setup.check.evidence import ZERO

if t.TYPE_CHECKING:
    import decimal

    from tap_octopus.setup.check.evidence import AmountKey, DocumentKey, Evidence, Line

Answer = tuple[str, int]

GRID = re.compile(r"[0-9]{2}")
VAT_DUE, VAT_DEDUCTIBLE = 451, 411
THOUSAND, SEVERAL = 1000, 2
LONG = 4
"""The lines of a document of which an edit rarely changes all."""

MAJORITY = 0.9


def edit_resends(found: Evidence) -> Answer | None:
    """Compare the lines of lately changed documents with all lines of these documents.

    A document counts as edited, not as newly booked, if the document with the next number has not
    changed: numbers are given in the order of booking.
    """
    if not found.is_whole:
        return None
    whole, recent = _by_document(found.lines), _by_document(found.recent)
    both = whole.keys() & recent.keys()
    parts = sum(len(recent[key]) < len(whole[key]) for key in both)
    if parts:
        return "lines", parts
    changed = [
        key
        for key in both
        if key[1][:1] in {"D", "F"}
        and len(whole[key]) >= LONG
        and (following := (*key[:2], (key[2] or 0) + 1)) in whole
        and following not in recent
    ]
    return ("document", len(changed)) if changed else None


def emptied_document(found: Evidence) -> Answer | None:
    """Look for documents without lines in the list of deletions."""
    emptied = _emptied(found)
    if not emptied:
        return None
    absent = len(emptied - found.deleted)
    return ("nowhere", absent) if absent else ("deleted", len(emptied))


def accounts_modified(found: Evidence) -> Answer | None:
    """Look for bookyears of which accounts/modified returned no account."""
    without = {year.number for year in found.years} - found.charts
    if not found.charts or len(found.years) == 1:
        return None
    return ("newest year", len(without)) if without else ("all years", len(found.years))


def inactive_relations(found: Evidence) -> Answer | None:
    """Look for inactive relations, and for relations in bookings that are not listed."""
    if inactive := sum(not active for active in found.relations.values()):
        return "listed", inactive
    booked = {line.relation for line in found.lines} - {None, 0}
    absent = len(booked - found.relations.keys()) if found.relations else 0
    return ("hidden", absent) if absent else None


def line_sequence(found: Evidence) -> Answer | None:
    """Look for line numbers that come twice in a document."""
    counts = collections.Counter((line.document, line.number) for line in found.lines)
    if not counts:
        return None
    twice = sum(count - 1 for count in counts.values())
    return ("repeated", twice) if twice else ("unique", counts.total())


def documents_balance(found: Evidence) -> Answer | None:
    """Look for documents whose lines do not add up to zero."""
    documents = _by_document(found.lines)
    if not documents:
        return None
    off = sum(_total(lines) != ZERO for lines in documents.values())
    return ("not all", off) if off else ("all", len(documents))


def reused_number(found: Evidence) -> Answer | None:
    """Look for document numbers that are both in the ledger and in the list of deletions."""
    both = found.deleted & _by_document(found.lines).keys()
    return ("both", len(both)) if both else None


def deletions_kept(found: Evidence) -> Answer | None:
    """Look for deletions in the first load that the list of the last 31 days does not have."""
    old = found.deleted - found.recently_gone - _emptied(found)
    return ("forever", len(old)) if old else None


def deletions_in_first_load(found: Evidence) -> Answer | None:
    """Look for deletions in first loads, and for recent deletions that no first load lists."""
    emptied = _emptied(found)
    listed = len(found.deleted - emptied)
    listed += sum(n for name, n in found.gone.items() if name not in {"bookings", "journals"})
    if listed:
        return "yes", listed
    year = found.year.number if found.year else None
    late = {key for key in found.recently_gone - emptied if key[0] == year}
    return ("no", len(late)) if late else None


def open_amounts(found: Evidence) -> Answer | None:
    """Compare the sign of each open amount with that of its item."""
    counts = collections.Counter[str]()
    for side, items in found.open.items():
        for item in items:
            booked = item.debit - item.credit
            if booked and item.open:
                same = (booked > 0) == (item.open > 0)
                counts[f"{side} as booked" if same else f"{side} otherwise"] += 1
    as_booked, otherwise = counts["suppliers as booked"], counts["suppliers otherwise"]
    if not as_booked + otherwise or counts["clients otherwise"] > counts["clients as booked"]:
        return None
    return ("debit", as_booked) if as_booked >= otherwise else ("side", otherwise)


def carried_items(found: Evidence) -> Answer | None:
    """Look for open items whose document is an opening entry of a bookyear."""
    if len(found.years) < SEVERAL or not (items := [*itertools.chain(*found.open.values())]):
        return None
    number = found.years[-1].number
    old = sum(item.document[0] != number for item in items if item.document[1][:1] in {"A", "V"})
    carried = sum(item.document[1][:1] == "D" and item.document[2] == 1 for item in items)
    if carried:
        return "again", carried
    return ("once", old) if old else None


def balanced_amount(found: Evidence) -> Answer | None:
    """Look which side of a balancing holds the matched amount."""
    credit, debit = found.balanced["credit"], found.balanced["debet"]
    if not credit + debit:
        return None
    both = credit and debit
    return "both" if both else "credit" if credit else "debit", credit + debit


def vat_section_code(found: Evidence) -> Answer | None:
    """Look whether the VAT section code is two digits, as a grid of the VAT return."""
    codes = [line.section for line in found.lines if line.section]
    if not found.lines:
        return None
    if not codes:
        return "none", len(found.lines)
    grids = sum(GRID.fullmatch(code) is not None for code in codes)
    return ("grid", grids) if grids == len(codes) else ("other", len(codes) - grids)


def reverse_charge_vat(found: Evidence) -> Answer | None:
    """Look for purchases with VAT due in the ledger, and whether their lines show that VAT."""
    due = {
        line.document
        for line in found.lines
        if line.document[1][:1] == "A" and (line.account or 0) // THOUSAND == VAT_DUE
    }
    shifted = [trade for trade in found.trade if trade.document in due and trade.lines]
    if not shifted:
        return None
    shown = sum(trade.vat != ZERO for trade in shifted)
    return ("shown", shown) if shown else ("zero", len(shifted))


def account_amounts(found: Evidence) -> Answer | None:
    """Compare balances with the ledger: those of a period alone, and those up to its end."""
    moved, running = _amounts(found)
    told = [
        (amount == moved[place], amount == running[place])
        for place, amount in found.amounts.items()
        if place in moved and moved[place] != running[place]
    ]
    as_moved, as_running = (sum(column) for column in zip(*told, strict=True)) if told else (0, 0)
    enough = MAJORITY * len(told)
    if as_moved and as_moved >= enough:
        return "movement", as_moved
    return ("cumulative", as_running) if as_running and as_running >= enough else None


def vanished_amount(found: Evidence) -> Answer | None:
    """Look for balances of periods and accounts without a ledger line."""
    if gone := found.gone["account_amounts"]:
        return "deleted", gone
    if not found.is_whole:
        return None
    moved, _ = _amounts(found)
    left = sum(place not in moved for place in found.amounts)
    return ("zero", left) if left else None


def overdue(found: Evidence) -> Answer | None:
    """Look whether sales that expire on the requested day are among the reminders."""
    due = {
        item.document
        for item in found.open.get("clients", ())
        if item.expiry == found.overdue_on and item.document[1][:1] == "V" and item.open > 0
    }
    if not due or not found.came("rappels"):
        return None
    listed = len(due & found.overdue)
    return ("on the day", listed) if listed else ("after", len(due))


def period_numbers(found: Evidence) -> Answer | None:
    """Look whether periods are numbered from 1, or by month."""
    running = calendar = 0
    for year in found.years:
        numbers = [number % 100 for number, _ in year.periods]
        months = [int(start[5:7] or 0) for _, start in year.periods]
        counted = [*range(1, len(numbers) + 1)]
        if sorted(numbers) == counted != sorted(months):
            running += 1
        elif numbers == months and sorted(months) != counted:
            calendar += 1
    if not running + calendar:
        return None
    return ("calendar", calendar) if calendar else ("running", running)


def bookyears(found: Evidence) -> Answer | None:
    """Look for bookyears that overlap."""
    if len(found.years) < SEVERAL:
        return None
    pairs = [*itertools.pairwise(sorted(found.years, key=lambda year: year.start))]
    overlaps = sum(after.start <= before.end for before, after in pairs)
    return ("overlapping", overlaps) if overlaps else ("in a row", len(pairs))


def _emptied(found: Evidence) -> set[DocumentKey]:
    booked = {line.document for line in found.lines}
    empty = {trade.document for trade in found.trade if not trade.lines}
    return (empty | {key for key, lines in found.cash.items() if not lines}) - booked


def _by_document(lines: list[Line]) -> dict[DocumentKey, list[Line]]:
    found: dict[DocumentKey, list[Line]] = {}
    for line in lines:
        found.setdefault(line.document, []).append(line)
    return found


def _total(lines: list[Line]) -> decimal.Decimal:
    return sum((line.amount for line in lines), ZERO)


Amounts = dict["AmountKey", "decimal.Decimal"]


def _amounts(found: Evidence) -> tuple[Amounts, Amounts]:
    """Return balances by period and account: those of the period alone, and those up to its end."""
    moved: Amounts = {}
    for line in found.lines:
        place = (line.period, line.account)
        moved[place] = moved.get(place, ZERO) + line.amount
    running: Amounts = {}
    sums: dict[int | None, decimal.Decimal] = {}
    for period, account in sorted(moved, key=lambda place: (place[0] or 0, place[1] or 0)):
        sums[account] = sums.get(account, ZERO) + moved[period, account]
        running[period, account] = sums[account]
    return moved, running
