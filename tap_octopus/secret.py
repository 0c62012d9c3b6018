"""A text that must not appear in logs and messages."""

from __future__ import annotations


class Secret:
    """A secret text. `repr` and `str` hide it; only `reveal` returns it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text. Call it only where the text goes into a request."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__
