"""Where the lists of a large body stand: found, and proven to be JSON, a window at a time.

A text that goes from the beginning of an element to a `}` and decodes as a list when brackets are
put around it ends where an element ends, whatever stands inside: so no scanner of ours is needed.
"""

from __future__ import annotations

import json
import re
import typing as t

import msgspec

WINDOW = 256 * 1024
"""Bytes that are read at a time; a slice of a list is about as long."""

TAIL = 32 * 1024
"""Bytes at the end of a window in which the end of an element is guessed."""

END = re.compile(rb"\}(?=[ \t\r\n]*,[ \t\r\n]*\{)")
BLANKS = re.compile(rb"[ \t\r\n]*")
COMMA = re.compile(r"[ \t\r\n]*,[ \t\r\n]*")

Slice = tuple[int, int]
"""Where some whole elements of a list begin, and how many bytes they take."""

Lists = dict[str | None, list[Slice] | None]
"""The slices of each list by its name; None for what is no list. The name None is the body's."""

_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw])
_SCANNER = json.JSONDecoder(parse_int=str, parse_float=str, strict=False)


def outline(body: t.IO[bytes]) -> Lists:
    """Find the lists of a body, which is read to its end.

    Raises:
        ValueError: When it is not JSON (of which `msgspec.DecodeError` is one).
        RecursionError: When it is too deep.
    """
    body.seek(0)
    return _Outline(body).lists()


class _Outline:
    def __init__(self, body: t.IO[bytes]) -> None:
        self._body = body
        self._text = b""
        self._start = 0  # of the text in the body
        self._at = 0  # in the text

    def lists(self) -> Lists:
        first = self._next()
        found: Lists = {None: self._list()} if first == b"[" else self._object()
        if self._next():
            raise ValueError
        return found

    def _object(self) -> Lists:
        found: Lists = {}
        self._take(b"{")
        if self._next() == b"}":
            self._take(b"}")
            return found
        while True:
            name = self._value()
            if not isinstance(name, str):
                raise ValueError  # noqa: TRY004 - it is the JSON that is wrong
            self._take(b":")
            is_list = self._next() == b"["
            found[name] = self._list() if is_list else None
            if not is_list:
                self._value()
            if self._take(b",}") == b"}":
                return found
            self._next()

    def _list(self) -> list[Slice]:
        slices: list[Slice] = []
        self._take(b"[")
        if self._next() == b"]":
            self._take(b"]")
            return slices
        while True:
            end = self._end()
            slices.append((self._start + self._at, end - self._at))
            self._at = end
            if self._take(b",]") == b"]":
                return slices
            self._next()

    def _end(self) -> int:
        """Find where some whole elements end that begin here, and prove it."""
        while len(self._text) - self._at < WINDOW and self._more():
            pass
        guesses = [*END.finditer(self._text, max(self._at, len(self._text) - TAIL))]
        if guesses:
            try:
                return self._proven(guesses[-1].end())
            except (ValueError, RecursionError):
                pass  # it stands within an element or behind the list; or this is not JSON
        while True:
            length = _whole_elements(self._text[self._at :].decode("latin-1"))
            if length:
                return self._proven(self._at + length)
            if not self._more(len(self._text)):
                raise ValueError

    def _proven(self, end: int) -> int:
        text = self._text[self._at : end]
        _ELEMENTS.decode(b"[" + text + b"]")
        if not text.isascii():
            text.decode()  # what is skipped is not looked at so closely
        return end

    def _value(self) -> t.Any:  # noqa: ANN401 - JSON may be anything
        """Decode what stands here and is not a list of records: a name, or what nobody asks for."""
        size = 1024
        while True:
            text = self._text[self._at : self._at + size]
            try:
                _, length = _SCANNER.raw_decode(text.decode("latin-1"))
            except ValueError:
                length = size
            if length < len(text):
                self._at += length
                return msgspec.json.decode(text[:length])
            if len(text) < size and not self._more(size):
                raise ValueError
            size *= 2

    def _next(self) -> bytes:
        """Go on to what is not blank, and show its first byte; nothing at the end."""
        while True:
            self._at = BLANKS.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def _take(self, expected: bytes) -> bytes:
        found = self._next()
        if not found or found not in expected:
            raise ValueError
        self._at += 1
        return found

    def _more(self, size: int = WINDOW) -> bool:
        """Read on; what was passed is let go."""
        piece = self._body.read(size)
        self._text = self._text[self._at :] + piece
        self._start += self._at
        self._at = 0
        return bool(piece)


def _whole_elements(text: str) -> int:
    """Measure the elements at the beginning of a text that are whole, one by one."""
    length = at = 0
    while True:
        try:
            _, at = _SCANNER.raw_decode(text, at)
        except ValueError:
            return length
        if at == len(text):
            return length  # a number may go on
        length = at
        comma = COMMA.match(text, at)
        if not comma:
            return length
        at = comma.end()
