"""The relations of a dossier: customers and suppliers of every VAT regime."""

from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.identifiers import (
    belgian_account,
    belgian_iban,
    dutch_iban,
    dutch_vat_number,
    enterprise_number,
    german_vat_number,
    iban,
)
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.rng import stream
from octopus_sandbox.books.vat_numbers import BARE_DUTCH, belgian

HOME, EU, WORLD, BUILDING, PRIVATE, EXEMPT, CARD = (
    "home", "eu", "world", "building", "private", "exempt", "card"
)  # fmt: skip
_SUPPLIERS = (HOME, HOME, HOME, EU, WORLD, BUILDING, EXEMPT, EU)
_CUSTOMERS = (HOME, HOME, HOME, EU, WORLD, BUILDING, PRIVATE, PRIVATE, EU, CARD)
_FIRST_CUSTOMER = len(_SUPPLIERS) + 1
_TWIN = len(_SUPPLIERS) + len(_CUSTOMERS)
"""The first customer is a supplier too, and has a second card as a customer."""
_VAT_TYPES = {HOME: 1, EU: 4, WORLD: 6, BUILDING: 1, PRIVATE: 7, EXEMPT: 10, CARD: 1}
_BELGIAN = (HOME, BUILDING, EXEMPT, CARD)
REGIMES = {
    kind: tuple(regime for regime in _VAT_TYPES if _VAT_TYPES[regime] == kind)
    for kind in _VAT_TYPES.values()
}
"""The regimes that share a vatType."""
_PER_RELATION, _MOST = 12, 3_000
_FAMILIES = ("Martens", "De Smet", "Goossens", "Lefèvre", "Hendrickx", "Noël", "Van Damme")
_TRADES = ("Hout", "Metaal", "Papier", "Software", "Verhuur", "Catering", "Textiel", "Energie")
_FIRST_NAMES = ("Els", "Jan", "Chloé", "Koen", "Amélie", "Tom")


_OF_PEPPOL = ("invoiceDeliveryMethod", "participantId")
VAT_RECEIPTS = "Inningscentrum btw"
VAT_ACCOUNTS = ("BE22 6792 0030 0047", "BE41679200364210", "be22.6792.0030.0047")
"""Where dossiers pay VAT to: the account since May 2026, or the one before, as people type it."""


class Partner(NamedTuple):
    """What booking a document needs to know of a relation."""

    id: int
    regime: str
    supplier: bool
    currency: str
    end_of_month: bool
    days: int
    leaver: bool


def people(profile: Profile) -> list[tuple[Partner, Record]]:
    """Draw the relations of a dossier; the second customer and supplier leave after a year.

    The first supplier, the first customer and another one are cards of one firm.
    """
    more = min(max(profile.documents_per_year // _PER_RELATION - 8, 0), _MOST)
    roles = [(regime, True) for regime in _SUPPLIERS]
    roles += [(regime, False) for regime in _CUSTOMERS]
    roles += [(HOME, True)] * more + [(HOME, False)] * more
    leavers = (2, _FIRST_CUSTOMER + 1)
    return [
        _relation(profile, number, regime, supplier=supplier, leaver=number in leavers)
        for number, (regime, supplier) in enumerate(roles, 1)
    ]


def stranger(profile: Profile, number: int) -> Record:
    """Write a relation that nothing was ever booked on, with as few fields as the API allows."""
    _, record = _relation(profile, number, HOME, supplier=True, leaver=False)
    bare = {"url", "profession", "fax", "mobile", "city", "email", "telephone"}
    bare |= {"externCustomerNr", *_OF_PEPPOL}
    return {key: value for key, value in record.items() if key not in bare} | {"active": True}


def firm(profile: Profile, number: int, name: str, own: Record, *, supplier: bool) -> Record:
    """Write a relation that is a firm with its own data: at least a VAT number."""
    _, record = _relation(profile, number, HOME, supplier=supplier, leaver=False)
    drawn = {key: value for key, value in record.items() if key not in _OF_PEPPOL}
    return dict(sorted((drawn | {"firstName": "", "name": name} | own).items()))


def vat_receipts(profile: Profile, number: int) -> Record:
    """Write the office that VAT is paid to; some still have its account of before May 2026."""
    account = VAT_ACCOUNTS[profile.id % len(VAT_ACCOUNTS)]
    own: Record = {"bankAccountNr": "", "bicCode": "", "ibanAccountNr": account}
    own |= {"vatNr": "BE0308.357.159", "vatType": _VAT_TYPES[EXEMPT]}
    return firm(profile, number, VAT_RECEIPTS, own, supplier=True)


def _relation(
    profile: Profile, number: int, regime: str, *, supplier: bool, leaver: bool
) -> tuple[Partner, Record]:
    draw = _draw(profile, number)
    digits = _enterprise(profile, number, draw)
    name = f"{_FAMILIES[draw % 7]} {_TRADES[draw // 7 % 8]} {number}"
    currency = ("USD" if supplier else "GBP") if regime == WORLD else "EUR"
    partner = Partner(
        number, regime, supplier, currency, number % 3 == 0, (30, 14, 60)[number % 3], leaver
    )
    both = regime == HOME and number % 5 == 1
    record = _address(number, regime, draw) | _bank(regime, draw) | _sepa(number)
    record |= {
        "active": not leaver,
        "client": not supplier or both,
        "contactPerson": "",
        "corporationType": 0 if regime == PRIVATE else 1 + number % 9,
        "currencyCode": currency,
        "defaultBookingAccountClient": 0 if supplier else 700000,
        "defaultBookingAccountSupplier": 604000 if supplier else 0,
        "expirationDays": partner.days,
        "expirationType": 1 if partner.end_of_month else 2,
        "factLanguage": number % 4,
        "financialDiscount": False,
        "firstName": _first_name(number, regime, name),
        "name": name,
        "relationIdentificationServiceData": {
            "externalRelationId": 0 if number % 2 else 1000 + number,
            "relationKey": {"id": number},
        },
        "remarks": "",
        "searchField1": "",
        "searchField2": "VIP" if number % 9 == 0 else "",
        "supplier": supplier or both,
        "supplierPaymentMethod": 1 if supplier else 0,
        "vatNr": _vat_number(profile, number, regime, draw, digits),
        "vatType": _VAT_TYPES[regime],
    }
    if regime in (HOME, CARD):
        record |= {"invoiceDeliveryMethod": 3, "participantId": f"0208:{digits}"}
    return partner, dict(sorted(record.items()))


def _address(number: int, regime: str, draw: int) -> Record:
    country = {EU: "DE" if draw % 2 else "NL", WORLD: "US", PRIVATE: "  "}.get(regime, "BE")
    record: Record = {
        "country": "GB" if regime == WORLD and draw % 2 else country,
        "postalCode": str(1000 + draw % 8999),
        "streetAndNr": f"Kerkstraat {1 + draw % 200}",
    }
    if regime != PRIVATE:
        record |= {"city": "Mechelen" if number % 2 else "Namur", "url": "", "fax": ""}
        record |= {"email": f"info{number}@example.org", "telephone": f"015 {draw % 900_000:06d}"}
    if number % 4 == 0:
        record |= {
            "deliveryCity": "Hasselt",
            "deliveryCountry": "BE",
            "deliveryPostalCode": "3500",
            "deliveryStreetAndNr": "Dokstraat 2",
            "externCustomerNr": f"K{number:05d}",
            "mobile": "",
            "profession": "Handelaar",
        }
    return record


def _bank(regime: str, draw: int) -> Record:
    national = bic = number = ""
    if regime in _BELGIAN:
        national = belgian_account(7_370_000_000 + draw)
        number, bic = belgian_iban(national), "KREDBEBB"
    elif regime == EU:
        german = iban("DE", f"37040044{draw:010d}")
        number, bic = (german, "COBADEFF") if draw % 2 else (dutch_iban(draw), "RABONL2U")
    return {"bankAccountNr": national, "bicCode": bic, "ibanAccountNr": number}


def _sepa(number: int) -> Record:
    if number % 8:
        return {"sddActive": False, "sddMandateType": 0, "sddSeqtype": 0}
    return {
        "sddActive": True,
        "sddMandateType": 1,
        "sddReference": f"MND{number:04d}",
        "sddSeqtype": 2,
        "sddSignatureDate": "2020-03-02",
    }


def _enterprise(profile: Profile, number: int, draw: int) -> str:
    """Give the enterprise number of a firm, which is that of all its cards."""
    if number in (_FIRST_CUSTOMER, _TWIN):
        number, draw = 1, _draw(profile, 1)
    return enterprise_number(draw + number)


def _draw(profile: Profile, number: int) -> int:
    return stream(profile.seed, profile.id, "relation", number).randrange(1_000_000, 9_000_000)


def _first_name(number: int, regime: str, name: str) -> str:
    """Write a first name: a person's, but mostly the name once more, for a firm has none."""
    if regime == PRIVATE and number % 2:
        return _FIRST_NAMES[number % 6]
    repeats = number % 3 == 1 if number <= _TWIN else number % 12 == 1
    return name if repeats or regime == PRIVATE else ""


def _vat_number(profile: Profile, number: int, regime: str, draw: int, digits: str) -> str:
    if (profile.id, number) == BARE_DUTCH:
        return "NL"
    if regime == EU:
        return german_vat_number(draw * 9) if draw % 2 else dutch_vat_number(draw * 9)
    if regime in _BELGIAN:
        return belgian(profile.id, number, digits)
    return "   " if number % 2 else ""
