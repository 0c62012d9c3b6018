"""The VAT codes that a dossier books under: those that most use, or names of its own."""

from tests.golden.books import Books
from tests.golden.deals import Deal

USUAL = ("usual", "together")
"""The forms whose codes are those of the project's general mapping."""

SALES = {
    "sale_special0": "00",
    "sale_exempt44": "00",
    "sale_cocontractor": "MC",
    "sale_eu_services": "DEU",
    "sale_eu_goods": "EU",
    "sale_triangular": "EUT",
    "sale_export": "EXP",
    "sale_margin_purchase_price": "MAR00",
}
PURCHASES = {
    "purchase_domestic": "",
    "purchase_cocontractor": "MC",
    "purchase_eu_goods": "EU",
    "purchase_eu_services": "DEU",
    "purchase_non_eu_services": "DNEU",
    "purchase_import_deferred": "IMP",
}
NATURES = {"goods": "", "services": "D", "investment": "I"}


class Codes:
    """The codes of a dossier.

    Args:
        books: Its books, which learn of each code that is asked for.
        form: How its codes are called: as usual, or by names that mean nothing.
    """

    def __init__(self, books: Books, form: str) -> None:
        self._books = books
        self._form = form
        self._own: dict[tuple[object, ...], str] = {}

    def of(self, deal: Deal) -> str:
        """Give the code of a deal."""
        nature = deal.nature if deal.side == "purchase" else ""
        code = _usual(deal) if self._form in USUAL else self._named(deal, nature)
        self._books.codes[code] = deal.rate
        return code

    def _named(self, deal: Deal, nature: str) -> str:
        key = (deal.side, deal.operation.name, nature, deal.rate)
        if key not in self._own:
            self._own[key] = f"X{len(self._own) + 1}"
            if self._form == "own_codes":
                self._books.operations.append(
                    {
                        "code": self._own[key],
                        "side": deal.side,
                        "operation": deal.operation.name,
                        "nature": nature,
                    }
                )
        return self._own[key]


def _usual(deal: Deal) -> str:
    rate = f"{deal.rate:02}"
    if deal.side == "sale":
        return SALES.get(deal.operation.name, rate)
    return f"{PURCHASES[deal.operation.name]}{rate}"
