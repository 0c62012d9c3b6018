"""From rows to the bytes of an answer, batch by batch, so that any size takes the same memory."""

import random
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from operator import itemgetter

import msgspec

from octopus_sandbox.service.answers import Alteration, Changes, Listing, Rows

BATCH = 1000

_encode = msgspec.json.Encoder().encode


def array(batches: Iterable[list[object]]) -> Iterator[bytes]:
    """Encode batches of rows as one JSON array."""
    opening = b"["
    for batch in batches:
        yield opening + _encode(batch)[1:-1]
        opening = b","
    yield b"[]" if opening == b"[" else b"]"


def batches(rows: Rows, *, shuffled: bool = False) -> Iterator[list[object]]:
    """Cut rows into batches; shuffled ones are the same at every call with the same rows."""
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield _shuffled(batch) if shuffled else batch


def _permutation(size: int) -> list[int]:
    order = list(range(size))
    random.Random(size).shuffle(order)  # noqa: S311 nothing secret hangs on the order
    return order


# Almost every batch of a large answer is full: one ready-made shuffle serves them all.
_shuffle_full = itemgetter(*_permutation(BATCH))


def _shuffled(batch: list[object]) -> list[object]:
    if len(batch) == BATCH:
        return list(_shuffle_full(batch))
    return [batch[place] for place in _permutation(len(batch))]


def altered(record: object, alterations: Iterable[Alteration]) -> object:
    """Give a single record as the faults would have it."""
    for alteration in alterations:
        *_, record = alteration(iter((record,)))
    return record


class Encoder:
    """Encodes the lists of an answer in the order that the switch says.

    `empty` is what becomes of an empty one of two lists: a list, null, or missing.
    """

    def __init__(
        self, *, shuffled: bool, alterations: Iterable[Alteration] = (), empty: str = "list"
    ) -> None:
        self._shuffled = shuffled
        self._empty = empty
        self._alterations = list(alterations)

    def encode(self, answer: Listing | Changes) -> Iterator[bytes] | None:
        """Encode an answer; None when there is nothing in it."""
        if isinstance(answer, Listing):
            rows = _peeked(self._main_list(answer.rows))
            return None if rows is None else array(rows)
        return self._changes(answer)

    def _changes(self, answer: Changes) -> Iterator[bytes] | None:
        deleted = _peeked(batches(answer.deleted, shuffled=self._shuffled))
        modified = _peeked(self._main_list(answer.modified))
        if deleted is None and modified is None:
            return None
        lists = {answer.deleted_name: deleted, answer.modified_name: modified}
        return chain(self._members(lists), (b"}",))

    def _members(self, lists: dict[str, Iterator[list[object]] | None]) -> Iterator[bytes]:
        opening = b"{"
        for name, cut in lists.items():
            if cut is None and self._empty == "missing":
                continue
            yield b'%s"%s":' % (opening, name.encode())
            yield from (b"null",) if cut is None and self._empty == "null" else array(cut or ())
            opening = b","

    def _main_list(self, wanted: Rows) -> Iterator[list[object]]:
        cut = batches(wanted, shuffled=self._shuffled)
        if not self._alterations:
            return cut
        rows: Iterator[object] = chain.from_iterable(cut)
        for alteration in self._alterations:
            rows = alteration(rows)
        return batches(rows)


def _peeked(rows: Iterator[list[object]]) -> Iterator[list[object]] | None:
    first = next(rows, None)
    return None if first is None else chain((first,), rows)
