"""The form of a case of each kind: which keys it has, and what may stand there."""

import re
from decimal import Decimal
from typing import Any

from tests.golden.shapes import (
    Check,
    WrongCase,
    amount,
    day,
    digits,
    exactly,
    fields,
    mapping,
    number,
    one_of,
    percentage,
    several,
    table,
    text,
    truth,
    whole,
)

BOOKED_GRIDS = (
    "00", "01", "02", "03", "44", "45", "46", "47", "48", "49",
    "54", "55", "56", "57", "59", "61", "62", "63", "64",
    "81", "82", "83", "84", "85", "86", "87", "88",
)  # fmt: skip
TOTALS = ("XX", "YY", "71", "72")
CARRIED = ("81", "82", "83", "86", "87", "88")
"""The grids that go on to the next return when they are negative."""

WITHOUT_VAT = ("special0", "exempt44")
REGIMES = {
    "sale": (
        *WITHOUT_VAT, "domestic", "margin", "cocontractor", "eu_goods", "eu_services",
        "triangular", "non_eu", "self_supply",
    ),
    "purchase": (
        *WITHOUT_VAT, "domestic", "margin", "cocontractor", "eu_goods", "eu_services",
        "triangular", "non_eu", "import_deferred", "import_customs",
    ),
}  # fmt: skip
RATED = {
    "sale": ("domestic", "margin", "self_supply"),
    "purchase": tuple(r for r in REGIMES["purchase"] if r not in (*WITHOUT_VAT, "margin")),
}
"""Where a line must name a rate: elsewhere there is no VAT."""

BALANCE_LINES = (
    "20", "21/28", "21", "22/27", "22", "23", "24", "25", "26", "27",
    "28", "280/1", "282/3", "284/8", "29/58", "29", "290", "291", "3", "30/36", "37",
    "40/41", "40", "41", "50/53", "54/58", "490/1", "20/58",
    "10/15", "10/11", "10", "100", "101", "11", "1100/10", "1109/19", "110", "111",
    "12", "13", "130/1", "132", "133", "14", "15", "19",
    "16", "160/5", "168", "17/49", "17", "170/4", "172/3", "174/0", "175", "176", "178/9",
    "42/48", "42", "43", "430/8", "439", "44", "440/4", "441", "45", "450/3", "454/9", "46",
    "47/48", "492/3", "10/49", "unallocated", "unallocated_before",
)  # fmt: skip
INCOME_LINES = (
    "70", "71", "72", "73", "74", "60", "61", "60/61", "76A", "76B", "9900", "62", "630", "631/4",
    "635/8", "640/8", "649", "66A", "66B", "9901", "75", "75/76B", "65", "65/66B", "9903",
    "780", "680", "67", "77", "67/77", "9904", "789", "689", "9905", "9906", "791/2", "691/2",
    "794", "694/7", "690", "693", "790", "793", "70/76A", "60/66A", "600/8", "609", "670/3", "753",
)  # fmt: skip
"""Line 14 of the appropriation is that of the balance sheet."""

BUCKETS = ("not due", "1-30", "31-60", "61-90", "over 90")

_booked = table(one_of(*BOOKED_GRIDS), amount)
_grids = table(one_of(*BOOKED_GRIDS, *TOTALS), amount)
_carry = table(one_of(*CARRIED), amount)
_rubrics = table(one_of(*BALANCE_LINES, *INCOME_LINES), amount)
_natures = one_of("goods", "services", "investment")


def _account(value: Any, where: str) -> int:  # noqa: ANN401 - any YAML
    taken = digits(value, where)
    if len(taken) != 6:
        raise WrongCase(f"{where}: {value!r} is no account of six digits")
    return int(taken)


def _numbered(value: Any, where: str) -> str:  # noqa: ANN401
    return digits(value, where) if isinstance(value, int) else text(value, where)


def _sold_at(value: Any, where: str) -> Decimal:  # noqa: ANN401
    rate = percentage(value, where)
    if rate not in (0, 6, 12, 21):
        raise WrongCase(f"{where}: no grid is for sales at {rate} %")
    return rate


RATES: dict[str, Check] = {"sale": _sold_at, "purchase": percentage}


def _period(value: Any, where: str) -> str:  # noqa: ANN401
    taken = _numbered(value, where)
    if not re.fullmatch(r"\d{4}(-Q[1-4]|-0[1-9]|-1[0-2])?", taken):
        raise WrongCase(f"{where}: {taken!r} is no year, quarter or month")
    return taken


def _trade(value: Any, where: str, side: str, needed: dict[str, Check]) -> Any:  # noqa: ANN401
    """Take what is bought or sold; which keys it has follows from its doc and regime."""
    doc, regime = value.get("doc"), value.get("regime")
    needed = {"doc": one_of("invoice", "credit_note"), **needed, "regime": one_of(*REGIMES[side])}
    optional: dict[str, Check] = {}
    if side == "purchase":
        needed["nature"] = _natures
        optional["deductible"] = percentage
    else:
        optional["nature"] = _natures
    by_vat = doc == "correction" and "vat" in value
    (needed if regime in RATED[side] and not by_vat else optional)["rate"] = RATES[side]
    if (side, regime) == ("sale", "margin"):
        needed |= {"purchase_price": amount, "sale_price": amount}
    elif by_vat:
        needed["vat"] = amount
        optional["base"] = amount
    else:
        needed["base"] = amount
    return fields(needed, optional)(value, where)


def _line(value: Any, where: str) -> Any:  # noqa: ANN401
    side = one_of("sale", "purchase")(mapping(value, where).get("side"), f"{where}.side")
    needed = {"side": text, "doc": one_of("invoice", "credit_note", "correction", "revision")}
    if value.get("doc") == "revision":
        revised: dict[str, Check] = {"in_favour_of": one_of("state", "filer"), "vat": amount}
        return fields({**needed, **revised})(value, where)
    return _trade(value, where, side, needed)


def _listed(value: Any, where: str) -> Any:  # noqa: ANN401
    return _trade(mapping(value, where), where, "sale", {"vat_nr": _numbered, "date": day})


def _reported(value: Any, where: str) -> Any:  # noqa: ANN401
    return _trade(mapping(value, where), where, "sale", {"vat_nr": _numbered})


def _item(value: Any, where: str) -> Any:  # noqa: ANN401
    if "open" in mapping(value, where):
        return fields({"due": day, "open": amount})(value, where)
    payment = fields({"date": day, "amount": amount})
    return fields({"due": day, "amount": amount, "payments": several(payment)})(value, where)


_ledger = several(exactly(_account, amount))
_balance: dict[str, Check] = {"ledger": _ledger, "rubrics": _rubrics}
_beside: dict[str, Check] = {
    "oca_rubrics": _rubrics,
    "ebitda": amount,
    "presented": table(one_of(*BALANCE_LINES), amount),
    "previous_14": amount,
}
_return: dict[str, Check] = {
    "carried_in": _carry,
    "carry": _carry,
    "either": several(_booked),
}
_check = fields({"grids": _booked, "check": one_of(*"OPQSTU"), "passes": truth})
_client = fields({"nr": digits, "turnover": amount, "vat": amount})
_customer = fields({"vat_nr": _numbered, "code": one_of("L", "S", "T"), "amount": amount})
_payment = fields({"invoice": day, "due": day, "paid": day, "amount": amount})
_due = fields(
    {
        "period": _period,
        "filer": one_of("monthly", "quarterly", "client_listing"),
        "legal": day,
        "tolerated": day,
    }
)

KINDS: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "vat": ({"lines": several(_line), "grids": _grids}, _return),
    "quarter": (
        {"months": exactly(_booked, _booked, _booked), "grids": _grids},
        {**_return, "months_71_72": exactly(*[exactly(amount, amount)] * 3)},
    ),
    "check": ({"rows": several(_check)}, {}),
    "listing": (
        {
            "year": whole,
            "sales": several(_listed),
            "clients": several(_client),
            "count": whole,
            "turnover_sum": amount,
            "vat_sum": amount,
        },
        {"exempt_only_customers": several(_numbered)},
    ),
    "intracom": (
        {"sales": several(_reported), "rows": several(_customer), "amount_sum": amount},
        {"grids": _grids},
    ),
    "balance": (_balance, _beside),
    "result": (_balance, _beside),
    "balance_years": (
        {
            "years": several(fields({"ledger": _ledger}, {"opening": _ledger})),
            "at_end_of": whole,
            "rubrics": _rubrics,
        },
        {name: check for name, check in _beside.items() if name != "previous_14"},
    ),
    "ageing": (
        {
            "as_of": day,
            "items": several(_item),
            "buckets": table(one_of(*BUCKETS), amount),
            "total": amount,
            "overdue": amount,
        },
        {},
    ),
    "payments": (
        {"payments": several(_payment)},
        {
            "average_days_late_weighted": number,
            "average_days_late_simple": number,
            "average_days_to_pay_weighted": number,
            "late_count": whole,
            "count": whole,
            "late_amount": amount,
            "paid": amount,
        },
    ),
    "ratio": (
        {},
        {
            "dso": fields({"receivables": amount, "sales_with_vat": amount, "days": number}),
            "dpo": fields({"payables": amount, "purchases_with_vat": amount, "days": number}),
        },
    ),
    "interest": (
        {
            "amount": amount,
            "due": day,
            "paid": day,
            "rate": number,
            "days": whole,
            "interest": amount,
            "fixed": amount,
        },
        {},
    ),
    "reference": (
        {"rows": several(fields({"base": digits, "text": text})), "invalid": several(text)},
        {},
    ),
    "number": (
        {"valid": several(_numbered), "invalid": several(_numbered)},
        {"old_form": table(_numbered, digits)},
    ),
    "due": ({"rows": several(_due)}, {}),
}
"""By kind, the keys that a case needs and those that it may have."""
