"""Reading parameters as strictly as the API declares them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from octopus_sandbox.service.errors import bad_request

_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}")
_SECOND = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_JOURNAL = re.compile(r"[AVFDL]\d{1,9}")
_INTEGER = re.compile(r"-?\d{1,10}")


def integer(text: str) -> int:
    """Read a 32-bit integer. Raises ValueError."""
    if not _INTEGER.fullmatch(text) or not -(2**31) <= int(text) < 2**31:
        raise ValueError(text)
    return int(text)


def locale(text: str) -> int:
    """Read a localeId, 0 to 4. Raises ValueError."""
    return _one_of(integer(text), range(5))


def journal_type(text: str) -> int:
    """Read a journalTypeId; -1 is all. Raises ValueError."""
    return _one_of(integer(text), (-1, 0, 1, 2, 3, 4, 7))


def stamp(text: str) -> datetime:
    """Read `yyyy-MM-dd HH:mm:ss.SSS`, still without a zone. Raises ValueError."""
    if not _STAMP.fullmatch(text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    _one_of(moment.year, range(1900, 10000))
    return moment


def second(text: str) -> datetime:
    """Read `yyyy-MM-dd HH:mm:ss`, as the file sync API has it. Raises ValueError."""
    if not _SECOND.fullmatch(text):
        raise ValueError(text)
    return stamp(f"{text}.000")


def day(text: str) -> date:
    """Read `yyyy-MM-dd`. Raises ValueError."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    found = date.fromisoformat(text)
    _one_of(found.year, range(1900, 10000))
    return found


def journal(text: str) -> str:
    """Read a journalKey: a letter and a number. Raises ValueError."""
    if not _JOURNAL.fullmatch(text):
        raise ValueError(text)
    return text


def _one_of(number: int, allowed: range | tuple[int, ...]) -> int:
    if number not in allowed:
        raise ValueError(number)
    return number


@dataclass(frozen=True)
class Parameter:
    """A query or path parameter: its name, how it is read, and whether it must be there."""

    name: str
    read: Callable[[str], object] = integer
    required: bool = True


def arguments(declared: tuple[Parameter, ...], given: Mapping[str, str]) -> dict[str, object]:
    """Read what was given by what is declared; anything else is refused."""
    if given.keys() - {parameter.name for parameter in declared}:
        raise bad_request()
    return {p.name: _read(p, given[p.name]) for p in declared if _is_given(p, given)}


def _is_given(parameter: Parameter, given: Mapping[str, str]) -> bool:
    if parameter.required and parameter.name not in given:
        raise bad_request()
    return parameter.name in given


def _read(parameter: Parameter, text: str) -> object:
    try:
        return parameter.read(text)
    except ValueError as error:
        raise bad_request() from error
