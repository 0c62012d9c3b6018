"""What an office knows of a dossier and Octopus does not tell."""

from typing import Literal, NamedTuple

from octopus_sandbox.books.model import SUNDRY, JournalKey
from octopus_sandbox.books.vat import Naming

Declarant = Literal["MONTHLY", "QUARTERLY"]
SPLIT_VAT_ACCOUNTS = {
    "54": 451054, "55": 451055, "56": 451056, "57": 451057, "61": 451061, "63": 451063,
    "59": 411059, "62": 411062, "64": 411064,
}  # fmt: skip
"""The VAT account of each grid, where an office keeps them apart."""


class Habits(NamedTuple):
    """How an office keeps a dossier.

    Attributes:
        naming: Whose names its VAT codes have.
        opening: The journal of the opening entries.
        four_digits: Whether it writes assets down on 2xx900 and not on 2xx009.
        splits_vat: Whether each grid of VAT has an account of its own.
        sole_trader: Whether it is a person's business, without capital and without reserves.
        declarant: How often it files its VAT return, whatever its periods are.
        declarant_told: Whether the bookyear's details tell that, or only that it is unknown.
        yearly_last: Whether the last of several bookyears has a single period.
        carried_over: Whether the last bookyear has its opening entry by now.
        corrects_late: Whether the year before is still corrected after the opening entry.
        protects: Whether it protects the periods of the returns that are filed.
        shares_bank: Whether a third financial journal is kept on the account of the first one.
        statements_behind: How many days ago the last statement of the bank was booked, at least.
        booked: Whether anything was ever entered.
    """

    naming: Naming = "usual"
    opening: JournalKey = (SUNDRY, 1)
    four_digits: bool = False
    splits_vat: bool = False
    sole_trader: bool = False
    declarant: Declarant = "QUARTERLY"
    declarant_told: bool = True
    yearly_last: bool = False
    carried_over: bool = True
    corrects_late: bool = False
    protects: bool = False
    shares_bank: bool = False
    statements_behind: int = 0
    booked: bool = True

    @property
    def vat_accounts(self) -> dict[str, int]:
        """The VAT accounts by grid; empty where one account of each side holds all."""
        return SPLIT_VAT_ACCOUNTS if self.splits_vat else {}


_FIRST = (
    Habits(corrects_late=True),
    Habits(
        "own",
        (SUNDRY, 9),
        four_digits=True,
        declarant_told=False,
        corrects_late=True,
        protects=True,
        statements_behind=40,
    ),
    Habits(
        splits_vat=True, sole_trader=True, declarant="MONTHLY", yearly_last=True, shares_bank=True
    ),
    Habits(declarant="MONTHLY", declarant_told=False, carried_over=False),
)
_MONTH = 1


def habits(number: int, months_per_period: int) -> Habits:
    """Give the habits with a dossier; those after the fourth repeat the first three."""
    if number <= len(_FIRST):
        return _FIRST[number - 1]
    found = _FIRST[number % 3]
    return found if months_per_period == _MONTH else found._replace(declarant="QUARTERLY")
