"""Bookyears and financial journals in detail: what the lists of them leave out."""

from octopus_sandbox.books.bank import BANK, CASH, account_of
from octopus_sandbox.books.bookyears import Bookyear, months_in
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.identifiers import belgian_account, belgian_iban
from octopus_sandbox.books.model import LETTERS, JournalKey
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.records import LANGUAGES, bookyear_name, journal_names

_PERIOD_TYPES = {1: "MONTH", 3: "QUARTER", 12: "YEAR"}
_ACCOUNTS_FROM = 7_350_000_000
"""Bank accounts of this bank begin with 735."""


def bookyear_detail(year: Bookyear, profile: Profile) -> Record:
    """Write everything there is to know of a bookyear."""
    months, habits = months_in(year.periods[0]), profile.habits
    monthly = months == 1
    return {
        "activateDbaNp": False,
        "activateDfbNp": False,
        "bookingPeriodType": _PERIOD_TYPES[months],
        "bookyearKey": {"id": year.id},
        "closed": year.closed,
        "declarantIntrastatReceiver": profile.id % 2 == 1,
        "declarantIntrastatSender": False,
        "declarantType": habits.declarant if habits.declarant_told else "UNKNOWN",
        "deprecationFullBookyear": not monthly,
        "fromDate": year.start.isoformat(),
        "names": _names([bookyear_name(year, language) for language in LANGUAGES]),
        "proRataTemporis": monthly,
        "toDate": year.end.isoformat(),
        "visibleFiscalControl": True,
    }


def financial_journal(year: Bookyear, journal: JournalKey, last: int, profile: Profile) -> Record:
    """Write a bank or cash journal of a bookyear, of which so many documents are booked."""
    record: Record = {"account": bank_account(profile, journal)}
    if record["account"] != CASH:
        record["bankAccountServiceData"] = _bank(profile, journal)
    return record | {
        "commonJournalServiceData": common_journal(year, journal, last, profile),
        "currency": "EUR",
    }


def common_journal(year: Bookyear, journal: JournalKey, last: int, profile: Profile) -> Record:
    """Write what the details of all journals of a bookyear have in common."""
    return {
        "closed": year.closed,
        "closedPeriod": year.periods[-1].number if year.closed else 0,
        "journalKeyServiceData": journal_key(year.id, journal),
        "names": _names(list(journal_names(journal, profile.habits))),
        "nextDocumentNumber": last + 1,
        "protectedPeriod": year.protected,
    }


def journal_key(bookyear: int, journal: JournalKey) -> Record:
    """Write the key of a journal as the details do."""
    return {
        "bookyearKey": {"id": bookyear},
        "journalTypeCode": LETTERS[journal[0]],
        "sequenceNumber": journal[1],
    }


def bank_account(profile: Profile, journal: JournalKey) -> int:
    """Give the ledger account of a financial journal."""
    return account_of(journal[1], cash=profile.cash)


def _bank(profile: Profile, journal: JournalKey) -> Record:
    postal_code, city = profile.place
    shared = 1 if account_of(journal[1], cash=profile.cash) == BANK else journal[1]
    number = belgian_account(_ACCOUNTS_FROM + profile.id * 100 + shared)
    return {
        "address": {
            "city": city,
            "countryCode": "BE",
            "postalCode": postal_code,
            "streetAndNr": f"Stationsstraat {profile.id}",
        },
        "bankAccountBic": "KREDBEBB",
        "bankAccountClientFirstname": "",
        "bankAccountClientName": profile.name,
        "bankAccountIban": belgian_iban(number),
        "bankAccountNumber": number,
    }


def _names(texts: list[str]) -> list[Record]:
    languages = (language.upper() for language in LANGUAGES)
    return [{"language": la, "value": text} for la, text in zip(languages, texts, strict=True)]
