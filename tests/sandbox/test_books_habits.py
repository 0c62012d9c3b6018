"""What sets dossiers apart that Octopus does not tell, or tells badly, is in the first four."""

from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.model import SUNDRY, Document
from octopus_sandbox.books.office import Office
from octopus_sandbox.control.office import seeds
from tests.sandbox.books_invariants import rows
from tests.sandbox.octopus import FIRST_LOAD, Octopus

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module", params=[1, 2])
def dossiers(request: pytest.FixtureRequest) -> dict[int, Dossier]:
    """The first four dossiers."""
    office = Office(seed=request.param, dossiers=4, now=NOW)
    return {number: office.dossier(number) for number in office.dossier_ids}


def documents(dossier: Dossier) -> list[Document]:
    """Give all documents."""
    return dossier.read(lambda books, _: list(books.documents()))


def seeds_of(dossier: Dossier) -> dict[str, list[dict[str, Any]]]:
    """Give what the office knows."""
    return dossier.read(seeds)


def test_returns_are_not_filed_by_period(dossiers: dict[int, Dossier]) -> None:
    """A quarterly filer books by month, and a year is filed by month; or nothing is known."""
    told = {
        number: [
            (row["bookingPeriodType"], row["declarantType"])
            for row in dossier.lists.bookyear_details()
        ]
        for number, dossier in dossiers.items()
    }

    assert told[1] == [("MONTH", "QUARTERLY")] * 3
    assert told[2] == [("QUARTER", "UNKNOWN")] * 2
    assert told[3] == [("MONTH", "MONTHLY")] * 2 + [("YEAR", "MONTHLY")]
    assert seeds_of(dossiers[1])["vat_declarants"] == []
    assert seeds_of(dossiers[2])["vat_declarants"] == [{"declarant_type": "QUARTERLY"}]


def test_filed_returns_are_protected(dossiers: dict[int, Dossier]) -> None:
    """In one dossier the periods of filed returns are, in others those of closed bookyears only."""
    told = {
        number: {
            (row["bookyearKey"]["id"], row["protectedPeriod"])
            for row in rows(dossiers[number], "journals")
        }
        for number in (1, 2)
    }

    assert told == {1: {(1, 202412), (2, 0), (3, 0)}, 2: {(1, 202404), (2, 202503)}}


def test_vat_numbers_are_written_in_every_way(dossiers: dict[int, Dossier]) -> None:
    """All ways occur among the relations of three dossiers; most numbers are as they should."""
    first = [row for n in (1, 2, 3) for row in rows(dossiers[n], "relations")]
    numbers = [row["vatNr"] for row in first]
    shapes = Counter("".join("9" if sign.isdigit() else sign for sign in text) for text in numbers)

    for shape in (
        "BE999999999", "BTW BE 9999999999", "999999999", "BE 9999/999/999", "BE\u00a09999.999.999",
        "BE9999.999.999 NV", " 9999 999 999 ", "BE", "NL", "BE9999", "", "   ",
    ):  # fmt: skip
        assert shapes[shape], shape
    usual = [text for text in numbers if text.startswith("BE0") and text.count(".") == 2]
    assert len(usual) * 3 > len(numbers)
    digits = [text[2:].replace(".", "") for text in usual if text[-1].isdigit()]
    assert {97 - int(ten[:8]) % 97 == int(ten[8:]) for ten in digits} == {True, False}


def test_one_firm_has_several_cards(dossiers: dict[int, Dossier]) -> None:
    """A supplier and two customers of each dossier are one firm."""
    for number in (1, 2, 3):
        found = {
            relation["relationIdentificationServiceData"]["relationKey"]["id"]: relation
            for relation in rows(dossiers[number], "relations")
        }
        cards = [found[place] for place in (1, 9, 18)]

        sold = {document.relation for document in documents(dossiers[number])}
        assert sold >= {1, 9, 18}
        assert len({card["participantId"] for card in cards}) == 1
        assert [(card["supplier"], card["client"]) for card in cards][1:] == [(False, True)] * 2


def test_a_first_name_is_mostly_the_name(dossiers: dict[int, Dossier]) -> None:
    """Most relations with a first name have the name in it once more."""
    named = [r for n in (1, 2, 3) for r in rows(dossiers[n], "relations") if r["firstName"]]

    same = [relation for relation in named if relation["firstName"] == relation["name"]]

    assert len(named) > len(same) > len(named) / 2


def test_documents_are_dated_outside_their_period() -> None:
    """One purchase or sale in twenty is, by 14 days to months; no document of a bank ever is."""
    dossier = Office(documents_per_year=2_000, now=NOW).dossier(1)
    years = dossier.read(lambda books, _: {year.id: year for year in books.years})
    apart: Counter[bool] = Counter()
    for document in documents(dossier):
        period = years[document.bookyear].period(document.period)
        day = date.fromisoformat(document.date)
        days = max((period.start - day).days, (day - period.end).days, 0)
        assert days == 0 or (document.is_trade and 14 <= days <= 125)
        if document.is_trade:
            apart[days > 0] += 1

    assert 0.03 < apart[True] / apart.total() < 0.07


def test_items_are_settled_by_various_operations(dossiers: dict[int, Dossier]) -> None:
    """Sales are written off, and a firm's invoices set off; both are matched."""
    found = set()
    for number in (1, 2, 3):
        books = dossiers[number].read(lambda books, _: books)
        for match in books.matches.register.values():
            for item in match.key:
                if item.journal_type == SUNDRY:
                    document = books.document(item.document)
                    found.add(tuple(line.account for line in document.lines))

    assert found >= {(400000, 642000), (440000, 400000)}


def test_a_dossier_without_any_booking(octopus: Octopus) -> None:
    """Whoever asks for what changed there finds nothing at all."""
    octopus.control("POST", "reset", {"dossiers": 5, "empty": [5], "now": "2026-06-15T10:00:00Z"})

    answers = [
        octopus.get(f"/{path}", dossier=5, modifiedTimeStamp=FIRST_LOAD)
        for path in (
            "bookyears/-1/bookings/modified?journalTypeId=-1",
            "accounts/modified",
            "relations/modified",
            "balancings/modified",
            "accounts/amounts/modified",
            "buysellbookings/modified?bookyearId=-1",
            "financialdiversbookings/modified?bookyearId=-1",
        )
    ]

    assert [answer.status_code for answer in answers] == [404] * 7
    assert octopus.get("/bookyears", dossier=5).ok


def test_carry_over(dossiers: dict[int, Dossier]) -> None:
    """A year runs without its opening entry; in another one the year before was corrected since."""
    for number in (1, 2, 3, 4):
        books = dossiers[number].read(lambda books, _: books)
        years = [year.id for year in books.years]

        opened = [books.opening(year) is not None for year in years]

        assert opened == [True] * (len(years) - 1) + [number != 4]
    late = dossiers[1].read(lambda books, _: [books.document(key) for key in books.late])
    opening = dossiers[1].read(lambda books, _: books.opening(books.years[-1].id))
    assert [document.comment for document in late] == ["Te ontvangen facturen"]
    assert opening
    assert late[0].modified_at > opening.modified_at
    assert 444000 not in {line.account for line in opening.lines}


def test_a_missing_opening_entry_can_be_booked() -> None:
    """Carrying over books it; closing the year before carries over what was corrected late."""
    office = Office(dossiers=4, now=NOW)

    carried = office.dossier(4).change("carry_over", NOW)
    office.dossier(1).change("close_bookyear", NOW)

    assert carried["journal"] == "D1"
    opening = office.dossier(1).read(lambda books, _: books.opening(books.years[-1].id))
    assert opening
    assert opening.modified_at == NOW
    assert 444000 in {line.account for line in opening.lines}


def test_closed_years_are_appropriated(dossiers: dict[int, Dossier]) -> None:
    """A closed year of a company has no result left; that of a sole trader goes to his own."""
    for number in (1, 2, 3):
        books = dossiers[number].read(lambda books, _: books)
        for year, after in pairwise(books.years):
            left = books.ledger.closing(year.id)
            result = sum(cents for account, cents in left.items() if account >= 600000)
            divided = {account for account in left if account // 10000 in (69, 79)}
            assert bool(result) == (number == 3 or not year.closed)
            assert bool(divided) == (number != 3 and year.closed)
            opening = books.opening(after.id)
            assert opening
            accounts = {line.account for line in opening.lines}
            assert bool(accounts & {140000, 141000}) == (number != 3)
            assert (100900 in accounts) == (number == 3)


def test_class_0_is_booked_against_class_0(dossiers: dict[int, Dossier]) -> None:
    """Account 010000 arrives as a number of five digits."""
    for number in (1, 2, 3):
        (found,) = [
            {line.account for line in document.lines}
            for document in documents(dossiers[number])
            if document.comment == "Waarborg"
        ]

        assert found == {10000, 11000}


def test_assets_are_written_down_by_habit(dossiers: dict[int, Dossier]) -> None:
    """On accounts that end in 9, or by the four-digit habit, which the office tells then."""
    expected = {1: "9", 2: "900", 3: "9"}
    for number, ending in expected.items():
        found = {
            line.account
            for document in documents(dossiers[number])
            for line in document.lines
            if document.comment == "Afschrijvingen" and line.account // 100000 == 2
        }
        chart = {row["accountKey"]["id"] for row in rows(dossiers[number], "accounts")}

        assert {str(account).lstrip("234").lstrip("0") for account in found} == {ending}
        assert {230009, 240009} & chart == ({230009, 240009} if ending == "9" else set())
        roles = seeds_of(dossiers[number])["account_roles"]
        assert [row["role"] for row in roles] == (["depreciation"] if ending == "900" else [])


def test_two_journals_share_an_account(dossiers: dict[int, Dossier]) -> None:
    """In one dossier a third journal is kept on the account of the bank, under the same IBAN."""
    journals = {
        row["commonJournalServiceData"]["journalKeyServiceData"]["sequenceNumber"]: row
        for row in dossiers[3].lists.financial_journals()
    }

    assert journals[1]["account"] == journals[3]["account"] == 550000
    assert journals[1]["bankAccountServiceData"] == journals[3]["bankAccountServiceData"]
    assert any(document.journal == (3, 3) for document in documents(dossiers[3]))


def test_split_vat_accounts(dossiers: dict[int, Dossier]) -> None:
    """In one dossier each grid has its own VAT account, and only there; the office tells which."""
    told = {row["grid"]: int(row["pattern"]) for row in seeds_of(dossiers[3])["vat_accounts"]}

    found = {
        (line.grid, line.account)
        for document in documents(dossiers[3])
        for line in document.lines
        if line.account // 1000 in (411, 451) and line.grid
    }

    assert found == set(told.items())
    assert seeds_of(dossiers[1])["vat_accounts"] == []


def test_office_tells_what_octopus_does_not(octopus: Octopus) -> None:
    """The rows of every seed can be asked for: of codes, only those without a usual meaning."""
    told = {n: octopus.control("GET", f"office?dossierId={n}") for n in (1, 2)}

    assert told[1]["opening_journals"] == []
    assert told[2]["opening_journals"] == [{"dossier_id": 2, "journal_key": "D9"}]
    guessed = {row["code"]: row for row in told[1]["vat_code_operations"]}
    assert set(guessed) == {"A44", "DVR", "EUT", "MAP", "MAR"}
    assert guessed["DVR"] == {
        "dossier_id": 1,
        "code": "DVR",
        "side": "purchase",
        "operation": "purchase_cocontractor",
        "nature": "services",
    }
    own = {(row["code"], row["side"]) for row in told[2]["vat_code_operations"]}
    served = {
        (row["code"], "purchase" if row["type"] in (1, 3) else "sale")
        for row in octopus.get("/vatcodes", dossier=2).json()
    }
    assert own == served
    assert octopus.ask("GET", "office?dossierId=9").status_code == 409
