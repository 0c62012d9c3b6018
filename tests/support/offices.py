"""Offices of any size, made up: as `report` reads them from the marts."""

import datetime
from decimal import Decimal

from report.books import OF_A_DOSSIER, Dossier, Office
from report.tables import NEEDED
from report.warehouse import Row

TODAY = datetime.date(2026, 11, 20)
START = datetime.date(2026, 1, 1)
READ = datetime.datetime(2026, 11, 20, 9, 5, tzinfo=datetime.UTC)
HOSTILE = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>\"'&"
RIGHT_TO_LEFT = "\u202e\u05e9\u05dc\u05d5\u05dd\u202c abc"
LONG = "Z" * 10_000
RELATIONS = 12
DOCUMENTS = 30


def made_up(dossiers: int, items: int, *, hostile: bool = False) -> Office:
    """Make an office whose dossiers have so many open items each."""
    made = [dossier(number, items) for number in range(1, dossiers + 1)]
    if hostile:
        for its, text in zip(made, (HOSTILE, RIGHT_TO_LEFT, LONG), strict=False):
            its.name = text
            _spoil(its.tables, text)
    return Office(TODAY, TODAY, made, SHARED)


def dossier(number: int, items: int) -> Dossier:
    """Make a dossier: a sale of 121 with its VAT for each item, half of them paid late."""
    tables: dict[str, list[Row]] = {name: [] for name in OF_A_DOSSIER}
    for place in range(max(items, DOCUMENTS)):
        key = {"bookyear_id": 1, "journal_key": "V1", "document_sequence_nr": place + 1}
        date = START + datetime.timedelta(days=place * 320 // max(items, DOCUMENTS))
        relation = place % RELATIONS + 1
        base = Decimal(10000 + 100 * number + place) / 100
        tax = round(base * 21 / 100, 2)
        tables["documents"].append(
            {
                **key, "date": date, "relation": f"Klant {relation} van {number}",
                "reference": f"2026/{place:05}", "opening": 0, "files": f"V1-{place:05}.pdf",
            }
        )  # fmt: skip
        month = date.replace(day=1)
        for account, amount in ((400000, base + tax), (700000, -base), (451000, -tax)):
            row = {**key, "account_nr": account, "month": month, "amount": amount}
            tables["lines"].append(row)
        if month >= datetime.date(2026, 10, 1):
            for grid, part, amount in (("03", "base", base), ("54", "vat", tax)):
                tables["vat_documents"].append(
                    {
                        **key, "return_start": datetime.date(2026, 10, 1), "grid": grid,
                        "part": part, "amount": amount,
                    }
                )  # fmt: skip
        if place < items:
            expiry = date + datetime.timedelta(days=30)
            tables["open_items"].append(
                {
                    "side": "customers", **key, "relation_id": relation,
                    "relation": f"Klant {relation} van {number}", "expiry_date": expiry,
                    "amount": base + tax, "open_amount": base + tax,
                    "days_overdue": (TODAY - expiry).days,
                }
            )  # fmt: skip
    _sums(tables, number)
    name = f"{('Bakkerij', 'Garage', 'Atelier', 'Drukkerij')[number % 4]} {number}"
    return Dossier(number, name, f"BE 0{number:09}", tables)


def _sums(tables: dict[str, list[Row]], number: int) -> None:
    """Make what the marts would say of these lines."""
    income = -_sum(tables["lines"], "amount", account_nr=700000)
    grids = {
        grid: _sum(tables["vat_documents"], "amount", grid=grid) for grid in ("03", "54")
    }  # fmt: skip
    start, end = datetime.date(2026, 10, 1), datetime.date(2026, 12, 31)
    due = datetime.date(2027, 1, 25) - datetime.timedelta(days=number % 60)
    tables["accounts"] = [
        {
            "account_nr": nr, "description_nl": name, "description_fr": None,
            "description_en": None, "line": line, "roles": None,
        }
        for nr, name, line in (
            (400000, "Handelsdebiteuren", "40"), (451000, "Te betalen btw", "450/3"),
            (700000, "Verkopen", "70"),
        )
    ]  # fmt: skip
    tables["window"] = [
        {
            "bookyear_id": 1, "month": datetime.date(2026, 11, 1), "is_provisional": False,
            "bookyear_before": None, "month_before": None,
        }
    ]  # fmt: skip
    tables["income"] = [
        {"line": line, "amount": income, "amount_last_year": None} for line in ("70", "9904")
    ]
    tables["grids"] = [
        {
            "return_start": start, "grid": grid, "part": "base" if grid == "03" else "vat",
            "booked": amount, "carried_in": Decimal(), "amount": amount,
            "carried_out": Decimal(),
        }
        for grid, amount in grids.items()
    ]  # fmt: skip
    tables["returns"] = [
        {
            "return_start": start, "return_end": end, "declarant_type": "QUARTERLY",
            "due_date": due, "grid_xx": grids["54"], "grid_yy": Decimal(),
            "to_pay": grids["54"], "is_protected": False,
        }
    ]  # fmt: skip
    tables["sync"] = [
        {
            "stream": stream,
            "outcome": "refused" if stream == "invoices" else "complete",
            "synced_at": None if stream == "invoices" else READ,
            "is_late": False, "calls_left": 40, "row_count": 12, "control_differences": None,
            "message": "Octopus refused it." if stream == "invoices" else None,
        }
        for stream in sorted(NEEDED)
    ]  # fmt: skip
    overdue = [row for row in tables["open_items"] if row["days_overdue"] > 60]
    tables["findings"] = [
        {
            "bookyear_id": 1, "journal_key": "V1", "document_sequence_nr": 1,
            "severity": "warning", "check_name": "vat_code_unknown",
            "sentence_nl": "Kijk de btw-code na.", "sentence_fr": "Vérifiez le code TVA.",
            "sentence_en": "Look at the VAT code.",
        }
    ]  # fmt: skip
    tables["desk"] = [
        {
            "return_start": start, "return_end": end, "vat_due_date": due,
            "vat_amount": grids["54"], "declarant_type": "QUARTERLY", "can_be_filed": False,
            "reasons_nl": "er zijn 1 waarschuwingen", "reasons_fr": "il y a 1 avertissement",
            "reasons_en": "there is 1 warning", "errors": 0, "warnings": 1, "hints": 0,
            "overdue_over_60": _sum(overdue, "open_amount"),
            "open_receivable": _sum(tables["open_items"], "open_amount"),
            "open_payable": Decimal(), "cash": Decimal(), "result": income,
            "result_last_year": None, "suspense_amount": Decimal(),
            "transfer_amount": Decimal(), "unmatched_bank_lines": 0, "documents_not_booked": 0,
            "last_purchase_date": None, "last_sale_date": TODAY, "last_statement_date": None,
            "days_without_statement": None, "last_sync_at": READ, "refused_streams": "invoices",
            "late_streams": None, "documents_per_month": Decimal(),
            "lines_per_month": Decimal(),
        }
    ]  # fmt: skip


def _sum(rows: list[Row], name: str, **which: object) -> Decimal:
    return sum((row[name] for row in rows if all(row[k] == v for k, v in which.items())), Decimal())


def _spoil(tables: dict[str, list[Row]], text: str) -> None:
    for row in tables["documents"]:
        row |= {"relation": text, "reference": text, "files": text}
    for row in tables["open_items"]:
        row["relation"] = text
    for row in tables["findings"]:
        row |= {"sentence_nl": text, "sentence_fr": text, "sentence_en": text}
    for row in tables["accounts"]:
        row["description_nl"] = text
    tables["desk"][0] |= {"reasons_nl": text, "reasons_fr": text, "reasons_en": text}


def _statutory(statement: str, place: int, line: str, side: str, name: str) -> Row:
    return {
        "statement": statement, "place": place, "line": line, "side": side,
        "label_nl": name, "label_fr": name, "label_en": name,
    }  # fmt: skip


SHARED = {
    "statutory_lines": [
        _statutory("income_statement", 1, "70", "income", "Omzet"),
        _statutory("income_statement", 31, "9904", "income", "Winst (Verlies) van het boekjaar"),
    ],
    "statutory_totals": [{"line": "9904", "part": "70", "factor": 1}],
    "grid_totals": [{"grid": "54", "total": "XX"}, {"grid": "59", "total": "YY"}],
}
