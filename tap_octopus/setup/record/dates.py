"""Anonymise dates. They stay in their month and period, and keep their order.

The first and last days of months and periods do not change. The days between are moved to other
days between, and a later date never becomes earlier than an earlier one.
"""

from __future__ import annotations

import bisect
import datetime
import re
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_octopus.setup.record.pseudonyms import Pseudonyms

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?")


class Dates:
    """Moves dates.

    Args:
        pseudonyms: Draws numbers by the secret.
        fixed: Days that no date may cross: the first days of periods, and today.
    """

    def __init__(self, pseudonyms: Pseudonyms, fixed: Iterable[datetime.date]) -> None:
        self._pseudonyms = pseudonyms
        self._fixed = sorted(set(fixed))

    def moved(self, text: str) -> str:
        """Return a date moved, or a timestamp with its date moved. Any other text is replaced."""
        if DAY.fullmatch(text):
            day = day_of(text)
            return self._moved(day).isoformat() if day else text
        if (found := MOMENT.fullmatch(text)) and (day := day_of(found[1])):
            seconds = self._pseudonyms.number("moment", text, 86_400)
            time = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
            fraction = re.sub(r"\d", "0", found[4] or "")
            return f"{self._moved(day).isoformat()}{found[2]}{time}{fraction}{found[5] or ''}"
        return self._pseudonyms.text(text)

    def _moved(self, day: datetime.date) -> datetime.date:
        first, last = self._stretch(day)
        inner = (last - first).days - 1
        place = (day - first).days
        if place in {0, inner + 1}:
            return day
        draws = sorted(
            1 + self._pseudonyms.number("day", f"{first}{n}", inner) for n in range(inner)
        )
        return first + datetime.timedelta(days=draws[place - 1])

    def _stretch(self, day: datetime.date) -> tuple[datetime.date, datetime.date]:
        """Return the first and last days of the range in which a date may move."""
        first = day.replace(day=1)
        following = (first + datetime.timedelta(days=31)).replace(day=1)
        place = bisect.bisect_right(self._fixed, day)
        if place and self._fixed[place - 1] > first:
            first = self._fixed[place - 1]
        if place < len(self._fixed) and self._fixed[place] < following:
            following = self._fixed[place]
        return first, following - datetime.timedelta(days=1)


def day_of(text: str) -> datetime.date | None:
    """Return the date of a text; None when it is not a date."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
