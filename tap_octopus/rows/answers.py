"""A received answer, and its records a slice at a time.

A large answer stays in its file. Slices of whole records are cut out of its lists until what is
left is small; so only one slice is in memory at a time. A text that begins at a record, ends with a
`}` and decodes as a list when brackets are put around it consists of whole records, whatever stands
in them: so no JSON scanner of our own is needed.
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
"""Where some whole records stand in a body: their first byte, and how many bytes they take."""

NOT_JSON = (ValueError, RecursionError, decimal.DecimalException)
"""What decoding may raise: the last two for JSON that is too deep, or a number that is too long."""

TAIL = 64
"""Bytes at either end in which a whole JSON answer must open and close."""

NULL = b"null"
"""What nothing may also be called: instead of an answer, or of one of its lists."""

SMALL = 256 * 1024
"""Bytes of an answer, or of a slice of a large one, that are decoded at once."""

UNREADABLE = None
"""Stands for a record that cannot be decoded. Like None, it is not an object."""

BETWEEN_RECORDS = re.compile(rb"\}[ \t\r\n]*,[ \t\r\n]*(?=\{)")

_DECODER = msgspec.json.Decoder(float_hook=decimal.Decimal)
"""Amounts stay the decimals that the text says: never a binary float."""

_RECORDS = msgspec.json.Decoder(list[msgspec.Raw])
_BODY = msgspec.json.Decoder(dict[str, msgspec.Raw] | list[msgspec.Raw])


@dataclasses.dataclass(frozen=True)
class Records:
    """The records of one list of an answer, which must stay open as long as they are read."""

    text: bytes = b"[]"
    """The last records, as a list in JSON."""

    slices: Collection[Slice] = ()
    """Where the records before them stand in the body."""

    body: t.IO[bytes] = dataclasses.field(default_factory=io.BytesIO)

    def texts(self) -> Iterator[bytes]:
        """Give them as JSON lists, some at a time."""
        for start, length in self.slices:
            self.body.seek(start)
            yield b"[" + self.body.read(length) + b"]"
        yield self.text

    def __iter__(self) -> Iterator[Record]:
        for text in self.texts():
            yield from decoded(text)


def decoded(text: bytes) -> list[t.Any]:
    """Decode a list; a record that cannot be decoded is `UNREADABLE`, the others are not."""
    try:
        return t.cast("list[t.Any]", _DECODER.decode(text))
    except NOT_JSON:
        return [_one(record) for record in _RECORDS.decode(text)]


def _one(record: msgspec.Raw) -> t.Any:  # noqa: ANN401 - JSON may be anything
    try:
        return _DECODER.decode(record)
    except NOT_JSON:
        return UNREADABLE


@dataclasses.dataclass(frozen=True)
class Answer:
    """One whole answer: it was received to its end before its first record is read."""

    body: t.IO[bytes] | None
    """Closed with the answer; None means nothing."""

    name: str = ""
    """The operation, for messages."""

    @classmethod
    def whole(cls, body: t.IO[bytes], name: str) -> Answer:
        """Accept a body that begins and ends as JSON does; `null` is one that has nothing in it.

        Raises:
            TemporaryError: When it does not: it was cut off on its way.
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
            raise TemporaryError(f"{name}: the answer is not whole JSON")
        return cls(body, name)

    @classmethod
    def empty(cls) -> Answer:
        """Make the answer that has nothing in it."""
        return cls(None)

    def __enter__(self) -> t.Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.body is not None:
            self.body.close()

    def content(self) -> t.Any:  # noqa: ANN401 - JSON may be anything
        """Decode the whole body.

        Raises:
            AnswerError: When it is not JSON.
        """
        if self.body is None:
            return None
        self.body.seek(0)
        try:
            return _DECODER.decode(self.body.read())
        except NOT_JSON:
            raise self._wrong("is not JSON") from None

    def text(self) -> str:
        """Give the body of an answer that is a plain text."""
        return "" if self.body is None else self.body.read().decode("utf-8", "replace")

    def record(self, fields: t.Collection[str]) -> Record:
        """Give the one record that the answer is; it has at least one of these fields.

        Raises:
            AnswerError: When it is no such record.
        """
        content = self.content()
        if not isinstance(content, dict) or not content.keys() & set(fields):
            raise self._wrong("is not the record that it should be")
        return content

    def records(self, *names: str | None) -> list[Records]:
        """Give the records under each of these names; None stands for the answer itself.

        The whole body has been looked at by then: half an answer never gives a record.

        Raises:
            AnswerError: When the answer is not JSON, or not shaped as documented.
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
                raise self._wrong("has none of the lists that it should have")
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
    """Cut whole records out of the lists of a large body, until what is left is small.

    Returns:
        What is left, with the last records of each list, and where the others are, by list.
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
        # A list of this name may also stand elsewhere than at the top: nothing is cut then.
        body.seek(0)
        return body.read(), {}
    return text, slices


def _start_of_list(names: Collection[str]) -> re.Pattern[bytes]:
    """Match up to the first record of a list: of an array, or under one of some names."""
    named = rb"|".join(re.escape(name.encode()) for name in names)
    before = rb'"(?P<name>%s)"[ \t\r\n]*:' % named if names else rb"\A(?P<name>)"
    return re.compile(before + rb"[ \t\r\n]*\[[ \t\r\n]*(?=\{)")


def _whole_records(window: bytes) -> tuple[int, int]:
    """Find where the last whole record of a window ends, and where the one after it begins.

    Both are 0 when the window holds no whole record that another one follows.
    """
    place = len(window)
    while (place := window.rfind(b"}", 0, place)) >= 0:
        if found := BETWEEN_RECORDS.match(window, place):
            try:
                _RECORDS.decode(b"[" + window[: place + 1] + b"]")
            except NOT_JSON:
                continue  # it stands within a record, or behind the list
            return place + 1, found.end()
    return 0, 0
