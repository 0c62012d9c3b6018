"""Keeps the newest large answer to send it again: making it takes much longer than sending it."""

from collections.abc import Hashable, Iterable, Iterator

LARGE = 1024 * 1024
MOST = 512 * 1024 * 1024
"""Bytes of an answer that is worth keeping, and of one that is too large for it."""


class AnswerCache:
    """Keeps one answer, with the question that it is the answer to.

    A question holds all that its answer depends on; None is one that cannot be told.
    """

    def __init__(self) -> None:
        self._question: Hashable = None
        self._pieces: list[bytes] = []

    def again(self, question: Hashable) -> Iterator[bytes] | None:
        """Give the answer to a question, if it is the kept one."""
        known = question is not None and question == self._question
        return iter(self._pieces) if known else None

    def keeping(self, question: Hashable, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Give the pieces of an answer, and keep them once all have been sent."""
        kept: list[bytes] = []
        size = 0
        for piece in pieces:
            size += len(piece)
            if question is None or size > MOST:
                kept.clear()
            else:
                kept.append(piece)
            yield piece
        if question is not None and LARGE < size <= MOST:
            self._question, self._pieces = question, kept
