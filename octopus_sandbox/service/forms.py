"""Other forms that records may have: what several switches do to every record that goes out."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.service.answers import Answer, Changes, Listing, One
from octopus_sandbox.switches import Switches

Form = Callable[[Record], Record]

_OVERLAP = timedelta(days=7)
_PERIODS = {
    "bookyearPeriod",
    "bookyearPeriodNr",
    "bookyearPeriodeNr",
    "closedPeriod",
    "protectedPeriod",
}
"""The fields that hold the number of a period, as the API spells them."""
_VAT = {411, 451}
"""How accounts of VAT begin."""


class Periods:
    """The numbers of a dossier's periods: they run from 01, or are calendar months."""

    def __init__(self, dossier: Dossier, switches: Switches) -> None:
        calendar = switches.is_("period_numbers", "calendar")
        rows = [row for year in dossier.bookyears() for row in year["periods"]] if calendar else []
        self._shown = {row["bookyearPeriod"]: _month(row["startDate"]) for row in rows}
        self._meant = {shown: running for running, shown in self._shown.items()}

    def running(self, number: int | None) -> int | None:
        """Give the number by which the books know a period that was asked for."""
        return None if number is None else self._meant.get(number, number)

    def shown(self, record: Record) -> Record:
        """Write the numbers in a record as they are shown."""
        changed: Record = self._of(record)
        return changed

    def _of(self, value: Any, name: str = "") -> Any:  # noqa: ANN401 whatever JSON holds
        if isinstance(value, dict):
            return {inner: self._of(held, inner) for inner, held in value.items()}
        if isinstance(value, list):
            return [self._of(held) for held in value]
        return self._shown.get(value, value) if name in _PERIODS else value


def formed(answer: Answer, dossier: Dossier, switches: Switches) -> Answer:
    """Give an answer in the forms that the switches say."""
    form = form_of(dossier, switches)
    if form is None:
        return answer
    if isinstance(answer, Listing):
        return Listing(map(form, answer.rows))
    if isinstance(answer, Changes):
        deleted, modified = map(form, answer.deleted), map(form, answer.modified)
        return Changes(answer.deleted_name, deleted, answer.modified_name, modified)
    return One(form(answer.record)) if isinstance(answer, One) else answer


def form_of(dossier: Dossier, switches: Switches) -> Callable[[Any], Record] | None:
    """Make the change that all records go through; None when they stay as they are."""
    forms: list[Form] = []
    if switches.is_("period_numbers", "calendar"):
        forms.append(Periods(dossier, switches).shown)
    if switches.is_("bookyears", "overlapping"):
        forms.append(_overlapping(dossier))
    if switches.is_("line_sequence", "repeated"):
        forms.append(_repeated)
    if not switches.is_("balanced_amount", "credit"):
        forms.append(_balanced(both=switches.is_("balanced_amount", "both")))
    if not forms:
        return None

    def form(row: object) -> Record:
        record: Record = msgspec.to_builtins(row)
        for change in forms:
            record = change(record)
        return record

    return form


def _month(day: str) -> int:
    return int(day[:4]) * 100 + int(day[5:7])


def _overlapping(dossier: Dossier) -> Form:
    """Let every bookyear but the first begin in the last days of the one before."""
    first = min(year["startDate"] for year in dossier.bookyears())

    def earlier(day: str) -> str:
        return day if day == first else (date.fromisoformat(day) - _OVERLAP).isoformat()

    def form(record: Record) -> Record:
        if "bookyearDescription" in record:
            start = earlier(record["startDate"])
            one, *others = record["periods"]
            periods = [one | {"startDate": start}, *others]
            return record | {"startDate": start, "periods": periods}
        if "bookingPeriodType" in record:
            return record | {"fromDate": earlier(record["fromDate"])}
        return record

    return form


def _repeated(record: Record) -> Record:
    number = record.get("lineSequenceNr", 0)
    if "bookingAmount" in record and number > 1 and record["accountKey"] // 1000 in _VAT:
        return record | {"lineSequenceNr": number - 1}
    return record


def _balanced(*, both: bool) -> Form:
    def form(record: Record) -> Record:
        if "creditBalancedBookingAmount" not in record:
            return record
        matched = record["creditBalancedBookingAmount"]
        return record | {
            "creditBalancedBookingAmount": matched if both else 0.0,
            "debetBalancedBookingAmount": matched,
        }

    return form
