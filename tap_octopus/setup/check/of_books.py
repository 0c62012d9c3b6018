"""Answers to open questions that the books of a bookyear give."""

from __future__ import annotations

import collections
import itertools
import re
import typing as t

from tap_octopus.setup.check.evidence import ZERO

if t.TYPE_CHECKING:
    import decimal

    from tap_octopus.setup.check.evidence import DocumentKey, Evidence, Line

Answer = tuple[str, int]

GRID = re.compile(r"[0-9]{2}")
VAT_DUE, VAT_DEDUCTIBLE = 451, 411
THOUSAND = 1000
LONG = 4
"""Lines of a document of which an edit rarely changes all."""

MAJORITY = 0.9


def edit_resends(found: Evidence) -> Answer | None:
    """Compare what changed of late with the whole documents, as the bookyear has them.

    A document is known to have been changed, and not just booked, when one with a higher number
    has not changed since: numbers are given in the order of booking.
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
    """Look for documents without lines among the deleted ones."""
    emptied = _emptied(found)
    if not emptied:
        return None
    absent = len(emptied - found.deleted)
    return ("nowhere", absent) if absent else ("deleted", len(emptied))


def inactive_relations(found: Evidence) -> Answer | None:
    """Look for inactive relations."""
    return ("listed", found.relations[False]) if found.relations[False] else None


def line_numbers(found: Evidence) -> Answer | None:
    """Look for a number that comes twice in a document."""
    counts = collections.Counter((line.document, line.number) for line in found.lines)
    if not counts:
        return None
    twice = sum(count - 1 for count in counts.values())
    return ("twice", twice) if twice else ("unique", counts.total())


def documents_balance(found: Evidence) -> Answer | None:
    """Add up each document."""
    documents = _by_document(found.lines)
    if not documents:
        return None
    off = sum(_total(lines) != ZERO for lines in documents.values())
    return ("not all", off) if off else ("all", len(documents))


def reused_number(found: Evidence) -> Answer | None:
    """Look for a number in both lists."""
    both = found.deleted & _by_document(found.lines).keys()
    return ("both", len(both)) if both else None


def deletions_kept(found: Evidence) -> Answer | None:
    """Look for deletions that a first load lists and one of the last 31 days does not."""
    old = found.deleted - found.recently_gone - _emptied(found)
    return ("forever", len(old)) if old else None


def deletions_in_first_load(found: Evidence) -> Answer | None:
    """Look for deletions in first loads, and for late ones that are in none."""
    emptied = _emptied(found)
    listed = len(found.deleted - emptied)
    listed += sum(n for name, n in found.gone.items() if name not in {"bookings", "journals"})
    if listed:
        return "yes", listed
    year = found.year.number if found.year else None
    late = {key for key in found.recently_gone - emptied if key[0] == year}
    return ("no", len(late)) if late else None


def open_amounts(found: Evidence) -> Answer | None:
    """Compare the signs of what is open with those of the items themselves."""
    counts = collections.Counter[str]()
    for item in itertools.chain(*found.open.values()):
        side = item.debit - item.credit
        if side and item.open:
            same = (side > 0) == (item.open > 0)
            counts["same" if same else "other"] += 1
            counts["negative" if item.open < 0 else "positive"] += 1
    if not counts:
        return None
    if counts["other"] and not counts["negative"]:
        return "positive", counts["positive"]
    best = "ledger" if counts["same"] >= counts["other"] else "opposite"
    return best, max(counts["same"], counts["other"])


def vat_section_code(found: Evidence) -> Answer | None:
    """Look whether it is two digits, as a grid of the VAT return."""
    codes = [line.section for line in found.lines if line.section]
    if not found.lines:
        return None
    if not codes:
        return "none", len(found.lines)
    grids = sum(GRID.fullmatch(code) is not None for code in codes)
    return ("grid", grids) if grids == len(codes) else ("other", len(codes) - grids)


def reverse_charge_vat(found: Evidence) -> Answer | None:
    """Look at purchases on which the ledger has VAT that is due, beside what is deductible."""
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
    """Compare with the ledger, where the two readings differ."""
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
    """Look for amounts of which the ledger has no line."""
    if gone := found.gone["account_amounts"]:
        return "deleted", gone
    if not found.is_whole:
        return None
    moved, _ = _amounts(found)
    left = sum(place not in moved for place in found.amounts)
    return ("zero", left) if left else None


def overdue(found: Evidence) -> Answer | None:
    """Look for sales that expire on the very day that was asked for."""
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
    """Look whether the periods of a bookyear are numbered from 1."""
    years = [year for year in found.years if year.periods]
    if not years:
        return None
    usual = [sorted(p % 100 for p in y.periods) == [*range(1, len(y.periods) + 1)] for y in years]
    return ("yes", len(years)) if all(usual) else ("no", len(usual) - sum(usual))


def bookyears_overlap(found: Evidence) -> Answer | None:
    """Compare the dates of bookyears that follow each other."""
    if not found.years:
        return None
    pairs = [*itertools.pairwise(sorted(found.years, key=lambda year: year.start))]
    overlaps = sum(after.start <= before.end for before, after in pairs)
    return ("yes", overlaps) if overlaps else ("no", len(found.years))


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


Amounts = dict[tuple[int | None, int | None], "decimal.Decimal"]


def _amounts(found: Evidence) -> tuple[Amounts, Amounts]:
    """Add up the ledger by period and account: of the period, and up to its end."""
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
