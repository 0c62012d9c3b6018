"""A received answer, and its records in slices.

A large answer stays in a temporary file. Slices of complete records are cut out of its lists until
the rest is small, so only one slice is in memory at a time. No JSON scanner is needed to find the
slices: a text that starts at a record, ends with `}` and decodes as a list once it is put in
brackets consists of complete records.
"""

from __future__ import annotations

import dataclasses
import decimal
import io
import os
import re
import typing as t

import msgspec

from tap_octopus.errors import AnswerError, TemporaryError

if t.TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Record = dict[str, t.Any]

Slice = tuple[int, int]
"""Complete records in a body: the position of their first byte, and their length in bytes."""

NOT_JSON = (ValueError, RecursionError, decimal.DecimalException)
"""The errors of decoding. The last two: JSON nested too deep, and a number that is too long."""

TAIL = 64
"""Bytes at each end of an answer in which complete JSON must open and close."""

NULL = b"null"
"""What Octopus may send instead of an empty answer or an empty list."""

SMALL = 256 * 1024
"""Bytes of an answer, or of a slice of a large answer, that are decoded at once."""

UNREADABLE = None
"""Stands for a record that cannot be decoded. Like None, it is not an object."""

BETWEEN_RECORDS = re.compile(rb"\}[ \t\r\n]*,[ \t\r\n]*(?=\{)")

_DECODER = msgspec.json.Decoder(float_hook=decimal.Decimal)
"""It reads amounts as exact decimals, never as binary floats."""

_RECORDS = msgspec.json.Decoder(list[msgspec.Raw])
_BODY = msgspec.json.Decoder(dict[str, msgspec.Raw] | list[msgspec.Raw])


@dataclasses.dataclass(frozen=True)
class Records:
    """The records of one list of an answer. The answer must stay open while they are read."""

    text: bytes = b"[]"
    """The last records, as a list in JSON."""

    slices: Collection[Slice] = ()
    """The positions of the other records in the body. They come before `text`."""

    body: t.IO[bytes] = dataclasses.field(default_factory=io.BytesIO)

    def texts(self) -> Iterator[bytes]:
        """Yield the records as JSON lists, one slice at a time."""
        for start, length in self.slices:
            self.body.seek(start)
            yield b"[" + self.body.read(length) + b"]"
        yield self.text

    def __iter__(self) -> Iterator[Record]:
        for text in self.texts():
            yield from decoded(text)


def decoded(text: bytes) -> list[t.Any]:
    """Decode a JSON list. A record that cannot be decoded becomes `UNREADABLE`."""
    try:
        found: list[t.Any] = _DECODER.decode(text)
    except NOT_JSON:
        found = [_one(record) for record in _RECORDS.decode(text)]
    return found


def _one(record: msgspec.Raw) -> t.Any:  # noqa: ANN401 - JSON may be anything
    try:
        return _DECODER.decode(record)
    except NOT_JSON:
        return UNREADABLE


@dataclasses.dataclass(frozen=True)
class Answer:
    """One complete answer. No record of it is read before its last byte has arrived."""

    body: t.IO[bytes] | None
    """The body, which is closed with the answer; None for an empty answer."""

    name: str = ""
    """The operation, for messages."""

    @classmethod
    def whole(cls, body: t.IO[bytes], name: str) -> Answer:
        """Return an answer, if its body starts and ends as JSON. A body `null` is an empty answer.

        Raises:
            TemporaryError: The body was cut off.
        """
        size = body.seek(0, os.SEEK_END)
        body.seek(max(size - TAIL, 0))
        end = body.read().rstrip()[-1:]
        body.seek(0)
        begin = body.read(TAIL).strip()
        if begin == NULL and size < TAIL:
            body.close()
            return cls.empty()
        if begin[:1] + end not in (b"[]", b"{}"):
            body.close()
            raise TemporaryError(f"{name}: the answer is not complete JSON")
        return cls(body, name)

    @classmethod
    def empty(cls) -> Answer:
        """Return an answer without content."""
        return cls(None)

    def __enter__(self) -> t.Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.body is not None:
            self.body.close()

    def content(self) -> t.Any:  # noqa: ANN401 - JSON may be anything
        """Decode the complete body.

        Raises:
            AnswerError: The body is not JSON.
        """
        if self.body is None:
            return None
        self.body.seek(0)
        try:
            return _DECODER.decode(self.body.read())
        except NOT_JSON:
            raise self._wrong("is not JSON") from None

    def text(self) -> str:
        """Return the body of a plain text answer."""
        return "" if self.body is None else self.body.read().decode("utf-8", "replace")

    def record(self, fields: t.Collection[str]) -> Record:
        """Return the answer as a single record.

        Args:
            fields: The known fields. The record must have at least one of them.

        Raises:
            AnswerError: The answer is not such a record.
        """
        content = self.content()
        if not isinstance(content, dict) or not content.keys() & set(fields):
            raise self._wrong("is not the documented record")
        return content

    def records(self, *names: str | None) -> list[Records]:
        """Return the records under each of these names; the name None stands for the answer itself.

        The complete body is checked before this returns, so an incomplete answer yields no record.

        Raises:
            AnswerError: The answer is not JSON, or has not the documented shape.
        """
        if self.body is None:
            return [Records() for _ in names]
        try:
            text, slices = cut(self.body, [name for name in names if name is not None])
            content = _BODY.decode(text)
        except NOT_JSON:
            raise self._wrong("is not JSON") from None
        lists: dict[str | None, bytes] = {None: text.strip()}
        if isinstance(content, dict):
            texts = {name: bytes(raw) for name, raw in content.items()}
            lists = {name: b"[]" if text == NULL else text for name, text in texts.items()}
            if lists and not lists.keys() & set(names):
                raise self._wrong("has none of the documented lists")
        elif None not in names:
            raise self._wrong("is not an object")
        found = [lists.get(name, b"" if name is None else b"[]") for name in names]
        if not all(text.startswith(b"[") for text in found):
            raise self._wrong("has no list of records")
        return [
            Records(text, slices.get(name, ()), self.body)
            for name, text in zip(names, found, strict=True)
        ]

    def _wrong(self, what: str) -> AnswerError:
        return AnswerError(f"{self.name}: the answer {what}")


def cut(body: t.IO[bytes], names: Collection[str]) -> tuple[bytes, dict[str | None, list[Slice]]]:
    """Cut complete records out of the lists of a large body, until the rest is small.

    Returns:
        The rest of the body, which has the last records of each list; and the slices of each list.
    """
    start_of_list = _start_of_list(names)
    size, at, span = body.seek(0, os.SEEK_END), 0, SMALL
    left: list[bytes] = []
    slices: dict[str | None, list[Slice]] = {}
    records: list[Slice] | None = None  # of the list that is being cut
    while size - at > span:
        body.seek(at)
        window = body.read(span)
        end, begin = _whole_records(window) if records is not None else (0, 0)
        if records is not None and end:
            records.append((at, end))
            at, span = at + begin, SMALL
        elif (names or not at) and (found := start_of_list.search(window)):
            name = found["name"].decode() if found["name"] else None
            left.append(window[: found.end()])
            records = slices.setdefault(name, [])
            at, span = at + found.end(), SMALL
        else:
            span *= 2
    body.seek(at)
    text = b"".join([*left, body.read()])
    if any(text.count(b'"%s"' % name.encode()) > 1 for name in names):
        # The name may also be that of an inner list. Then nothing is cut.
        body.seek(0)
        return body.read(), {}
    return text, slices


def _start_of_list(names: Collection[str]) -> re.Pattern[bytes]:
    """Return a pattern that matches a body up to the first record of one of these lists."""
    named = rb"|".join(re.escape(name.encode()) for name in names)
    before = rb'"(?P<name>%s)"[ \t\r\n]*:' % named if names else rb"\A(?P<name>)"
    return re.compile(before + rb"[ \t\r\n]*\[[ \t\r\n]*(?=\{)")


def _whole_records(window: bytes) -> tuple[int, int]:
    """Return where the last complete record of a window ends, and where the next one starts.

    Both are 0 when the window has no complete record that is followed by another one.
    """
    place = len(window)
    while (place := window.rfind(b"}", 0, place)) >= 0:
        if found := BETWEEN_RECORDS.match(window, place):
            try:
                _RECORDS.decode(b"[" + window[: place + 1] + b"]")
            except NOT_JSON:
                continue  # the bracket is inside a record, or after the list
            return place + 1, found.end()
    return 0, 0
