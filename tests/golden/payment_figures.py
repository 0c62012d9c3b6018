"""The figures of cases of open items, payments, late interest and references."""

from typing import Any

from tests.golden.figures import Ask, Compared, as_written, only, summed
from tests.golden.kinds import BUCKETS
from tests.golden.payment_books import MONTH

BEHAVIOUR = {
    "average_days_late_weighted": "average_days_late",
    "average_days_late_simple": "average_days_late_simple",
    "average_days_to_pay_weighted": "average_days_to_pay",
    "late_count": "late_payments",
    "count": "payments",
    "late_amount": "paid_late_amount",
    "paid": "paid_amount",
}
"""What the columns of the mart are called in the cases."""


def ageing_figures(says: dict[str, Any], _form: str, ask: Ask) -> Compared:
    """Compare what customers owe, by how late it is."""
    rows = [row for row in ask("open_items") if row["side"] == "customers"]
    stated = {bucket: says["buckets"].get(bucket, 0) for bucket in BUCKETS}
    found = {
        bucket: summed((row for row in rows if row["ageing"] == bucket), "open_amount")
        for bucket in {*BUCKETS, *(row["ageing"] for row in rows)}
    }
    overdue = summed((row for row in rows if row["days_overdue"] > 0), "open_amount")
    return Compared(
        [{**stated, "total": says["total"], "overdue": says["overdue"]}],
        {**found, "total": summed(rows, "open_amount"), "overdue": overdue},
    )


def payments_figures(says: dict[str, Any], _form: str, ask: Ask) -> Compared:
    """Compare how late a customer pays."""
    row = only(ask("payment_behaviour"), "payment_behaviour")
    stated = {name: says[name] for name in BEHAVIOUR if name in says}
    found = {name: row[BEHAVIOUR[name]] for name in stated}
    averages = {
        name: as_written(found[name], value)
        for name, value in stated.items()
        if name.startswith("average")
    }
    return Compared([stated], {**found, **averages})


def ratio_figures(says: dict[str, Any], _form: str, ask: Ask) -> Compared:
    """Compare for how many days customers owe, and suppliers are owed."""
    row = only([r for r in ask("days_outstanding") if r["month"] == MONTH], "days_outstanding")
    stated, found = {}, {}
    for ratio in ("dso", "dpo"):
        for name, value in says.get(ratio, {}).items():
            stated[f"{ratio} {name}"] = value
            of_days = as_written(row[ratio], value)
            found[f"{ratio} {name}"] = of_days if name == "days" else row[name]
    return Compared([stated], found)


def interest_figures(says: dict[str, Any], _form: str, ask: Ask) -> Compared:
    """Compare what an enterprise owes for having paid late; a row for each rate adds up."""
    rows = ask("late_interest")
    stated = {name: says[name] for name in ("amount", "days", "interest", "fixed", "rate")}
    stated |= {"due": says["due"], "paid": says["paid"]}
    return Compared(
        [stated],
        {
            "amount": max((row["amount"] for row in rows), default=None),
            "days": sum(row["days"] for row in rows),
            "interest": summed(rows, "interest"),
            "fixed": summed(rows, "fixed_amount"),
            "rate": max((row["rate"] for row in rows), default=None),
            "due": min((row["expiry_date"] for row in rows), default=None),
            "paid": max((row["until_date"] for row in rows), default=None),
        },
    )


def reference_figures(says: dict[str, Any], _form: str, ask: Ask) -> Compared:
    """Compare which references are structured ones, in the order of the statements."""
    texts = [*(row["text"] for row in says["rows"]), *([None] * len(says["invalid"]))]
    stated = {f"statement {place}": text for place, text in enumerate(texts, 1)}
    found = {
        f"statement {row['document_sequence_nr']}": row["structured_reference"]
        for row in ask("bank_lines")
    }
    return Compared([stated], found)
