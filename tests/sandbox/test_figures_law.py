"""VAT by the law: what every operation fills, when it is filed, and who is on which listing."""

from datetime import date
from typing import Any

import pytest

from octopus_sandbox.figures.due_dates import due_date, listing_due, tolerated
from octopus_sandbox.figures.listing import Number, enterprise_number
from tests.sandbox.figures_desk import Desk

GOODS, SERVICES, INVESTED, SOLD = 604000, 613200, 240000, 700000
BASE, VAT, BOTH = 100_00, 21_00, 121_00
Grids = dict[str, int]


def filed(desk: Desk, start: str = "2026-01-01") -> Grids:
    """Give the grids of a return that are not zero."""
    (row,) = [row for row in desk.figures("vat_returns") if row["return_start"] == start]
    return {
        name.removeprefix("grid_"): cents
        for name, cents in row.items()
        if name.startswith("grid_") and cents
    }


@pytest.mark.parametrize(
    ("code", "invoice", "credit"),
    [
        ("21", {"03": 100_00, "54": 21_00, "71": 21_00}, {"49": 100_00, "64": 21_00, "72": 21_00}),
        ("12", {"02": 100_00, "54": 12_00, "71": 12_00}, {"49": 100_00, "64": 12_00, "72": 12_00}),
        ("06", {"01": 100_00, "54": 6_00, "71": 6_00}, {"49": 100_00, "64": 6_00, "72": 6_00}),
        ("00", {"00": 100_00}, {"49": 100_00}),
        ("A44", {"00": 100_00}, {"49": 100_00}),
        ("MC", {"45": 100_00}, {"49": 100_00}),
        ("DEU", {"44": 100_00}, {"48": 100_00}),
        ("EU", {"46": 100_00}, {"48": 100_00}),
        ("EUT", {"46": 100_00}, {"48": 100_00}),
        ("EXP", {"47": 100_00}, {"49": 100_00}),
        ("MAR", {"03": 100_00, "54": 21_00, "71": 21_00}, {"49": 100_00, "64": 21_00, "72": 21_00}),
        ("MAP", {"00": 100_00}, {"49": 100_00}),
    ],
)
def test_sales(code: str, invoice: Grids, credit: Grids) -> None:
    """A sale fills the grid of its operation; a credit note fills another and lowers none."""
    sale, note = Desk(), Desk()

    sale.sell("2026-01-10", (code, SOLD, 100_00))
    note.sell("2026-01-10", (code, SOLD, 100_00), credit=True)

    assert _without_totals(filed(sale)) == invoice
    assert _without_totals(filed(note)) == credit


@pytest.mark.parametrize(
    ("code", "account", "share", "invoice", "credit"),
    [
        ("21", GOODS, 100, {"81": BASE, "59": VAT}, {"85": BASE, "63": VAT}),
        ("D12", SERVICES, 100, {"82": BASE, "59": 12_00}, {"85": BASE, "63": 12_00}),
        ("I06", INVESTED, 100, {"83": BASE, "59": 6_00}, {"85": BASE, "63": 6_00}),
        ("D00", SERVICES, 100, {"82": BASE}, {"85": BASE}),
        ("D21", SERVICES, 50, {"82": 110_50, "59": 10_50}, {"85": 110_50, "63": 10_50}),
        ("D12", SERVICES, 0, {"82": 112_00}, {"85": 112_00}),
        ("I21", INVESTED, 35, {"83": 113_65, "59": 7_35}, {"85": 113_65, "63": 7_35}),
        ("MC21", SERVICES, 100, {"82": BASE, "87": BASE, "56": VAT, "59": VAT}, {"85": BASE}),
        ("MC06", GOODS, 50,
         {"81": 103_00, "87": BASE, "56": 6_00, "59": 3_00}, {"85": 103_00, "62": 3_00}),
        ("DVR", SERVICES, 100, {"82": BASE, "87": BASE, "56": VAT, "59": VAT}, {"85": BASE}),
        ("DBU21", SERVICES, 100, {"82": BASE, "87": BASE, "56": VAT, "59": VAT}, {"85": BASE}),
        ("EU21", GOODS, 100, {"81": BASE, "86": BASE, "55": VAT, "59": VAT}, {"84": BASE}),
        ("IEU21", INVESTED, 50,
         {"83": 110_50, "86": BASE, "55": VAT, "59": 10_50}, {"84": BASE, "62": 10_50}),
        ("DEU21", SERVICES, 50,
         {"82": 110_50, "88": BASE, "55": VAT, "59": 10_50}, {"84": BASE, "62": 10_50}),
        ("IMP21", GOODS, 100, {"81": BASE, "87": BASE, "57": VAT, "59": VAT}, {"85": BASE}),
    ],
)  # fmt: skip
def test_purchases(code: str, account: int, share: int, invoice: Grids, credit: Grids) -> None:
    """A purchase fills what its nature and operation say; a credit note lowers and repeats it."""
    purchase, note = Desk(), Desk()

    purchase.buy("2026-01-10", (code, account, 100_00), share=share)
    note.buy("2026-01-10", (code, account, 100_00), share=share, credit=True)

    lowered = {g: -c for g, c in invoice.items() if g in ("81", "82", "83", "86", "87", "88")}
    assert _booked(purchase) == invoice
    assert _booked(note) == credit | lowered
    assert _without_totals(filed(note)).keys() - {"71", "72"} == credit.keys()


def test_a_line_decides_and_not_its_document() -> None:
    """A negative line at another rate is a credit; at the same rate it lowers the sale."""
    desk = Desk()

    desk.sell("2026-01-10", ("21", SOLD, 1000_00), ("06", SOLD, -100_00), ("21", SOLD, -50_00))
    desk.sell("2026-01-11", ("21", SOLD, 200_00), ("06", SOLD, -10_00), credit=True)

    assert _booked(desk) == {
        "03": 950_00, "49": 100_00 + 200_00, "54": 199_50 + 60, "64": 6_00 + 42_00, "01": 10_00,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("posts", "grids"),
    [
        ([(416000, BOTH), (451000, -VAT, "54"), (743000, -BASE, "03")], {"03": BASE, "54": VAT}),
        ([(700000, BASE, "49"), (451000, VAT, "62"), (416000, -BOTH)], {"49": BASE, "62": VAT}),
        ([(743000, BASE, "03"), (451000, VAT, "54"), (416000, -BOTH)], {"49": BASE, "62": VAT}),
        ([(701000, BASE, "46"), (416000, -BASE)], {"48": BASE}),
        ([(451000, -15_00, "61"), (640000, 15_00)], {"61": 15_00}),
        ([(451000, 15_00, "61"), (640000, -15_00)], {"62": 15_00}),
        ([(411000, -15_00, "59"), (640000, 15_00)], {"61": 15_00}),
        ([(411000, -15_00, "64"), (640000, 15_00)], {"61": 15_00}),
        ([(411000, 15_00, "63"), (640000, -15_00)], {"62": 15_00}),
        ([(613200, -15_00, "82"), (640000, 15_00)], {"82": -15_00}),
        ([(700000, -15_00, "49"), (640000, 15_00)], {"?": -15_00}),
        ([(451000, VAT), (411000, -10_00), (451200, -11_00)], {}),
    ],
)  # fmt: skip
def test_vat_without_an_invoice(posts: list[tuple[int, int]], grids: Grids) -> None:
    """Booked grids count at face value; below zero they are corrections; settlements are none."""
    desk = Desk()

    desk.post("2026-01-31", *posts)

    assert _booked(desk) == grids


def test_what_is_below_zero_is_carried_to_the_next_return() -> None:
    """81 is filed as zero and the rest taken off the next return, as often as it takes."""
    desk = Desk()
    desk.buy("2026-01-10", ("21", GOODS, 100_00))
    desk.buy("2026-01-11", ("21", GOODS, 250_00), credit=True)
    desk.buy("2026-02-10", ("21", GOODS, 40_00))
    desk.buy("2026-04-10", ("21", GOODS, 400_00))

    figures = ("booked", "carried_in", "amount", "carried_out")
    found = {
        row["return_start"][5:7]: tuple(row[name] for name in figures)
        for row in desk.figures("vat_return_grids")
        if row["grid"] == "81"
    }

    assert found == {
        "01": (-150_00, 0, 0, -150_00),
        "02": (40_00, -150_00, 0, -110_00),
        "03": (0, -110_00, 0, -110_00),
        "04": (400_00, -110_00, 290_00, 0),
    }


@pytest.mark.parametrize(
    ("per_period", "declarant", "filed_in"),
    [
        (1, "QUARTERLY", {"2026-01-01": 300_00, "2026-04-01": 300_00}),
        (3, "MONTHLY", {"2026-01-01": 100_00, "2026-02-01": 200_00, "2026-05-01": 300_00}),
        (12, "QUARTERLY", {"2026-01-01": 300_00, "2026-04-01": 300_00}),
        (12, "MONTHLY", {"2026-01-01": 100_00, "2026-02-01": 200_00, "2026-05-01": 300_00}),
    ],
)
def test_returns_follow_the_declarant(
    per_period: int, declarant: str, filed_in: dict[str, int]
) -> None:
    """Whatever the periods of the bookyear are, returns are monthly or quarterly."""
    desk = Desk(per_period=per_period, declarant=declarant)
    desk.sell("2025-12-20", ("21", SOLD, 100_00))
    desk.sell("2026-02-10", ("21", SOLD, 200_00))
    desk.sell("2026-05-10", ("21", SOLD, 300_00))

    rows = desk.figures("vat_returns", "2026-06-15")

    assert {r["return_start"]: r["grid_03"] for r in rows if r["grid_03"]} == filed_in
    assert len(rows) == (6 if declarant == "MONTHLY" else 2)
    assert [row["is_ended"] for row in rows] == [True] * (len(rows) - 1) + [False]


def test_returns_are_protected_with_their_periods() -> None:
    """A return is when all its periods are, or when its bookyear is closed."""
    desk = Desk(declarant="QUARTERLY")
    year = desk.books.years[0]
    protected = {}

    for period in (202602, 202603):
        year.protected = period
        protected[period] = [row["is_protected"] for row in desk.figures("vat_returns")]
    year.close()

    assert protected == {202602: [False] * 4, 202603: [True, False, False, False]}
    assert [row["is_protected"] for row in desk.figures("vat_returns")] == [True] * 4


@pytest.mark.parametrize(
    ("start", "end", "declarant", "due", "still"),
    [
        ("2026-01-01", "2026-01-31", "MONTHLY", "2026-02-20", "2026-02-20"),
        ("2026-05-01", "2026-05-31", "MONTHLY", "2026-06-20", "2026-06-22"),
        ("2025-10-01", "2025-12-31", "QUARTERLY", "2026-01-25", "2026-01-26"),
        ("2024-10-01", "2024-12-31", "QUARTERLY", "2025-01-25", "2025-01-27"),
        ("2024-07-01", "2024-09-30", "QUARTERLY", "2024-10-20", "2024-10-21"),
        ("2025-03-01", "2025-03-31", "MONTHLY", "2025-04-20", "2025-04-22"),
    ],
)
def test_due_dates(start: str, end: str, declarant: Any, due: str, still: str) -> None:  # noqa: ANN401 a literal
    """Months are due on the 20th and quarters on the 25th; the next working day is tolerated."""
    found = due_date(date.fromisoformat(start), date.fromisoformat(end), declarant)

    assert (found.isoformat(), tolerated(found).isoformat()) == (due, still)
    assert tolerated(listing_due(2023)).isoformat() == "2024-04-02"  # after Easter


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("BE0477.472.701", ("0477472701", True)),
        ("BE477472701", ("0477472701", True)),
        ("BTW BE 0477472701", ("0477472701", True)),
        ("TVA BE 0477/472/701", ("0477472701", True)),
        ("BE\u00a00477.472.701", ("0477472701", True)),
        ("be 0477.472.701 nv", ("0477472701", True)),
        (" 0477 472 701 ", ("0477472701", True)),
        ("477472701", ("0477472701", True)),
        ("BE8627.688.10", ("0862768810", True)),
        ("BE0780", ("BE0780", False)),
        ("BE", None),
        ("", None),
        ("   ", None),
        ("NL", None),
        ("NL8627.68.810 B01", None),
        ("DE123456789", None),
    ],
)
def test_numbers_are_read_however_they_are_written(
    text: str, number: tuple[str, bool] | None
) -> None:
    """Signs, prefixes and suffixes do not matter; what is too short is not understood."""
    assert enterprise_number(text) == (Number(*number) if number else None)


def test_client_listing() -> None:
    """Cards of one firm are one client; exempt sales do not count; each reason is told."""
    desk = Desk()
    for number, text in enumerate(
        ("BE0477.472.701", "0477472701", "BE0895.747.092", "BE0123", "BE0861.077.215"), 20
    ):
        desk.card(number, text)
    desk.sell("2026-01-10", ("21", SOLD, 200_00), to=20)
    desk.sell("2026-01-11", ("MC", SOLD, 51_00), to=21)
    desk.sell("2026-01-12", ("A44", SOLD, 900_00), to=21)
    desk.sell("2026-01-13", ("21", SOLD, 10_00), to=22, credit=True)
    desk.sell("2026-01-14", ("21", SOLD, 300_00), to=23)
    desk.sell("2026-01-15", ("EXP", SOLD, 200_00), ("06", SOLD, 100_00), to=24)
    desk.sell("2026-01-16", ("21", SOLD, 5000_00))

    rows = [tuple(row.values())[1:9] for row in desk.figures("client_listing")]

    assert rows == [
        ("0477472701", 2, 251_00, 42_00, 0, True, True, "over_threshold"),
        ("0861077215", 1, 300_00, 6_00, 200_00, True, True, "other_grids"),
        ("0895747092", 1, -10_00, -2_10, 0, True, True, "credit_notes_only"),
        ("BE0123", 1, 300_00, 63_00, 0, False, True, "number_not_understood"),
    ]


def test_intracommunity_listing() -> None:
    """Credit notes count off, but one for an invoice of an earlier return corrects that return."""
    desk = Desk()
    desk.card(20, "nl 1234.56.789 B01")
    invoice = desk.sell("2026-01-10", ("EU", SOLD, 500_00), to=20)
    desk.sell("2026-01-11", ("DEU", SOLD, 80_00), ("EUT", SOLD, 70_00), to=20)
    desk.sell("2026-01-12", ("DEU", SOLD, 30_00), to=20, credit=True)
    note = desk.sell("2026-02-10", ("EU", SOLD, 200_00), to=20, credit=True)
    desk.match(invoice, note, 200_00)
    desk.sell("2026-02-11", ("EU", SOLD, 20_00), to=20, credit=True)

    rows = [
        tuple(row[n] for n in ("return_start", "code", "correcting_start", "amount"))
        for row in desk.figures("intracommunity_listing")
    ]

    assert rows == [
        ("2026-01-01", "L", None, 500_00),
        ("2026-01-01", "S", None, 50_00),
        ("2026-01-01", "T", None, 70_00),
        ("2026-02-01", "L", None, -20_00),
        ("2026-02-01", "L", "2026-01-01", -200_00),
    ]
    assert {row["vat_nr"] for row in desk.figures("intracommunity_listing")} == {"NL123456789B01"}


def _booked(desk: Desk) -> Grids:
    return {row["grid"]: row["booked"] for row in desk.figures("vat_return_grids") if row["booked"]}


def _without_totals(grids: Grids) -> Grids:
    return {grid: cents for grid, cents in grids.items() if grid not in ("xx", "yy")}
