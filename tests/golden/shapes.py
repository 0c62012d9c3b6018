"""What values may look like: a check takes a value and where it stands, and gives it made ready."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

Check = Callable[[Any, str], Any]


class WrongCase(ValueError):
    """A case is not of the form; the text names the case and the key."""


def number(value: Any, where: str) -> Decimal:  # noqa: ANN401 - any YAML
    """Take a number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise WrongCase(f"{where}: {value!r} is no number")
    return Decimal(value)


def amount(value: Any, where: str) -> Decimal:  # noqa: ANN401
    """Take an amount of euro and cents."""
    taken = number(value, where)
    if taken * 100 % 1:
        raise WrongCase(f"{where}: {value} has more than two decimals")
    return taken


def percentage(value: Any, where: str) -> Decimal:  # noqa: ANN401
    """Take a percentage."""
    taken = number(value, where)
    if not 0 <= taken <= 100:
        raise WrongCase(f"{where}: {value} is no percentage")
    return taken if taken % 1 else Decimal(int(taken))


def whole(value: Any, where: str) -> int:  # noqa: ANN401
    """Take a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongCase(f"{where}: {value!r} is no whole number")
    return value


def day(value: Any, where: str) -> datetime.date:  # noqa: ANN401
    """Take a date."""
    if type(value) is not datetime.date:
        raise WrongCase(f"{where}: {value!r} is no date")
    return value


def truth(value: Any, where: str) -> bool:  # noqa: ANN401
    """Take true or false."""
    if not isinstance(value, bool):
        raise WrongCase(f"{where}: {value!r} is neither true nor false")
    return value


def text(value: Any, where: str) -> str:  # noqa: ANN401
    """Take a text."""
    if not isinstance(value, str):
        raise WrongCase(f"{where}: {value!r} is no text")
    return value


def digits(value: Any, where: str) -> str:  # noqa: ANN401
    """Take a text of digits, which YAML may have taken for a number."""
    taken = str(value) if type(value) is int else text(value, where)
    if not taken.isascii() or not taken.isdigit():
        raise WrongCase(f"{where}: {value!r} are no digits")
    return taken


def mapping(value: Any, where: str) -> dict[Any, Any]:  # noqa: ANN401
    """Take a mapping of anything."""
    if not isinstance(value, dict):
        raise WrongCase(f"{where}: {value!r} is no mapping")
    return value


def one_of(*known: str) -> Check:
    """Take one of a few texts; 71 without quotes is the text as well."""

    def check(value: Any, where: str) -> str:  # noqa: ANN401
        taken = str(value) if type(value) is int else value
        if taken not in known:
            raise WrongCase(f"{where}: {value!r} is none of {', '.join(known)}")
        return str(taken)

    return check


def several(element: Check) -> Check:
    """Take a list of any length."""

    def check(value: Any, where: str) -> list[Any]:  # noqa: ANN401
        if not isinstance(value, list):
            raise WrongCase(f"{where}: {value!r} is no list")
        return [element(each, f"{where}[{place}]") for place, each in enumerate(value)]

    return check


def exactly(*elements: Check) -> Check:
    """Take a list with one element for each check."""

    def check(value: Any, where: str) -> tuple[Any, ...]:  # noqa: ANN401
        if not isinstance(value, list) or len(value) != len(elements):
            raise WrongCase(f"{where}: {value!r} is no list of {len(elements)}")
        return tuple(
            element(each, f"{where}[{place}]")
            for place, (element, each) in enumerate(zip(elements, value, strict=True))
        )

    return check


def table(key: Check, element: Check) -> Check:
    """Take a mapping whose keys are checked too."""

    def check(value: Any, where: str) -> dict[str, Any]:  # noqa: ANN401
        return {
            key(name, f"{where}.{name}"): element(each, f"{where}.{name}")
            for name, each in mapping(value, where).items()
        }

    return check


def fields(needed: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """Take a mapping with just these keys."""
    known = {**needed, **(optional or {})}

    def check(value: Any, where: str) -> dict[str, Any]:  # noqa: ANN401
        for name in mapping(value, where):
            if name not in known:
                raise WrongCase(f"{where}.{name}: this key is not known here")
        for name in needed:
            if name not in value:
                raise WrongCase(f"{where}.{name}: this key is missing")
        return {name: known[name](each, f"{where}.{name}") for name, each in value.items()}

    return check
