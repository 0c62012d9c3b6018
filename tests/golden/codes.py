"""The VAT codes that a dossier books under: those that most use, or names of its own."""

from tests.golden.books import Books
from tests.golden.deals import Deal

USUAL = ("usual", "together")
"""The forms whose codes are those of the project's general mapping."""

USUAL_SALES = {
    "sale_special0": "00",
    "sale_cocontractor": "MC",
    "sale_eu_services": "DEU",
    "sale_eu_goods": "EU",
    "sale_export": "EXP",
}
USUAL_PURCHASES = {
    "purchase_cocontractor": "MC21",
    "purchase_eu_goods": "EU21",
    "purchase_eu_services": "DEU21",
    "purchase_import_deferred": "IMP21",
}
LETTERS = {"goods": "", "services": "D", "investment": "I"}
"""What the codes of domestic purchases begin with."""


class Codes:
    """The codes of a dossier.

    Args:
        books: Its books, which learn of each code that is asked for.
        form: How its codes are called: as usual, or by names that mean nothing. What most have no
            code for, or where the form says so, has a name that only its office explains.
    """

    def __init__(self, books: Books, form: str) -> None:
        self._books = books
        self._form = form
        self._own: dict[tuple[object, ...], str] = {}

    def of(self, deal: Deal) -> str:
        """Give the code of a deal."""
        code = _usual(deal) if self._form in USUAL else None
        code = code or self._named(deal, deal.nature if deal.side == "purchase" else "")
        self._books.codes[code] = deal.rate
        return code

    def _named(self, deal: Deal, nature: str) -> str:
        key = (deal.side, deal.operation.name, nature, deal.rate)
        if key not in self._own:
            code = self._own[key] = f"X{len(self._own) + 1}"
            if self._form in (*USUAL, "own_codes"):
                self._books.operations.append(
                    {
                        "code": code,
                        "side": deal.side,
                        "operation": deal.operation.name,
                        "nature": nature,
                    }
                )
        return self._own[key]


def _usual(deal: Deal) -> str | None:
    """Give the code that the project's general mapping has for a deal, if there is one."""
    name, rate = deal.operation.name, f"{deal.rate:02}"
    if name == "sale_domestic":
        return rate
    if name == "purchase_domestic":
        return f"{LETTERS[deal.nature]}{rate}"
    if deal.side == "sale":
        return USUAL_SALES.get(name)
    return USUAL_PURCHASES.get(name) if rate == "21" else None
