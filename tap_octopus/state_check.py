"""Checks the shape of a state: it may be older, cut off, of another tap, or edited by hand.

What cannot be understood is taken for unknown, and read from the start again.
"""

from __future__ import annotations

import datetime
import logging
import re
import typing as t

from tap_octopus.state import ACCOUNT

if t.TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger("tap-octopus")

YEARS = range(1970, 2200)
"""Moments of other years are nobody's clock."""

ID = re.compile(r"[0-9]{1,10}")
SURVIVORS = {"calls", "last_read", "start_with"}
"""What is still good when something beside it is not: it says nothing of what was read."""


def validated(state: dict[str, t.Any]) -> dict[str, dict[str, t.Any]]:
    """Give the bookmarks of a state, cleared of what makes no sense."""
    bookmarks = state.get("bookmarks")
    lost: list[str] = []
    if not isinstance(bookmarks, dict):
        lost, bookmarks = ["bookmarks"], {}
    for stream in list(bookmarks):
        lost += _lost_in(stream, bookmarks)
    if lost:
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""  # noqa: PLR2004
        _log.warning(
            "The state is not as the tap writes it (%s%s): what it should tell is read from the "
            "start again", ", ".join(lost[:3]), more,
        )  # fmt: skip
    return t.cast("dict[str, dict[str, t.Any]]", bookmarks)


def _lost_in(stream: str, bookmarks: dict[str, t.Any]) -> list[str]:
    """Clear a stream of what makes no sense; say where that was."""
    entries = bookmarks[stream]
    if not isinstance(entries, dict):
        del bookmarks[stream]
        return [stream[:40]]
    lost = [key for key, entry in entries.items() if not _is_sound(key, entry)]
    for key in lost:
        entry = entries.pop(key)
        if _is_key(key) and isinstance(entry, dict):
            entries[key] = {k: v for k, v in entry.items() if k in SURVIVORS and _fits(k, v)}
    return [f"{stream} of {key}"[:40] for key in lost]


def _is_sound(key: str, entry: t.Any) -> bool:  # noqa: ANN401 - a state may hold anything
    return (
        _is_key(key)
        and isinstance(entry, dict)
        and all(_fits(name, value) for name, value in entry.items())
        and ("since" not in entry or bool({"valid_from", "synced_at"} & entry.keys()))
        and all(entry.get(n, "") <= entry.get("synced_at", "~") for n in ("since", "valid_from"))
    )


def _is_key(key: str) -> bool:
    return key == ACCOUNT or (ID.fullmatch(key) is not None and str(int(key)) == key)


def _fits(name: str, value: t.Any) -> bool:  # noqa: ANN401
    """Tell whether a value is of the kind that the tap writes under a name, if it knows it."""
    return name not in _KINDS or _KINDS[name](value)


def _moment(value: t.Any) -> bool:  # noqa: ANN401
    """Accept what `memory.stamp` writes."""
    try:
        moment = datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    is_utc = moment.utcoffset() == datetime.timedelta(0)
    return is_utc and moment.year in YEARS and moment.isoformat(timespec="milliseconds") == value


def _date(value: t.Any) -> bool:  # noqa: ANN401
    try:
        return value is None or datetime.date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


def _number(value: t.Any) -> bool:  # noqa: ANN401
    """Accept a count, an id, or seconds since 1970."""
    return type(value) is int and 0 <= value < 2**33


def _list(accepts: Callable[[t.Any], bool]) -> Callable[[t.Any], bool]:
    return lambda value: isinstance(value, list) and all(map(accepts, value))


def _part(value: t.Any) -> bool:  # noqa: ANN401
    return (
        isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,10}(:[0-9]{1,9})?", value) is not None
    )


def _place(value: t.Any) -> bool:  # noqa: ANN401
    return _part(value) and ":" in value


def _parts(value: t.Any) -> bool:  # noqa: ANN401
    kinds = {"began": _moment, "synced_at": _moment, "done": _list(_part)}
    return isinstance(value, dict) and all(
        name in value and accepts(value[name]) for name, accepts in kinds.items()
    )


_KINDS: dict[str, Callable[[t.Any], bool]] = {
    **dict.fromkeys(("synced_at", "last_read", "valid_from", "since", "finished"), _moment),
    **dict.fromkeys(("count", "start_with"), _number),
    **dict.fromkeys(("calls", "odd", "left_out"), _list(_number)),
    "start_date": _date,
    "parts": _parts,
    "repair": _list(_place),
}
