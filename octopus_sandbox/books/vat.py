"""The VAT codes: rate, kind of document, and the boxes of the Belgian return they fill."""

import msgspec

BUY, SELL, BUY_CREDIT, SELL_CREDIT = 1, 2, 3, 4


class VatCode(msgspec.Struct, frozen=True):
    """A VAT code of one kind of document.

    `vat_grid` is where VAT on the document goes, or for a reverse charge what is deducted;
    `due_grid` is where a reverse charge is owed: only there the supplier charges no VAT.
    """

    code: str
    kind: int
    rate: int
    base_grid: str
    vat_grid: str | None = None
    due_grid: str | None = None
    description: str = ""

    @property
    def purchase(self) -> bool:
        """Whether the code belongs to purchases."""
        return self.kind in (BUY, BUY_CREDIT)

    @property
    def credit(self) -> bool:
        """Whether the code belongs to credit notes."""
        return self.kind in (BUY_CREDIT, SELL_CREDIT)

    def vat_on(self, base: int) -> int:
        """Give the VAT in cents on a positive base in cents, halves rounded up."""
        return (base * self.rate + 50) // 100


_RATES = (("21", 21, "03"), ("12", 12, "02"), ("06", 6, "01"), ("00", 0, "00"))
_KINDS_OF_COST = (("", "81", "goederen"), ("D", "82", "diensten"), ("I", "83", "investering"))


def _domestic() -> list[VatCode]:
    codes = []
    for name, rate, sale_grid in _RATES:
        due, back = ("54", "64") if rate else (None, None)
        deducted, returned = ("59", "63") if rate else (None, None)
        codes.append(VatCode(name, SELL, rate, sale_grid, due, None, f"Verkoop {rate}%"))
        codes.append(VatCode(name, SELL_CREDIT, rate, "49", back, None, f"CN verkoop {rate}%"))
        for letter, grid, what in _KINDS_OF_COST:
            code, text = f"{letter}{name}", f"Aankoop {what} {rate}%"
            codes.append(VatCode(code, BUY, rate, grid, deducted, None, text))
            codes.append(VatCode(code, BUY_CREDIT, rate, "85", returned, None, f"CN {text}"))
    return codes


_SPECIAL = [
    VatCode("EU21", BUY, 21, "86", "59", "55", "Intracommunautaire verwerving"),
    VatCode("DEU21", BUY, 21, "88", "59", "55", "Intracommunautaire diensten"),
    VatCode("MC21", BUY, 21, "87", "59", "56", "Medecontractant"),
    VatCode("IMP21", BUY, 21, "87", "59", "57", "Invoer met verlegging"),
    VatCode("MC", SELL, 0, "45", None, None, "Medecontractant"),
    VatCode("EU", SELL, 0, "46", None, None, "Intracommunautaire levering"),
    VatCode("DEU", SELL, 0, "44", None, None, "Intracommunautaire diensten"),
    VatCode("EXP", SELL, 0, "47", None, None, "Uitvoer"),
    VatCode("EU", SELL_CREDIT, 0, "48", None, None, "CN intracommunautaire levering"),
]

VAT_CODES = {(code.code, code.kind): code for code in _domestic() + _SPECIAL}
"""Every VAT code by its name and kind."""
