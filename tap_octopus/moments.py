"""Timestamps as rows and state have them: ISO 8601, UTC, milliseconds."""

from __future__ import annotations

import datetime

import pendulum

YEARS = range(1970, 2200)
"""The years that a timestamp may have. Any other is a mistake."""


def stamp(moment: pendulum.DateTime) -> str:
    """Format a time as rows and state have it."""
    return moment.in_timezone("UTC").isoformat(timespec="milliseconds")


def unstamp(text: str) -> pendulum.DateTime:
    """Parse a time that `stamp` formatted."""
    return pendulum.instance(datetime.datetime.fromisoformat(text))


def check_moments(*texts: str | None) -> None:
    """Check that texts are timestamps that `stamp` wrote.

    Raises:
        ValueError: A text is not.
    """
    for text in (text for text in texts if text is not None):
        moment = datetime.datetime.fromisoformat(text)
        is_utc = moment.utcoffset() == datetime.timedelta(0) and moment.year in YEARS
        if not is_utc or moment.isoformat(timespec="milliseconds") != text:
            raise ValueError(text)
