"""A received answer of Octopus, and its records one at a time."""

from __future__ import annotations

import decimal
import os
import typing as t

import msgspec

from tap_octopus.errors import AnswerError, TemporaryError

Record = dict[str, t.Any]

_DECODER = msgspec.json.Decoder(float_hook=decimal.Decimal)
"""Amounts stay the decimals that the text says: never a binary float."""

NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, decimal.DecimalException)
"""What decoding a body may raise: the last two for one that is too deep, or a number too long."""

TAIL = 64
"""Bytes at either end in which a whole JSON answer must open and close."""


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

    def records(self, *properties: str | None) -> list[list[Record]]:
        """Give the records under each of these properties; None stands for the answer itself.

        Raises:
            AnswerError: When the answer is not shaped as documented.
        """
        content = self.content()
        if content is None:
            return [[] for _ in properties]
        if isinstance(content, dict) and content and not content.keys() & set(properties):
            raise AnswerError(f"{self._name}: the answer has none of the lists that it should have")
        return [self._array(content, name) for name in properties]

    def _array(self, content: t.Any, name: str | None) -> list[Record]:  # noqa: ANN401
        if name is not None:
            if not isinstance(content, dict):
                raise AnswerError(f"{self._name}: the answer is not an object")
            content = content.get(name, [])
        if not isinstance(content, list):
            raise AnswerError(f"{self._name}: the answer has no list of records")
        return content
