"""Cases that state one figure otherwise, each: no answer may agree with them."""

import copy
import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.golden.cases import Case

STATED = {
    "vat": "grids carry",
    "quarter": "grids carry months_71_72",
    "check": "rows",
    "listing": "clients count turnover_sum vat_sum",
    "intracom": "rows amount_sum grids",
    "balance": "rubrics presented ebitda",
    "result": "rubrics presented ebitda",
    "balance_years": "rubrics presented ebitda",
    "ageing": "buckets total overdue",
    "payments": (
        "average_days_late_weighted average_days_late_simple average_days_to_pay_weighted"
        " late_count count late_amount paid"
    ),
    "ratio": "dso dpo",
    "interest": "amount due paid rate days interest fixed",
    "reference": "rows",
    "number": "valid invalid old_form",
    "due": "rows",
}
"""By kind, the keys of what is stated of the books, rather than put into them."""

GIVEN = {"check": ("grids", "check"), "reference": ("base",), "due": ("period", "filer")}
"""Keys within those of what is put into the books."""

Path = tuple[Any, ...]


def changed(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give what a case says with one figure changed, for each figure that it states."""
    stated = [name for name in STATED[case.kind].split() if name in case.says]
    for name in stated:
        for path in _paths(case.says[name], (name,)):
            if not set(path) & set(GIVEN.get(case.kind, ())):
                says = copy.deepcopy(case.says)
                _change(says, path)
                yield ".".join(map(str, path)), says


def _paths(value: object, path: Path) -> Iterator[Path]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _paths(each, (*path, name))
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            yield from _paths(each, (*path, place))
    else:
        yield path


def _change(says: Any, path: Path) -> None:  # noqa: ANN401 - any part of a case
    *parents, last = path
    for step in parents:
        if isinstance(says[step], tuple):
            says[step] = list(says[step])
        says = says[step]
    says[last] = _other(says[last])


def _other(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, Decimal):
        return value + Decimal(1).scaleb(int(value.as_tuple().exponent))
    if isinstance(value, int):
        return value + 1
    if isinstance(value, datetime.date):
        return value + datetime.timedelta(days=1)
    return f"{value}0"
