"""Anonymise the fields of records: which are kept, and how the others are replaced."""

from __future__ import annotations

import decimal
import re
import typing as t

from tap_octopus.setup.check.documented import DATE, Node

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from tap_octopus.setup.record.dates import Dates
    from tap_octopus.setup.record.pseudonyms import Pseudonyms

CODE = re.compile(r"[A-Z]{0,4}[0-9]{0,2}")
ENUMERATED = re.compile(
    "MONTH|QUARTER|YEAR|NONE|ERROR|EXPORTED|PRINTED|EMAILED|PRINTED_AND_EMAILED|PUBLISHED|"
    "PEPPOL_SENDING_IN_PROGRESS|PEPPOL_SEND_OK|PEPPOL_SEND_FAILED|NL|FR|EN|DE|nl|fr|en|de"
)

KEPT = {
    "journalKey": re.compile(r"[AVFDL][0-9]{1,3}"),
    "journal": re.compile(r"[AVFDL][0-9]{1,3}"),
    "journalTypeCode": re.compile("[AVFDL]"),
    "type": re.compile("[ACS]"),
    "vatSectionCode": re.compile("[0-9]{2}|S[0-9]{3}"),
    **dict.fromkeys(("currencyCode", "currency", "incoTerms"), re.compile("[A-Z]{3}")),
    **dict.fromkeys(
        ("country", "countryCode", "deliveryCountry", "isoCountrycode", "originCountry"),
        re.compile(r"\s*[A-Z]{0,2}\s*"),
    ),
    **dict.fromkeys(("vatCodeKey", "vatCode", "purchaseVatCode", "salesVatCode", "code"), CODE),
    **dict.fromkeys(
        ("bookingPeriodType", "deliveryState", "language", "languageCode", "declarantType"),
        ENUMERATED,
    ),
}
"""The texts that are kept if they have this form: they identify nobody."""

IBANS = {"ibanAccountNr", "bankAccountIban", "bankAccountNr", "bankAccountNumber"}
BICS = {"bicCode", "bankAccountBic"}
PEPPOL = re.compile(r"([0-9]{4}:)([0-9]{9,10})")
EXTENSION = re.compile(
    r"(.*)(\.(?:pdf|xml|jpe?g|png|tiff?|zip|txt|csv|xlsx?|docx?))", re.IGNORECASE
)
CODA = "codaMoveLineData"
MOMENT = "deliveryDateTime"

RELATIONS = {"relationId"}
OTHER_NUMBERS = {"externalRelationId"}
PRICES = {"unitPrice", "priceVatExclusive", "priceVatInclusive", "weight"}
LARGEST_KEPT = 10**8
"""A larger number is replaced. No code, period or account that is kept has more digits."""

LARGEST_RATE = 10**6


class Fields:
    """Replaces the values of fields, except amounts (see `Amounts`).

    Args:
        pseudonyms: Replaces texts.
        dates: Moves dates.
        relations: The new number of each relation.
        price: Scales a price.
    """

    def __init__(
        self,
        pseudonyms: Pseudonyms,
        dates: Dates,
        relations: dict[int, int],
        price: Callable[[decimal.Decimal], decimal.Decimal],
    ) -> None:
        self._pseudonyms = pseudonyms
        self._dates = dates
        self._relations = relations
        self._price = price

    def replaced(self, value: t.Any, node: Node, path: tuple[str, ...] = ()) -> t.Any:  # noqa: ANN401
        """Return a value with its contents replaced. Fields that are not documented are left out.

        Args:
            value: The value.
            node: The documentation of its place.
            path: The path of its place.
        """
        if isinstance(value, list):
            return [self.replaced(one, node, path) for one in value]
        if isinstance(value, dict):
            return {
                name: self.replaced(inner, node.inner[name], (*path, name))
                for name, inner in value.items()
                if name in node.inner and _fits(inner, node.inner[name])
            }
        if isinstance(value, str):
            return self._text(value, node, path[-1])
        if isinstance(value, bool) or value is None:
            return value
        return self._number(value, path)

    def _text(self, value: str, node: Node, name: str) -> str:  # noqa: PLR0911 - one for each kind
        if not value.strip():
            return value
        pseudonyms = self._pseudonyms
        if name in KEPT and KEPT[name].fullmatch(value):
            return value
        if node.kind == DATE or name == MOMENT:
            return self._dates.moved(value)
        if name == "vatNr":
            return pseudonyms.vat_number(value)
        if name in IBANS:
            return pseudonyms.iban(value)
        if name in BICS:
            return pseudonyms.bic(value)
        if name == "participantId" and (found := PEPPOL.fullmatch(value)):
            return found[1] + pseudonyms.vat_number(found[2])
        if name == CODA:
            return f"{value[:2]}{pseudonyms.text(value[2:])}"[: len(value)].ljust(len(value))
        if name == "fileName" and (found := EXTENSION.fullmatch(value)):
            return pseudonyms.text(found[1]) + found[2].lower()
        return pseudonyms.text(value)

    def _number(self, value: int | decimal.Decimal, path: tuple[str, ...]) -> int | decimal.Decimal:
        name, owner = path[-1], path[-2] if len(path) > 1 else ""
        if owner == "relationKey" or name in RELATIONS:
            return self._relations.get(int(value), value)
        if name in PRICES:
            return self._price(decimal.Decimal(value))
        largest = LARGEST_KEPT if isinstance(value, int) else LARGEST_RATE
        is_large = not -largest < value < largest
        if is_large or (name in OTHER_NUMBERS and value):
            digits = self._pseudonyms.digits(str(abs(int(value))))
            return int(digits) if isinstance(value, int) else decimal.Decimal(digits)
        return value


def _fits(value: object, node: Node) -> bool:
    """Return whether a value is an object, an array or a single value, as documented."""
    if value is None:
        return True
    if isinstance(value, list):
        return node.is_list
    return node.kind != "any" and isinstance(value, dict) == (node.kind == "object")


def relation_ids(content: object, name: str = "", owner: str = "") -> t.Iterator[int]:
    """Yield the numbers of relations in an answer."""
    if isinstance(content, dict):
        for inner_name, inner in content.items():
            yield from relation_ids(inner, inner_name, name)
    elif isinstance(content, list):
        for inner in content:
            yield from relation_ids(inner, name, owner)
    elif isinstance(content, int) and (owner == "relationKey" or name in RELATIONS) and content > 0:
        yield content
