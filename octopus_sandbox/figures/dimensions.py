"""What figures are told by: accounts and days."""

from datetime import date, timedelta

from octopus_sandbox.books.bookyears import add_months
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.due_dates import is_holiday, is_working_day
from octopus_sandbox.figures.statutory import line_of

_LANGUAGES = ("nl", "fr", "en")
_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}


def dim_account(books: Books) -> list[Record]:
    """Give every account once, as the newest bookyear has it; the line is that of used ones."""
    newest: dict[int, Record] = {}
    for year in books.years:
        for bookyear, number in books.accounts:
            if bookyear == year.id:
                newest[number] = books.accounts[bookyear, number]["description"]
    used = {line.account for document in books.documents() for line in document.lines}
    return [
        {
            "account_nr": number,
            "account_class": number // 100_000,
            **{f"description_{name}": _named(newest, number, name) for name in _LANGUAGES},
            "line": line_of(number) if number in used else None,
        }
        for number in sorted({*newest, *used})
    ]


def dim_date(books: Books, as_of: date) -> list[Record]:
    """Give every day from the first bookyear to the end of the year after a day."""
    day, rows = books.years[0].start, []
    while day <= date(as_of.year + 1, 12, 31):
        rows.append(_day(day))
        day += timedelta(days=1)
    return rows


def _named(names: dict[int, Record], number: int, language: str) -> str | None:
    return names.get(number, {}).get(f"description_{language.upper()}") or None


def _day(day: date) -> Record:
    week = day.isocalendar()
    first = day.replace(day=1)
    quarter = (day.month + 2) // 3
    opens = first.replace(month=3 * quarter - 2)
    return {
        "date": day.isoformat(),
        "year": day.year,
        "quarter": quarter,
        "month": first.isoformat(),
        "month_nr": day.month,
        "week": f"{week.year}-W{week.week:02d}",
        "weekday": week.weekday,
        "is_holiday": is_holiday(day),
        "is_working_day": is_working_day(day),
        "month_start": first.isoformat(),
        "month_end": (add_months(first, 1) - timedelta(days=1)).isoformat(),
        "quarter_start": opens.isoformat(),
        "quarter_end": (add_months(opens, 3) - timedelta(days=1)).isoformat(),
        **{f"name_{language}": names.split()[day.month - 1] for language, names in _MONTHS.items()},
    }
