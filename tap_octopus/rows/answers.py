"""A received answer of Octopus, and its records a slice at a time."""

from __future__ import annotations

import decimal
import os
import typing as t

import msgspec

from tap_octopus.errors import AnswerError, TemporaryError
from tap_octopus.rows.outline import outline

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.outline import Slice

Record = dict[str, t.Any]

_DECODER = msgspec.json.Decoder(float_hook=decimal.Decimal)
"""Amounts stay the decimals that the text says: never a binary float."""

_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw])
_PROPERTIES = msgspec.json.Decoder(dict[str, msgspec.Raw])

NOT_JSON = (ValueError, RecursionError, decimal.DecimalException)
"""What decoding a body may raise: the last two for one that is too deep, or a number too long."""

TAIL = 64
"""Bytes at either end in which a whole JSON answer must open and close."""

SMALL = 256 * 1024
"""Bytes of an answer that is decoded at once."""

UNREADABLE = None
"""Stands for a record that no JSON value can be made of; like this, it is not an object."""


class Records:
    """The records of one list of an answer, which must stay open as long as they are read.

    Args:
        texts: Lists as JSON, or slices of the body.
        body: The body.
    """

    def __init__(
        self, texts: t.Sequence[bytes | Slice] = (), body: t.IO[bytes] | None = None
    ) -> None:
        self._texts = texts
        self._body = body

    def texts(self) -> Iterator[bytes]:
        """Give them as JSON, some at a time."""
        for text in self._texts:
            yield text if isinstance(text, bytes) else self._read(*text)

    def __iter__(self) -> Iterator[Record]:
        for text in self.texts():
            yield from decoded(text)

    def kept(self) -> Records:
        """Give the same records for later, when the answer is closed."""
        return Records([*self.texts()])

    def _read(self, start: int, length: int) -> bytes:
        assert self._body is not None  # noqa: S101 - for the type checker
        self._body.seek(start)
        return b"[" + self._body.read(length) + b"]"


def decoded(text: bytes) -> list[t.Any]:
    """Decode a list; what of a large answer cannot be decoded after all is `UNREADABLE`."""
    try:
        return t.cast("list[t.Any]", _DECODER.decode(text))
    except NOT_JSON:
        return [_one(element) for element in _ELEMENTS.decode(text)]


def _one(element: msgspec.Raw) -> t.Any:  # noqa: ANN401 - JSON may be anything
    try:
        return _DECODER.decode(element)
    except NOT_JSON:
        return UNREADABLE


class Answer:
    """One whole answer: it was received to its end before its first record is looked at.

    Args:
        body: The file that holds the body; closed with the answer. None means nothing.
        name: The operation, for messages.
    """

    def __init__(self, body: t.IO[bytes] | None, name: str = "") -> None:
        self._body = body
        self._name = name

    @classmethod
    def whole(cls, body: t.IO[bytes], name: str) -> Answer:
        """Accept a body that begins and ends as JSON does.

        Raises:
            TemporaryError: When it does not: it was cut off on its way.
        """
        size = body.seek(0, os.SEEK_END)
        body.seek(max(size - TAIL, 0))
        end = body.read().rstrip()[-1:]
        body.seek(0)
        if body.read(TAIL).lstrip()[:1] + end not in (b"[]", b"{}"):
            body.close()
            raise TemporaryError(f"{name}: the answer is not whole JSON")
        body.seek(0)
        return cls(body, name)

    @classmethod
    def empty(cls) -> Answer:
        """Make the answer that has nothing in it."""
        return cls(None)

    def __enter__(self) -> t.Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._body is not None:
            self._body.close()

    def content(self) -> t.Any:  # noqa: ANN401 - JSON may be anything
        """Decode the whole body.

        Raises:
            AnswerError: When it is not JSON.
        """
        if self._body is None:
            return None
        self._body.seek(0)
        try:
            return _DECODER.decode(self._body.read())
        except NOT_JSON:
            raise AnswerError(f"{self._name}: the answer is not JSON") from None

    def record(self, fields: t.Collection[str]) -> Record:
        """Give the one record that the answer is; it has at least one of these fields.

        Raises:
            AnswerError: When it is no such record.
        """
        content = self.content()
        if not isinstance(content, dict) or not content.keys() & set(fields):
            raise AnswerError(f"{self._name}: the answer is not the record that it should be")
        return content

    def records(self, *properties: str | None) -> list[Records]:
        """Give the records under each of these properties; None stands for the answer itself.

        The whole body has been looked at by then: half an answer never gives a record.

        Raises:
            AnswerError: When the answer is not JSON, or not shaped as documented.
        """
        if self._body is None:
            return [Records() for _ in properties]
        is_small = self._body.seek(0, os.SEEK_END) <= SMALL
        lists = self._small_lists() if is_small else self._large_lists(self._body)
        if None not in lists and lists and not lists.keys() & set(properties):
            raise AnswerError(f"{self._name}: the answer has none of the lists that it should have")
        return [self._list(lists, name) for name in properties]

    def _small_lists(self) -> dict[str | None, Records | None]:
        content = self.content()
        assert self._body is not None  # noqa: S101 - for the type checker
        self._body.seek(0)
        text = self._body.read()
        if isinstance(content, list):
            return {None: Records([text])}
        raw = _PROPERTIES.decode(text)
        return {
            name: Records([bytes(raw[name])]) if isinstance(value, list) else None
            for name, value in content.items()
        }

    def _large_lists(self, body: t.IO[bytes]) -> dict[str | None, Records | None]:
        try:
            lists = outline(body)
        except NOT_JSON:
            raise AnswerError(f"{self._name}: the answer is not JSON") from None
        return {n: None if s is None else Records(s, body) for n, s in lists.items()}

    def _list(self, lists: dict[str | None, Records | None], name: str | None) -> Records:
        if name is not None and None in lists:
            raise AnswerError(f"{self._name}: the answer is not an object")
        found = lists.get(name, None if name is None else Records())
        if found is None:
            raise AnswerError(f"{self._name}: the answer has no list of records")
        return found
