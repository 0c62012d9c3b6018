"""The large answer that is kept ready: nobody can tell it from one that is made anew."""

import pytest

from octopus_sandbox.answer_cache import LARGE, AnswerCache
from octopus_sandbox.world import World
from tests.sandbox.octopus import Octopus

BOOKS = {"dossiers": 1, "documents_per_year": 3000, "bookyears": 1}


@pytest.fixture
def large(octopus: Octopus) -> bytes:
    """Give a large answer, which is kept from here on."""
    octopus.control("POST", "reset", BOOKS)
    answer = octopus.bookings().content
    assert len(answer) > LARGE
    return answer


def test_kept_is_what_was_sent_whole() -> None:
    """A large answer is kept once it was sent to its end; a small or a nameless one never."""
    cache = AnswerCache()
    pieces = [b"a" * LARGE, b"b"]

    half = cache.keeping("half", pieces)
    next(half)
    del half
    for question, sent in (("small", [b"c"]), (None, pieces), ("whole", pieces)):
        assert list(cache.keeping(question, sent)) == sent

    assert list(cache.again("whole") or ()) == pieces
    assert [cache.again(question) for question in ("half", "small", None)] == [None] * 3


def test_the_same_answer_again(octopus: Octopus, world: World, large: bytes) -> None:
    """The same question gets the same answer, framed in the same way, and is counted again."""
    again = octopus.bookings()

    assert again.content == large
    assert again.headers["Transfer-Encoding"] == "chunked"
    assert world.calls.calls()[-1]["count"] == 2


def test_another_answer_after_a_change(octopus: Octopus, large: bytes) -> None:
    """A change of the books is in the next answer."""
    octopus.change("book", journal="V1")

    assert len(octopus.bookings().content) > len(large)


def test_another_answer_to_another_question(octopus: Octopus, large: bytes) -> None:
    """Switches, parameters and faults make another answer."""
    sales = octopus.bookings(journalTypeId=2).content
    octopus.switch(order="sorted")
    in_order = octopus.bookings().content
    octopus.fault("extra_field", "/bookyears/{bookyearId}/bookings/modified")
    extra = octopus.bookings().content

    assert len({large, sales, in_order, extra}) == 4
    assert len(in_order) == len(large) < len(extra)
