"""Numbers that carry their own check: VAT numbers, bank accounts, structured messages."""

_ELEVEN = 11
_TEN = 10


def belgian_vat_number(number: int) -> str:
    """Write the enterprise number with these seven digits, as `BE0123.456.749`."""
    digits = enterprise_number(number)
    return f"BE{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def enterprise_number(number: int) -> str:
    """Write the ten digits of the enterprise number with these seven."""
    eight = f"0{number % 10_000_000:07d}"
    return f"{eight}{97 - int(eight) % 97:02d}"


def dutch_vat_number(number: int) -> str:
    """Write a Dutch VAT number on these eight digits, or the next ones with a check digit."""
    while True:
        eight = f"{number % 100_000_000:08d}"
        check = sum(int(d) * w for d, w in zip(eight, range(9, 1, -1), strict=True)) % _ELEVEN
        if check < _TEN:
            nine = f"{eight}{check}"
            return f"NL{nine[:4]}.{nine[4:6]}.{nine[6:]} B01"
        number += 1


def german_vat_number(number: int) -> str:
    """Write the German VAT number on these eight digits."""
    eight = f"{number % 100_000_000:08d}"
    product = _TEN
    for digit in eight:
        product = 2 * ((int(digit) + product) % _TEN or _TEN) % _ELEVEN
    return f"DE{eight}{(_ELEVEN - product) % _TEN}"


def belgian_account(number: int) -> str:
    """Write a Belgian bank account in its national form, `737-0055827-95`."""
    ten = f"{number % 10_000_000_000:010d}"
    return f"{ten[:3]}-{ten[3:]}-{_mod97(ten):02d}"


def belgian_iban(account: str) -> str:
    """Write the IBAN of a Belgian account that is in its national form."""
    bare = account.replace("-", "")
    return iban("BE", bare)


def dutch_iban(number: int) -> str:
    """Write a Dutch IBAN on these nine digits, or the next ones that pass the national check."""
    while True:
        nine = f"{number % 1_000_000_000:09d}"
        total = sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True))
        check = -total % _ELEVEN
        if check < _TEN:
            return iban("NL", f"RABO{nine}{check}")
        number += 1


def iban(country: str, account: str) -> str:
    """Put the ISO 7064 check digits between a country and its account number."""
    digits = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"


def structured_message(number: int) -> str:
    """Write the Belgian structured message on these ten digits, `+++123/4567/89002+++`."""
    ten = number % 10_000_000_000
    digits = f"{ten:010d}{ten % 97 or 97:02d}"
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def _mod97(digits: str) -> int:
    return int(digits) % 97 or 97
