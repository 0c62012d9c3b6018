"""Balances: what was booked per bookyear, period and account."""

from octopus_sandbox.books.model import Document

RESULT_PROFIT, RESULT_LOSS = 140000, 141000
OWN = 100000
"""Where a sole trader's result ends up."""
_FIRST_RESULT_ACCOUNT = 600000


class Ledger:
    """The running amounts of every account; posting and unposting keep them right."""

    def __init__(self) -> None:
        self._amounts: dict[int, dict[tuple[int, int], int]] = {}

    def post(self, document: Document, sign: int = 1) -> None:
        """Add a document to the balances, or with -1 take it out."""
        amounts = self._amounts.setdefault(document.bookyear, {})
        period = document.period
        for line in document.lines:
            key = (period, line.account)
            amounts[key] = amounts.get(key, 0) + sign * line.cents

    def amounts(self, bookyear: int) -> dict[tuple[int, int], int]:
        """Give the movement per period and account of one bookyear."""
        return dict(self._amounts.get(bookyear, {}))

    def movement(self, bookyear: int, period: int, account: int) -> int:
        """Give the movement of one account in one period."""
        return self._amounts.get(bookyear, {}).get((period, account), 0)

    def closing(self, bookyear: int) -> dict[int, int]:
        """Give the balance of each account at the end of a bookyear, opening included."""
        balances: dict[int, int] = {}
        for (_, account), cents in self._amounts.get(bookyear, {}).items():
            balances[account] = balances.get(account, 0) + cents
        return balances

    def used(self, bookyear: int, account: int) -> bool:
        """Tell whether anything was ever posted to an account in a bookyear."""
        return any(number == account for _, number in self._amounts.get(bookyear, {}))


def result_of(balances: dict[int, int]) -> int:
    """Give what classes 6 and 7 come to, a profit negative."""
    return sum(cents for account, cents in balances.items() if account >= _FIRST_RESULT_ACCOUNT)


def carried(balances: dict[int, int], *, sole_trader: bool) -> list[tuple[int, int]]:
    """Roll the result into class 1 and give what the next year opens with, by account."""
    opening = {a: c for a, c in balances.items() if a < _FIRST_RESULT_ACCOUNT}
    result = result_of(balances)
    account = OWN if sole_trader else RESULT_PROFIT if result <= 0 else RESULT_LOSS
    opening[account] = opening.get(account, 0) + result
    return sorted((a, c) for a, c in opening.items() if c)
