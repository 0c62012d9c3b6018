"""The operations of Belgian VAT, and the codes that a dossier has for them.

Of the names of codes only 06, 21, D06, D21, D00, I21 and DVR were ever seen in a real dossier.
All others are this sandbox's own, for users make their own codes, and so do some of its dossiers.
What DVR is nobody knows: that it is for services whose VAT is shifted to the buyer is a guess.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

import msgspec

BUY, SELL, BUY_CREDIT, SELL_CREDIT = 1, 2, 3, 4
GOODS, SERVICES, INVESTMENT = "goods", "services", "investment"
GRIDS = {GOODS: "81", SERVICES: "82", INVESTMENT: "83"}
"""Where what was bought stands in the return, by its nature."""
_RATES = {21: "03", 12: "02", 6: "01"}
Naming = Literal["usual", "own"]
"""Whose names the codes have: those that this sandbox takes for usual, or a user's own."""


class Operation(msgspec.Struct, frozen=True):
    """What the return makes of a purchase or a sale.

    `base` is the grid of a sale's base (None: by its rate), or the one that repeats the base of a
    purchase; `due` is where shifted VAT is owed: only there the supplier charges none. `credit` is
    the grid of the base of a credit note.
    """

    name: str
    base: str | None = None
    due: str | None = None
    credit: str = "49"

    @property
    def purchase(self) -> bool:
        """Whether it is a purchase."""
        return self.name.startswith("purchase_")


OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("sale_domestic"),
        Operation("sale_special0", "00"),
        Operation("sale_exempt44", "00"),
        Operation("sale_cocontractor", "45"),
        Operation("sale_eu_services", "44", credit="48"),
        Operation("sale_eu_goods", "46", credit="48"),
        Operation("sale_triangular", "46", credit="48"),
        Operation("sale_export", "47"),
        Operation("sale_margin"),
        Operation("sale_margin_purchase_price", "00"),
        Operation("purchase_domestic", credit="85"),
        Operation("purchase_cocontractor", "87", "56", "85"),
        Operation("purchase_eu_goods", "86", "55", "84"),
        Operation("purchase_eu_services", "88", "55", "84"),
        Operation("purchase_non_eu_services", "87", "56", "85"),
        Operation("purchase_import_deferred", "87", "57", "85"),
    )
}
"""Every operation by its name."""


class VatCode(msgspec.Struct, frozen=True):
    """A VAT code of one kind of document.

    `nature` is None where it follows from the account; `usual` is what the code is called in
    dossiers that have the usual names.
    """

    code: str
    kind: int
    rate: int
    operation: Operation
    nature: str | None
    usual: str
    description: str

    @property
    def purchase(self) -> bool:
        """Whether the code belongs to purchases."""
        return self.kind in (BUY, BUY_CREDIT)

    @property
    def credit(self) -> bool:
        """Whether the code belongs to credit notes."""
        return self.kind in (BUY_CREDIT, SELL_CREDIT)

    @property
    def shifted(self) -> bool:
        """Whether the buyer owes the VAT, so that the seller asks for none."""
        return self.operation.due is not None

    def vat_on(self, base: int) -> int:
        """Give the VAT in cents on a base in cents, halves away from zero."""
        vat = (abs(base) * self.rate + 50) // 100
        return vat if base > 0 else -vat

    def nature_of(self, account: int) -> str:
        """Tell what was bought, when it is booked on this account."""
        return self.nature or nature_of(account)

    def base_grid(self, account: int, *, credit: bool) -> str:
        """Give the grid that tells most of a base that is booked on this account."""
        if credit:
            return self.operation.credit
        if self.operation.base:
            return self.operation.base
        return GRIDS[self.nature_of(account)] if self.purchase else _RATES[self.rate]


def nature_of(account: int) -> str:
    """Tell what is booked on an account: goods in 60 and 3, investments in 2, or services."""
    text = f"{account:06d}"
    if text.startswith(("60", "3")):
        return GOODS
    return INVESTMENT if text[0] == "2" else SERVICES


_TABLE = """
sale_domestic||21|21|V21|Verkoop 21%|Vente 21%
sale_domestic||12|12|V12|Verkoop 12%|Vente 12%
sale_domestic||6|06|V6|Verkoop 6%|Vente 6%
sale_special0||0|00|V0|Verkoop 0% bijzondere regeling|Vente 0% régime particulier
sale_exempt44||0|A44|V44|Vrijgesteld artikel 44|Exempté article 44
sale_cocontractor||0|MC|VCC|Medecontractant|Cocontractant
sale_eu_goods||0|EU|VUE|Intracommunautaire levering|Livraison intracommunautaire
sale_eu_services||0|DEU|VUES|Intracommunautaire diensten|Services intracommunautaires
sale_triangular||0|EUT|VTRI|Driehoeksverkeer|Opération triangulaire
sale_export||0|EXP|VEXP|Uitvoer en buitenland|Exportation et étranger
sale_margin||21|MAR|VM21|Winstmarge 21%|Marge bénéficiaire 21%
sale_margin_purchase_price||0|MAP|VM0|Marge: aankoopprijs|Marge: prix d'achat
purchase_domestic|goods|21|21|A21|Aankoop goederen 21%|Achat 21%
purchase_domestic|goods|12|12|A12|Aankoop goederen 12%|Achat 12%
purchase_domestic|goods|6|06|A6|Aankoop goederen 6%|Achat 6%
purchase_domestic|goods|0|00|A0|Aankoop goederen 0%|Achat 0%
purchase_domestic|services|21|D21|A21|Aankoop diensten 21%|Achat 21%
purchase_domestic|services|12|D12|A12|Aankoop diensten 12%|Achat 12%
purchase_domestic|services|6|D06|A6|Aankoop diensten 6%|Achat 6%
purchase_domestic|services|0|D00|A0|Aankoop diensten 0%|Achat 0%
purchase_domestic|investment|21|I21|A21|Investering 21%|Achat 21%
purchase_domestic|investment|12|I12|A12|Investering 12%|Achat 12%
purchase_domestic|investment|6|I06|A6|Investering 6%|Achat 6%
purchase_domestic|investment|0|I00|A0|Investering 0%|Achat 0%
purchase_cocontractor||21|MC21|CC21|Medecontractant 21%|Cocontractant 21%
purchase_cocontractor||6|MC06|CC6|Medecontractant 6%|Cocontractant 6%
purchase_cocontractor|services|21|DVR|AL21|Diensten, btw verlegd|Services, autoliquidation
purchase_eu_goods|goods|21|EU21|UE21|Intracommunautaire verwerving 21%|Acquisition UE 21%
purchase_eu_goods|goods|6|EU06|UE6|Intracommunautaire verwerving 6%|Acquisition UE 6%
purchase_eu_goods|investment|21|IEU21|UE21|Intracommunautaire investering|Acquisition UE 21%
purchase_eu_services|services|21|DEU21|UES21|Intracommunautaire diensten|Services UE 21%
purchase_non_eu_services|services|21|DBU21|HUE21|Diensten buiten de Unie|Services hors UE
purchase_import_deferred|goods|21|IMP21|IM21|Invoer met verlegging|Importation avec report
purchase_import_deferred|investment|21|IIM21|IM21|Invoer investering|Importation avec report
"""
GUESSED = frozenset({"DVR"})
"""Recorded names of which nobody can tell what they are for."""


@cache
def codes(naming: Naming) -> Mapping[tuple[str, int], VatCode]:
    """Give the codes of a dossier by their usual name and kind; own ones leave out the nature.

    So several usual names may stand for one code of a user.
    """
    return {(code.usual, code.kind): code for code in _written(naming)}


@cache
def distinct(naming: Naming) -> tuple[VatCode, ...]:
    """Give every code of a dossier once."""
    return tuple({(code.code, code.kind): code for code in _written(naming)}.values())


def _written(naming: Naming) -> Iterator[VatCode]:
    own = naming == "own"
    for line in _TABLE.strip().splitlines():
        name, nature, rate, usual, theirs, dutch, french = line.split("|")
        operation, text = OPERATIONS[name], french if own else dutch
        kinds = (BUY, BUY_CREDIT) if operation.purchase else (SELL, SELL_CREDIT)
        for kind, told in zip(kinds, (text, f"NC {text}" if own else f"CN {text}"), strict=True):
            code, what = (theirs, None) if own else (usual, nature or None)
            yield VatCode(code, kind, int(rate), operation, what, usual, told)
