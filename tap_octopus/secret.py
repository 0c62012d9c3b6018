"""A text that is not for everyone."""

from __future__ import annotations


class Secret:
    """A text that shows itself only where it is asked for by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text itself: to be called only where it goes into a request."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__
