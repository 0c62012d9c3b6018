"""How people write VAT numbers: as they should, in a dozen other ways, and not at all."""

from collections.abc import Callable

Writing = Callable[[str], str]
_HARD_SPACE = "\u00a0"


def usual(digits: str) -> str:
    """Write an enterprise number of ten digits as `BE0123.456.749`."""
    return f"BE{_dotted(digits)}"


def _dotted(digits: str) -> str:
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def _truncated(digits: str) -> str:
    return f"BE{digits[:4]}"


def _mistyped(digits: str) -> str:
    return usual(f"{digits[:9]}{(int(digits[9]) + 1) % 10}")


WRITINGS: dict[str, Writing] = {
    "nine digits": lambda digits: f"BE{digits[1:]}",
    "with btw": lambda digits: f"BTW BE {digits}",
    "bare nine digits": lambda digits: digits[1:],
    "slashes": lambda digits: f"BE {digits[:4]}/{digits[4:7]}/{digits[7:]}",
    "hard space": lambda digits: f"BE{_HARD_SPACE}{_dotted(digits)}",
    "with suffix": lambda digits: f"{usual(digits)} NV",
    "with blanks": lambda digits: f" {digits[:4]} {digits[4:7]} {digits[7:]} ",
    "country only": lambda _: "BE",
    "truncated": _truncated,
    "mistyped": _mistyped,
}
"""The other ways to write a Belgian number, by what is special."""
_FIRST = {
    (1, 10): "nine digits",
    (1, 11): "with btw",
    (1, 14): "slashes",
    (1, 18): "bare nine digits",
    (1, 7): "country only",
    (2, 3): "with blanks",
    (2, 10): "hard space",
    (2, 11): "with suffix",
    (3, 10): "country only",
    (3, 11): "truncated",
    (3, 14): "mistyped",
}
"""Dossiers and places of relations among the first ones there."""
BARE_DUTCH = (2, 8)
"""The supplier of the Union of whose number there is only the country."""
_KNOWN = max(place for _, place in _FIRST)
_ONE_IN = 29


def belgian(dossier: int, place: int, digits: str) -> str:
    """Write the Belgian number of the how-many-th relation of a dossier; few are written oddly."""
    found = _FIRST.get((dossier, place))
    if found is None and place > _KNOWN and int(digits) % _ONE_IN == 0:
        found = _ALL[int(digits) % len(_ALL)]
    return WRITINGS[found](digits) if found else usual(digits)


_ALL = tuple(WRITINGS)
