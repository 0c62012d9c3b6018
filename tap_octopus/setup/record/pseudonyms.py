"""Pseudonyms: by a secret, the same text always becomes the same other text, of the same form.

The form is kept since programs depend on it: letters, digits, blanks, case and check digits. A text
without letters and digits is not changed, nor is a country code.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import typing as t

VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnprstvz"

IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
NATIONAL = re.compile(r"\b\d{3}-\d{7}-\d{2}\b")
STRUCTURED = re.compile(r"\d{3}/\d{4}/\d{5}")
IN_CODA = re.compile(r"(?<=1101)\d{12}")
ENTERPRISE = re.compile(r"(?<!\d)[01]?\d{3}[./ \u00a0]?\d{3}[./ \u00a0]?\d{3}(?!\d)")
EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")
WORD = re.compile(r"[^\W\d_]+|\d+")
COUNTRY = re.compile(r"\s*[A-Z]{2}\s*")
CHECK, LONGEST_WORD = 97, 12


class Pseudonyms:
    """Replaces texts by other texts, with a secret that is not stored."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def number(self, kind: str, given: object, below: int) -> int:
        """Return a number below `below`, drawn by the secret: the same for the same input."""
        text = f"{kind}\0{given}".encode()
        digest = hmac.new(self._secret, text, hashlib.sha256).digest()
        return int.from_bytes(digest) % below

    def text(self, given: str) -> str:
        """Replace a text word by word. Enterprise and account numbers stay such numbers."""
        done: list[str] = []
        at = 0
        for found in SPECIAL.finditer(given):
            done += [self._words(given[at : found.start()]), self._special(found)]
            at = found.end()
        return "".join([*done, self._words(given[at:])])

    def vat_number(self, given: str) -> str:
        """Replace a VAT number in any notation. A country code alone is not changed."""
        digits = re.sub(r"\D", "", given)
        if COUNTRY.fullmatch(given) or not digits:
            return given if COUNTRY.fullmatch(given) else self.text(given)
        prefix = re.match(r"\s*[A-Za-z]{2}", given)
        is_belgian = prefix is None or prefix[0].strip().upper() in {"BE", "BT", "TV"}
        new = self._enterprise(digits) if is_belgian else self.digits(digits)
        letters = given if prefix is None else given[prefix.end() :]
        rest = re.sub(r"[^\W\d_]{3,}", lambda word: self._word(word[0]), letters)
        return _with_digits((prefix[0] if prefix else "") + rest, new)

    def iban(self, given: str) -> str:
        """Replace an IBAN. It keeps its country and length, and stays valid or invalid."""
        bare = re.sub(r"\W", "", given).upper()
        if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}", bare):
            return self.account(given)
        country, account = bare[:2], bare[4:]
        if country == "BE" and account.isdigit() and len(account) == 12:  # noqa: PLR2004
            new = self._belgian_account(account)
        else:
            new = re.sub(r"\d+|[A-Z]+", lambda part: self._run(part[0]), account)
        check = _iban_check(country, new)
        if bare[2:4] != _iban_check(country, account):
            check = f"{int(check) % CHECK + 1:02d}"
        return _with_signs(given, country + check + new)

    def account(self, given: str) -> str:
        """Replace a bank account number in the Belgian notation."""
        digits = re.sub(r"\D", "", given)
        is_belgian = len(digits) == 12 and given[:1].isdigit()  # noqa: PLR2004
        if is_belgian:
            return _with_digits(given, self._belgian_account(digits))
        return self.text(given)

    def bic(self, given: str) -> str:
        """Replace a BIC. It keeps its country."""
        bare = given.strip()
        if not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2,5}", bare):
            return self.text(given)
        parts = (bare[:4], bare[4:6], bare[6:])
        new = self._run(parts[0]) + parts[1] + self._run(parts[2])
        return given.replace(bare, new)

    def digits(self, given: str) -> str:
        """Replace digits by as many others. A leading zero is kept."""
        if not given:
            return given
        low = 0 if given[0] == "0" else 10 ** (len(given) - 1)
        span = 10 ** (len(given) - 1) if given[0] == "0" else 9 * 10 ** (len(given) - 1)
        new = f"{low + self.number('digits', given, span):0{len(given)}d}"
        return new if new != given or len(given) == 1 else self.digits(f"{given} ")[: len(given)]

    def _special(self, found: re.Match[str]) -> str:
        text = found[0]
        if "@" in text:
            name, _, place = text.partition("@")
            return f"{self._words(name)}@{self._words(place.partition('.')[0])}.example"
        if STRUCTURED.fullmatch(text):
            return _with_digits(text, self._structured(re.sub(r"\D", "", text)))
        if NATIONAL.fullmatch(text):
            return self.account(text)
        if text[0].isalpha():
            return self.iban(text)
        if text.isdigit() and len(text) == 12:  # noqa: PLR2004 - a structured message in CODA
            return self._structured(text)
        return _with_digits(text, self._enterprise(re.sub(r"\D", "", text)))

    def _structured(self, digits: str) -> str:
        """Replace a structured message: ten digits and a check. It stays valid or invalid."""
        new = self.digits(digits[:10])
        is_good = int(digits[:10]) % CHECK == int(digits[10:]) % CHECK
        check = int(new) % CHECK or CHECK
        return f"{new}{check if is_good else check % CHECK + 1:02d}"

    def _enterprise(self, digits: str) -> str:
        """Replace an enterprise number of nine or ten digits. It stays valid or invalid."""
        core = digits.removeprefix("0")
        if len(core) != 9 or len(digits) > 10:  # noqa: PLR2004
            return self.digits(digits)
        front = core[0] if core[0] in "01" else str(2 + self.number("front", core, 7))
        seven = int(front) * 10**6 + self.number("enterprise", core, 10**6)
        check = CHECK - seven % CHECK
        is_good = int(core[7:]) == CHECK - int(core[:7]) % CHECK
        check = check if is_good else check % CHECK + 1
        return f"{digits[: len(digits) - 9]}{seven:07d}{check:02d}"

    def _belgian_account(self, digits: str) -> str:
        new = self.digits(digits[:10])
        is_good = (int(digits[:10]) % CHECK or CHECK) == int(digits[10:])
        check = int(new) % CHECK or CHECK
        return f"{new}{check if is_good else check % CHECK + 1:02d}"

    def _words(self, text: str) -> str:
        return WORD.sub(lambda found: self._run(found[0]), text)

    def _run(self, run: str) -> str:
        return self.digits(run) if run.isdigit() else self._word(run)

    def _word(self, word: str) -> str:
        """Replace a word by one of the same length and case, but at most 12 letters."""
        drawn = self.number("word", word.lower(), 2**250)
        letters = []
        for place in range(min(len(word), LONGEST_WORD)):
            choice = VOWELS if (place + drawn) % 2 else CONSONANTS
            drawn, left = divmod(drawn, len(choice) + 7)
            letters.append(choice[left % len(choice)])
        new = "".join(letters)
        if word.isupper():
            return new.upper()
        return new.capitalize() if word[:1].isupper() else new


SPECIAL = re.compile(
    "|".join(p.pattern for p in (EMAIL, IBAN, NATIONAL, STRUCTURED, IN_CODA, ENTERPRISE))
)


def _iban_check(country: str, account: str) -> str:
    digits = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    return f"{98 - int(digits) % CHECK:02d}"


def _with_digits(form: str, digits: str) -> str:
    """Return a text with its digits replaced in order."""
    new = iter(digits)
    return re.sub(r"\d", lambda _: next(new, "0"), form)


def _with_signs(form: str, signs: str) -> str:
    """Return a text with its letters and digits replaced in order."""
    new: t.Iterator[str] = iter(signs)
    return re.sub(r"[A-Za-z0-9]", lambda _: next(new, "0"), form)
