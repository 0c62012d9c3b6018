"""Master data that stays as it is: cost centres, custom fields, products and their groups."""

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.vat import SELL, VatCode, distinct

_COST_CENTRES = (
    ("Winkel", "Magasin"),
    ("Werf", "Chantier"),
    ("Kantoor", "Bureau"),
    ("Project 2020", "Projet 2020"),
)
CLOSED_COST_CENTRE = 4
"""The cost centre that nothing is booked on any more."""
SALESPERSON, PROJECT = 1, 2
"""The custom fields of an invoice and of its lines."""
_FIELDS = (("Verkoper", "Vendeur"), ("Project", "Projet"))
_GROUPS = (("Materiaal", "Matériel"), ("Uren", "Heures"))
_DEFAULT_SALES = {
    "sale_eu_goods": 701000,
    "sale_eu_services": 705000,
    "sale_cocontractor": 705000,
    "sale_export": 702000,
}
_PRODUCTS = (("Plank eik", "Planche chêne"), ("Uur advies", "Heure de conseil"), ("Oud", "Ancien"))


def text(dutch: str, french: str) -> Record:
    """Write a text in several languages as the API does: English is there but empty."""
    return {"description_EN": "", "description_FR": french, "description_NL": dutch}


def cost_centres(profile: Profile) -> list[Record]:
    """Write the cost centres; some dossiers have none."""
    return [
        {
            "closed": number == CLOSED_COST_CENTRE,
            "costCentreKey": {"id": number},
            "description": text(*names),
        }
        for number, names in enumerate(_COST_CENTRES[: profile.cost_centres], 1)
    ]


def custom_fields(profile: Profile) -> list[Record]:
    """Write the definitions of custom fields; some dossiers have none."""
    if not profile.products:
        return []
    first, second = (
        {"customFieldKey": {"id": number}, "customFieldType": number, "description": text(*names)}
        for number, names in enumerate(_FIELDS, 1)
    )
    return [first, second | {"templateCode": "PROJECT"}]


def product_groups(profile: Profile) -> list[Record]:
    """Write the product groups; some dossiers have none."""
    if not profile.products:
        return []
    return [
        {"description": text(*names), "productGroupKey": {"id": number}}
        for number, names in enumerate(_GROUPS, 1)
    ]


def vat_codes(profile: Profile) -> list[Record]:
    """Write the VAT codes."""
    return [_vat_code(code) for code in distinct(profile.habits.naming)]


def products(profile: Profile) -> list[Record]:
    """Write the products, the last one inactive and bare; some dossiers have none."""
    if not profile.products:
        return []
    return [_product(profile, number) for number in range(1, len(_PRODUCTS) + 1)]


def _vat_code(code: VatCode) -> Record:
    record: Record = {"basePercentage": float(code.rate), "code": code.code}
    if not code.purchase:
        record["defaultSellBookingAccountNr"] = _DEFAULT_SALES.get(code.operation.name, 700000)
    return record | {"description": code.description, "type": code.kind}


def _product(profile: Profile, number: int) -> Record:
    names = _PRODUCTS[number - 1]
    record: Record = {
        "active": number < len(_PRODUCTS),
        "code": text(f"P{number}", f"P{number}"),
        "currencyCode": "EUR",
        "defaultBookingAccountNr": 705000 if number == len(_GROUPS) else 700000,
        "description": text(*names),
        "priceVatExclusive": round(0.3 * number, 2),
        "priceVatInclusive": round(0.363 * number, 2),
        "productKey": {"id": number},
        "unit": "st",
        "vatCode": profile.codes["21", SELL].code,
    }
    if number < len(_PRODUCTS):
        record |= {"externProductNr": f"ART-{number:03d}", "productGroup": {"id": number}}
        record |= {"supplierInfo": ""}
        if profile.cost_centres:
            record["defaultCostCentre"] = {"id": number}
    return dict(sorted(record.items()))
