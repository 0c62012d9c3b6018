"""Scale what passes from one bookyear to the next: appropriation of the result, and openings."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from tap_octopus.setup.record.books import Books, Document, Line

Money = dict[tuple[int | None, str], int]
Scaled = t.Callable[[int], int]
Balances = dict[int, int]

FIRST_RESULT = 600_000
APPROPRIATION = (69, 79)
FORWARD, RESULT = (693, 793), (140, 141)
MOSTLY = 0.6
PASSES = 6
"""How often, at most, a rounding difference moves from one zero account to another."""


def carry_over(books: Books, money: Money, scaled: Scaled) -> None:
    """Correct each bookyear after scaling.

    Accounts with a zero balance get one again. The appropriation equals the result. The opening of
    the next bookyear equals the closing.
    """
    before: tuple[Balances, Balances] | None = None
    for year in books.years:
        documents = [d for d in books.documents.values() if d.key[0] == year]
        if before is not None:
            for document in documents:
                if _is_opening(document, before[0]):
                    _open(document, *before, scaled)
        _empty(documents, money)
        _appropriate(documents, scaled)
        before = _closing(documents)


def _closing(documents: list[Document]) -> tuple[Balances, Balances]:
    """Return the closing balances of the accounts, before and after scaling."""
    old: Balances = {}
    new: Balances = {}
    for document in documents:
        for line in document.lines:
            old[line.account] = old.get(line.account, 0) + line.booked
            new[line.account] = new.get(line.account, 0) + line.new
    return old, new


def _is_opening(document: Document, closing: Balances) -> bool:
    """Return whether a document opens a bookyear with the balances of the one before."""
    if document.key[1][:1] != "D" or document.key[2] != 1 or not document.lines:
        return False
    same = sum(line.booked == closing.get(line.account, 0) != 0 for line in document.lines)
    return same > MOSTLY * len(document.lines)


def _open(document: Document, old: Balances, new: Balances, scaled: Scaled) -> None:
    """Set the scaled lines of an opening. A difference from the closing is scaled too."""
    lines: dict[int, list[Line]] = {}
    for line in document.lines:
        lines.setdefault(line.account, []).append(line)
    odd = []
    for account, of_account in lines.items():
        first, *more = of_account
        difference = sum(line.booked for line in of_account) - old.get(account, 0)
        if difference or more:
            odd.append(first)
        carried = new.get(account, 0) + (scaled(difference) if difference else 0)
        first.new = carried - sum(line.new for line in more)
    left = sum(line.new for line in document.lines)
    was = sum(line.booked for line in document.lines)
    taker = max(odd or document.lines, key=lambda line: abs(line.booked))
    taker.new -= left - (scaled(was) if was else 0)


def _appropriate(documents: list[Document], scaled: Scaled) -> None:
    """Let the result carried forward take the rounding difference of the result."""
    results = [line for d in documents for line in d.lines if line.account >= FIRST_RESULT]
    was, is_now = sum(line.booked for line in results), sum(line.new for line in results)
    left = is_now - (scaled(was) if was else 0)
    if not left:
        return
    for document in reversed(documents):
        forward = [line for line in document.lines if line.account // 10_000 in APPROPRIATION]
        other = [line for line in document.lines if line.account < FIRST_RESULT]
        if forward and other:
            taker = max(forward, key=lambda line: (line.account // 1000 in FORWARD, abs(line.new)))
            giver = max(other, key=lambda line: (line.account // 1000 in RESULT, abs(line.new)))
            taker.new -= left
            giver.new += left
            return


def _empty(documents: list[Document], money: Money) -> None:
    """Correct accounts that had a zero balance at the end, such as settled VAT and paid debts.

    The rounding difference on such an account goes to another line of a document that uses it: the
    bank line if there is one, else a line of an account with a balance.
    """
    for _ in range(PASSES):
        old, new = _closing(documents)
        left = {a: n for a, n in new.items() if n and not old[a] and a < FIRST_RESULT}
        for account, amount in left.items():
            _take_off(account, amount, documents, old, money)
        if not left:
            return


def _take_off(
    account: int, amount: int, documents: list[Document], old: Balances, money: Money
) -> None:
    best: tuple[tuple[bool, bool, int], Line, Line] | None = None
    for place, document in enumerate(documents):
        if document.is_trade:
            continue
        free = [line for line in document.lines if not line.is_item]
        for line in (one for one in free if one.account == account):
            for taker in (one for one in free if one.account != account):
                is_money = taker.account == money.get(document.key[:2])
                fitness = (is_money, bool(old[taker.account]) and taker.section is None, place)
                if best is None or fitness > best[0]:
                    best = (fitness, line, taker)
    if best is not None:
        best[1].new -= amount
        best[2].new += amount
