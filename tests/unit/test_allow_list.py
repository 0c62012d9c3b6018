"""The tap only ever reads: whatever is not on the list never leaves."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_octopus.client.allow_list import AllowList, is_allowed
from tap_octopus.client.operations import BOOKYEARS, OPERATIONS, Operation, Request
from tap_octopus.errors import RequestForbidden
from tests.unit.doubles import FakeSender
from tests.unit.test_operations import ALL

DOWNLOAD = ("POST", "/dossiers/{dossierId}/bookingfiles")
WRITES = [*sorted(place for place, fact in ALL.items() if fact["kind"] == "write"), DOWNLOAD]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "Post", "")

ids = st.integers(-1, 10**9).map(str)
filled_in = st.sampled_from(OPERATIONS).flatmap(
    lambda operation: st.builds(
        lambda dossier, bookyear, number: (
            operation.method,
            operation.path.format(dossier=dossier, bookyear=bookyear, number=number),
        ),
        ids,
        ids,
        ids,
    )
)


def plain(path: str) -> str:
    """Return a path with every plain number in it replaced by {}."""
    return re.sub(r"(?<=/)-?[0-9]+(?=/|\Z)", "{}", path)


KNOWN = {(o.method, re.sub(r"{\w+}", "{}", o.path)) for o in OPERATIONS}


@given(filled_in)
def test_the_table_passes(place: tuple[str, str]) -> None:
    """For every operation of the table and every id, the request may leave."""
    assert is_allowed(*place)


@given(st.sampled_from(WRITES), st.lists(ids, min_size=5, max_size=5))
def test_no_write_passes(place: tuple[str, str], numbers: list[str]) -> None:
    """No operation of Octopus that writes, or downloads a file, may leave, whatever its ids."""
    method, path = place
    names = iter(numbers)

    path = re.sub(r"{\w+}", lambda _: next(names), path)

    assert not is_allowed(method, path)


@given(filled_in, st.sampled_from(METHODS))
def test_methods(place: tuple[str, str], method: str) -> None:
    """A path of the table may be sent with its own method only."""
    allowed = (method, plain(place[1])) in KNOWN

    assert is_allowed(method, place[1]) == allowed


@given(
    filled_in,
    st.sampled_from(
        [
            "/..",
            "/",
            "//",
            "/.",
            "?x=1",
            "#x",
            "\n",
            "\r\n",
            " ",
            "%2f..",
            "%00",
            ";x",
            "\\",
            "/1",
            "/delete",
            "/../../accounts",
            "\u0661",
            "\u2028",
        ]
    ),
    st.floats(0, 1),
)
def test_path_tricks(place: tuple[str, str], trick: str, where: float) -> None:
    """A path with something put into it does not pass, but as another path of the table."""
    method, path = place
    cut = round(where * len(path))

    path = path[:cut] + trick + path[cut:]

    assert not is_allowed(method, path) or (method, plain(path)) in KNOWN


@pytest.mark.parametrize(
    "dossier", ["\u0661\u0662", "\uff11", "1/..", "1?", "+1", "1.0", "", "--1", None, True, 1.5]
)
def test_ids_are_plain_numbers(dossier: object) -> None:
    """An id that is not made of the digits 0 to 9 is never sent."""
    path = BOOKYEARS.path.format(dossier=dossier)

    assert not is_allowed("GET", path)


@given(st.sampled_from(METHODS), st.text(max_size=60).map(lambda text: "/" + text))
def test_any_text(method: str, path: str) -> None:
    """For every method and path that is not in the table: it does not pass."""
    assert is_allowed(method, path) == ((method, plain(path)) in KNOWN)


def test_nothing_leaves() -> None:
    """What is stopped has not reached the next sender, and the message names no id."""
    fake = FakeSender()
    delete = Operation(name="remove", method="DELETE", path="/dossiers/{dossier}/balancings/delete")

    with pytest.raises(RequestForbidden) as stopped:
        AllowList(fake)(Request(delete, 4711))

    assert fake.requests == []
    assert "4711" not in str(stopped.value)


def test_what_passes() -> None:
    """What is allowed reaches the next sender as it is."""
    fake = FakeSender([{"a": 1}])
    request = Request(BOOKYEARS, 1)

    with AllowList(fake)(request) as answer:
        (records,) = map(list, answer.records(None))

    assert fake.requests == [request]
    assert records == [{"a": 1}]
