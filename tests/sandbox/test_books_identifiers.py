"""Every number that carries its own check passes it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octopus_sandbox.books.identifiers import (
    belgian_account,
    belgian_iban,
    belgian_vat_number,
    dutch_iban,
    dutch_vat_number,
    german_vat_number,
    iban,
    structured_message,
)

NUMBERS = st.integers(min_value=0, max_value=10**10 - 1)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _iso_remainder(number: str) -> int:
    moved = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97


@given(NUMBERS)
def test_belgian_vat_numbers_pass_mod_97(number: int) -> None:
    """The last two of ten digits are 97 less the first eight modulo 97."""
    written = belgian_vat_number(number)

    digits = _digits(written)

    assert re.fullmatch(r"BE0\d{3}\.\d{3}\.\d{3}", written)
    assert int(digits[8:]) == 97 - int(digits[:8]) % 97


@given(NUMBERS)
def test_belgian_accounts_pass_both_checks(number: int) -> None:
    """The national check (first ten modulo 97, 0 is 97) and the ISO check of the IBAN hold."""
    account = belgian_account(number)

    written = belgian_iban(account)

    digits = _digits(account)
    assert int(digits[10:]) == (int(digits[:10]) % 97 or 97)
    assert _iso_remainder(written) == 1
    assert written.endswith(digits)


@given(NUMBERS)
def test_foreign_ibans_pass_the_iso_check(number: int) -> None:
    """German and Dutch IBANs leave remainder 1."""
    written = [iban("DE", f"37040044{number:010d}"), dutch_iban(number)]

    remainders = [_iso_remainder(text) for text in written]

    assert remainders == [1, 1]


@given(NUMBERS)
def test_structured_messages_pass_mod_97(number: int) -> None:
    """The last two of twelve digits are the first ten modulo 97, 0 written as 97."""
    written = structured_message(number)

    digits = _digits(written)

    assert re.fullmatch(r"\+{3}\d{3}/\d{4}/\d{5}\+{3}", written)
    assert int(digits[10:]) == (int(digits[:10]) % 97 or 97)


@pytest.mark.parametrize(
    ("made", "known"),
    [
        (belgian_vat_number(8957470), "BE0895.747.092"),
        (belgian_vat_number(4775257), "BE0477.525.753"),
        (belgian_account(7370055827), "737-0055827-95"),
        (belgian_iban("539-0075470-34"), "BE68539007547034"),
        (structured_message(2518016435), "+++251/8016/43531+++"),
        (structured_message(1234567890), "+++123/4567/89002+++"),
        (german_vat_number(13669597), "DE136695976"),
        (dutch_vat_number(163392705 // 10), "NL1633.92.705 B01"),
    ],
)
def test_known_numbers_come_out(made: str, known: str) -> None:
    """Numbers that exist in the world are written just so."""
    expected = known

    actual = made

    assert actual == expected
