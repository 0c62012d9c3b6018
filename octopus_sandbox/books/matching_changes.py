"""Matching what is open, and undoing matches."""

from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import journal_name
from octopus_sandbox.books.open_items import OpenItem, open_items
from octopus_sandbox.books.work import Done, Work

_Party = tuple[int, bool]


def match(work: Work) -> Done:
    """Match an open debit with an open credit of the same relation, as far as both go."""
    pairs = _pairs(work)
    debit, credit = work.pick(pairs, "relation with both an open debit and an open credit")
    cents = min(debit.open_cents, -credit.open_cents)
    made = Match(
        debit.item,
        credit.item,
        debit.relation,
        debit.supplier,
        cents,
        _in_document_currency(debit, cents),
        _in_document_currency(credit, cents),
    )
    work.books.matches.add(made, work.at)
    return _told(made)


def unmatch(work: Work) -> Done:
    """Undo a match; what it settled is open again."""
    wanted, journal = work.wanted, work.wanted.journal
    candidates = [
        match
        for match in work.books.matches.register.values()
        if wanted.relation in (None, match.relation)
        and any(
            wanted.bookyear in (None, item.bookyear)
            and wanted.number in (None, item.number)
            and journal in (None, journal_name((item.journal_type, item.journal_nr)))
            for item in match.key
        )
    ]
    undone = work.pick(candidates, "such match")
    work.unmatch([undone])
    return _told(undone)


def _pairs(work: Work) -> list[tuple[OpenItem, OpenItem]]:
    debits: dict[_Party, list[OpenItem]] = {}
    credits_: dict[_Party, list[OpenItem]] = {}
    for supplier in (False, True):
        for item in open_items(work.books, supplier=supplier):
            if work.wanted.relation in (None, item.relation):
                side = debits if item.open_cents > 0 else credits_
                side.setdefault((item.relation, supplier), []).append(item)
    return [
        (debit, credit)
        for party in debits
        for debit in debits[party]
        for credit in credits_.get(party, ())
        if (debit.item, credit.item) not in work.books.matches.register
    ]


def _in_document_currency(item: OpenItem, cents: int) -> int:
    return round(abs(item.open_document_cents) * cents / abs(item.open_cents))


def _told(match: Match) -> Done:
    def written(side: int) -> str:
        item = match.key[side]
        journal = journal_name((item.journal_type, item.journal_nr))
        return f"{item.bookyear}/{journal}/{item.number}/{item.line}"

    return {
        "relation": match.relation,
        "debet": written(0),
        "credit": written(1),
        "cents": match.cents,
    }
