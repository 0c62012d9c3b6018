"""Movements of a bank statement as the bank sends them: CODA records of 128 characters."""

from datetime import date
from typing import NamedTuple

_STRUCTURED = "+++"


class Payment(NamedTuple):
    """One movement of a statement, in cents from the account holder's side: received positive."""

    statement: int
    place: int
    day: str
    cents: int
    reference: str
    account: str
    bic: str
    name: str


def movement(payment: Payment) -> list[str]:
    """Write the records 21, 22 and 23 of a movement; those without an other side only have 21."""
    first = _amount(payment)
    if not payment.account:
        return [f"{first}0 0"]
    head = f"{payment.place:04d}0000"
    second = f"22{head}{'':53}{'':35}{payment.bic:11.11}{'':16}1 0"
    third = f"23{head}{payment.account:34.34}EUR{payment.name:35.35}{'':43}0 1"
    return [f"{first}1 0", second, third]


def _amount(payment: Payment) -> str:
    day = f"{date.fromisoformat(payment.day):%d%m%y}"
    sign = "0" if payment.cents >= 0 else "1"
    thousandths = abs(payment.cents) * 10
    said = _said(payment.reference)
    statement = payment.statement % 1000
    return (
        f"21{payment.place:04d}0000{payment.statement:021d}{sign}{thousandths:015d}{day}00150000"
        f"{said}{day}{statement:03d}0"
    )


def _said(reference: str) -> str:
    """Write a communication: structured when it is one, with its kind in front."""
    if reference.startswith(_STRUCTURED):
        digits = reference.strip("+").replace("/", "")
        return f"1{'101' + digits:53}"
    return f"0{reference:53.53}"
