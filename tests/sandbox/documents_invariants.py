"""What must hold for the documents behind the ledger, against the ledger itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from octopus_sandbox.books.documents import Scope
from octopus_sandbox.books.dossier import Dossier

Row = dict[str, Any]
Document = tuple[int, str, int]
TODAY = date(2026, 5, 20)
VAT = 411000
BANKS = {"F1": {550000}, "F2": {551000, 570000}, "F3": {550000}}


def plain(records: Iterable[Any]) -> list[Row]:
    """Give records as JSON would bring them."""
    answer: list[Row] = msgspec.json.decode(msgspec.json.encode(list(records)))
    return answer


def cents(amount: float) -> int:
    """Give an amount in cents, which it must hold exactly."""
    whole = round(amount * 100)
    assert whole / 100 == amount
    return whole


def document_of(row: Row) -> Document:
    """Give the key of a whole document."""
    return row["bookyearKey"]["id"], row["journalKey"], row["documentSequenceNr"]


def booked(dossier: Dossier) -> dict[Document, list[Row]]:
    """Give the ledger by document; an emptied one has no lines."""
    return {
        (year, f"{' AVFD'[kind]}{journal}", number): plain(document.rows())
        for document in dossier.documents()
        for year, kind, journal, number in (document.key,)
    }


def check_documents(dossier: Dossier) -> None:
    """Check every invariant of a dossier's documents."""
    ledger = booked(dossier)
    check_trade(dossier, ledger)
    check_amounts(dossier, ledger)
    check_cash(dossier, ledger)
    check_journals(dossier)
    check_invoices(dossier)
    check_delivery_notes(dossier)
    check_rappels(dossier)
    check_envelopes(dossier, ledger)
    check_files(dossier, ledger)


def check_trade(dossier: Dossier, ledger: dict[Document, list[Row]]) -> None:
    """Lines with their VAT codes add up to the VAT, cost and control lines of the ledger."""
    codes = {(code["code"], code["type"]): code for code in dossier.lists.vat_codes()}
    shifted = dossier.read(
        lambda _, profile: {c.code for c in profile.codes.values() if c.purchase and c.shifted}
    )
    documents = {document_of(row): row for row in plain(dossier.lists.trade(Scope()))}
    assert documents.keys() == {key for key in ledger if key[1][0] in "AV"}
    for key, row in documents.items():
        totals: Counter[int] = Counter()
        for line in ledger[key]:
            totals[_together(line["accountKey"])] += cents(line["documentAmount"])
        assert {a: c for a, c in totals.items() if c} == _expected(row, codes, shifted)
        assert bool(row["bookingLines"]) == bool(ledger[key])


def _together(account: int) -> int:
    """Give one account for all that hold VAT."""
    return VAT if account // 1000 in (411, 451) else account


def _share(amount: int, percentage: int) -> int:
    """Give a percentage of cents, halves away from zero."""
    share = (abs(amount) * percentage + 50) // 100
    return share if amount > 0 else -share


def _expected(row: Row, codes: dict[tuple[str, int], Row], shifted: set[str]) -> dict[int, int]:
    purchase, credit = row["journalKey"][0] == "A", row["amount"] < 0
    control = 440000 if purchase else 400000
    sign = 1 if purchase != credit else -1
    totals: Counter[int] = Counter()
    for line in row["bookingLines"]:
        code = codes[line["vatCodeKey"], 1 + (not purchase) + 2 * credit]
        base, vat = cents(line["baseAmount"]), cents(line["vatAmount"])
        assert vat == _share(base, int(code["basePercentage"]))
        kept = vat - _share(vat, int(line["vatRecupPercentage"])) if purchase else 0
        totals[VAT] += sign * (vat - kept)
        if purchase and code["code"] in shifted:
            totals[VAT] -= sign * vat
        totals[line["accountKey"]] += sign * (base + kept)
    totals[control] -= sum(totals.values())
    charged = -totals[control] if purchase else totals[control]
    assert charged == cents(row["amount"])
    return {account: total for account, total in totals.items() if total}


def check_amounts(dossier: Dossier, ledger: dict[Document, list[Row]]) -> None:
    """Octopus' totals are what is booked, per period or up to its end; gone is what is not."""
    booked_on: Counter[tuple[int, int, int]] = Counter()
    for lines in ledger.values():
        for row in lines:
            key = (row["bookyearKey"]["id"], row["bookyearPeriodeNr"], row["accountKey"])
            booked_on[key] += cents(row["bookingAmount"])
    feed = dossier.lists.account_amounts()
    live = {amount_key(one.record): cents(one.record["balance"]) for one in feed.live}
    gone = {amount_key(one.record) for one in feed.deleted}
    assert live == dict(booked_on)
    assert not gone.intersection(live)
    running = dossier.lists.account_amounts(cumulative=True, keeps_zero=True).live
    found = {amount_key(one.record): cents(one.record["balance"]) for one in running}
    assert found.keys() == live.keys() | gone
    for (year, period, account), balance in found.items():
        until = (c for (y, p, a), c in live.items() if (y, a) == (year, account) and p <= period)
        assert balance == sum(until)


def amount_key(record: Row) -> tuple[int, int, int]:
    """Give bookyear, period and account of an amount."""
    key = record["accountAmountKey"]
    period = key["bookyearPeriodKey"]
    year = period["bookyearKey"]["id"]
    assert key["accountKey"]["bookyearKey"]["id"] == year
    return year, period["bookyearPeriodNr"], key["accountKey"]["id"]


def check_cash(dossier: Dossier, ledger: dict[Document, list[Row]]) -> None:
    """Bank lines add up to the movement of the bank; CODA says the same; others repeat the ledger.

    Lines of relations point at relations, all others at accounts.
    """
    documents = {document_of(row): row for row in plain(dossier.lists.cash(Scope()))}
    assert documents.keys() == {key for key in ledger if key[1][0] in "FD"}
    for key, row in documents.items():
        own = BANKS.get(key[1], set())
        movement = sum(cents(r["bookingAmount"]) for r in ledger[key] if r["accountKey"] in own)
        others = [r for r in ledger[key] if r["accountKey"] not in own]
        assert sum(cents(line["amount"]) for line in row["bookingLines"]) == movement
        for line, other in zip(row["bookingLines"], others, strict=True):
            sign = -1 if own else 1
            account, relation = line["accountKey"], line["relationId"]
            assert cents(line["amount"]) == sign * cents(other["bookingAmount"])
            assert bool(account) != bool(relation)
            assert line["type"] in ("CS" if relation else "A")
            assert account in (0, other["accountKey"])
            _check_coda(line)


def _check_coda(line: Row) -> None:
    records = line.get("codaInfo", {"codaMoveLineData": []})["codaMoveLineData"]
    assert all(len(record) == 128 and record[0] == "2" for record in records)
    if records:
        sign = -1 if records[0][31] == "1" else 1
        assert sign * int(records[0][32:47]) == 10 * cents(line["amount"])


def check_journals(dossier: Dossier) -> None:
    """Bank journals carry a valid IBAN of their own, cash none; each has its ledger account."""
    ibans: dict[str, set[str]] = defaultdict(set)
    for row in dossier.lists.financial_journals():
        key = row["commonJournalServiceData"]["journalKeyServiceData"]
        journal = f"{key['journalTypeCode']}{key['sequenceNumber']}"
        bank = row.get("bankAccountServiceData")
        assert row["account"] in BANKS[journal]
        assert (bank is None) == (row["account"] == 570000)
        if bank:
            ibans[bank["bankAccountIban"]].add(journal)
    for iban, journals in ibans.items():
        digits = "".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])
        assert int(digits) % 97 == 1
        assert len(journals) == 1 or journals == {"F1", "F3"}


def check_invoices(dossier: Dossier) -> None:
    """Invoices with products and custom fields come to what is booked, account by VAT code."""
    invoices = {document_of(row): row for row in plain(dossier.lists.invoices(Scope()))}
    sales = {k: r for r in plain(dossier.lists.trade(Scope())) if (k := document_of(r))[1] == "V1"}
    if not dossier.lists.has_invoices:
        assert not invoices
        return
    assert invoices.keys() >= sales.keys()
    assert {journal for _, journal, _ in invoices.keys() - sales.keys()} == {"V2"}
    for key, row in invoices.items():
        check_lines(dossier, row, row["invoiceLines"])
        if key in sales:
            sign = -1 if sales[key]["amount"] < 0 else 1
            assert _nets(row["invoiceLines"]) == _bases(sales[key]["bookingLines"], sign)


def _nets(lines: list[Row]) -> Counter[tuple[int, str]]:
    found: Counter[tuple[int, str]] = Counter()
    for line in lines:
        net = line["count"] * line["unitPrice"] * (100 - line["discountPercentage"])
        assert abs(net - round(net)) < 1e-6
        found[line["bookingAccountNr"], line["vatCodeKey"]] += round(net)
    return found


def _bases(lines: list[Row], sign: int) -> Counter[tuple[int, str]]:
    found: Counter[tuple[int, str]] = Counter()
    for line in lines:
        found[line["accountKey"], line["vatCodeKey"]] += sign * cents(line["baseAmount"])
    return found


def check_lines(dossier: Dossier, row: Row, lines: list[Row]) -> None:
    """Products, cost centres, relations and custom fields exist."""
    products = {product.get("externProductNr") for product in dossier.products()}
    fields = {field["customFieldKey"]["id"] for field in dossier.customfields()}
    centres = {centre["costCentreKey"]["id"] for centre in dossier.costcentres()}
    values = [*row.get("customFieldValueList", [])]
    for line in lines:
        values += line["customFieldValueList"]
        assert line["externProductNr"] in products
        assert "costCentreKey" not in line or line["costCentreKey"]["id"] in centres
    assert {value["customFieldKey"]["id"] for value in values} <= fields
    assert all(value["value"] for value in values)


def check_delivery_notes(dossier: Dossier) -> None:
    """Notes are numbered per bookyear, in a journal that exists; they come before the invoice."""
    notes = plain(dossier.lists.delivery_notes(Scope()))
    booked = dossier.lists.invoices(Scope())
    invoices = {row["reference"]: row for row in booked if row["reference"]}
    numbers: dict[int, list[int]] = defaultdict(list)
    for row in notes:
        numbers[row["bookyearKey"]["id"]].append(row["documentSequenceNr"])
        assert row["journalKey"] == "L1"
        check_lines(dossier, row, row["deliveryNoteLines"])
        invoice = invoices.get(row["reference"])
        assert invoice is None or row["documentDate"] <= invoice["documentDate"]
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert bool(notes) == dossier.lists.has_invoices
    journals = {
        row["journalKey"] for row in dossier.journals(dossier.bookyears()[0]["bookyearKey"]["id"])
    }
    assert ("L1" in journals) == dossier.lists.has_invoices


def check_rappels(dossier: Dossier) -> None:
    """Reminders name exactly the sales that are open and past their day, and earlier reminders."""
    found: dict[tuple[int, Document], int] = {}
    for row in dossier.lists.rappels(TODAY):
        relation = row["relation"]["relationIdentificationServiceData"]["relationKey"]["id"]
        for invoice in row["invoiceList"]:
            found[relation, document_of(invoice)] = cents(invoice["openAmount"])
            sent = [reminder["rappelDate"] for reminder in invoice["rappelInfoList"]]
            assert sent == sorted(sent)
            assert all(invoice["expirationDate"] < day < TODAY.isoformat() for day in sent)
    assert found == {
        (row["relationKey"]["id"], document_of(row)): cents(row["openDocAmount"])
        for row in dossier.open_items("clients")
        if row["journalKey"][0] == "V"
        and row["openBookingAmount"] > 0
        and row["expirationDate"] < TODAY.isoformat()
    }


def check_envelopes(dossier: Dossier, ledger: dict[Document, list[Row]]) -> None:
    """Paid envelopes hold what went to suppliers from the bank, the open one what is waiting."""
    waiting = dossier.bank_paymentlist()
    rows = dossier.lists.bank_envelopes(waiting)
    paid: Counter[int] = Counter()
    for row in rows:
        if row["status"]:
            paid[row["bookyearKey"]["id"]] += cents(row["amount"])
    booked_on: Counter[int] = Counter()
    for (year, journal, _), lines in ledger.items():
        for line in lines:
            if journal == "F1" and line["accountKey"] == 440000 and line["bookingAmount"] > 0:
                booked_on[year] += cents(line["bookingAmount"])
    documents = [
        cents(row["amount"])
        for row in waiting
        if "documentSequenceNr" in row and row["currencyCode"] == "EUR"
    ]
    opened = [row for row in rows if not row["status"]]
    numbers = [row["enveloppeKey"]["id"] for row in rows]
    assert paid == booked_on
    assert [cents(row["amount"]) for row in opened] == ([sum(documents)] if documents else [])
    assert len(set(numbers)) == len(numbers)
    check_payments(dossier, waiting, rows)


def check_payments(dossier: Dossier, waiting: list[Row], envelopes: list[Row]) -> None:
    """Each envelope holds the payments that it counts; those that settle one purchase name it."""
    inside = dossier.lists.envelope_payments(waiting)
    booked = {
        (row["bookyearKey"]["id"], row["journalKey"], row["documentSequenceNr"]): row[
            "relationIdentificationServiceData"
        ]["relationKey"]["id"]
        for row in plain(dossier.lists.trade(Scope()))
    }
    for row in envelopes:
        payments = inside[row["enveloppeKey"]["id"]]
        assert len(payments) == row["paymentCount"]
        assert sum(cents(one["amount"]) for one in payments) == cents(row["amount"])
        for one in payments:
            if "documentSequenceNr" in one:
                key = one["bookyearKey"]["id"], one["journalKey"], one["documentSequenceNr"]
                assert booked[key] == one["relationKey"]["id"]
    keys = [one["bankPaymentListKey"]["id"] for payments in inside.values() for one in payments]
    assert len(set(keys)) == len(keys)


def check_files(dossier: Dossier, ledger: dict[Document, list[Row]]) -> None:
    """Files hang on documents that are booked, each under a name of its own."""
    names = []
    for row in plain(dossier.lists.booking_files(Scope())):
        key = row["documentKey"]
        journal = f"{' AVFD'[key['journalType']]}{key['journalSequenceNr']}"
        document = (key["bookyearKey"]["id"], journal, key["documentSequenceNr"])
        assert document in ledger
        names.append((document, row["fileName"]))
    assert len(set(names)) == len(names)
