"""Records are cut out of a large body a slice at a time, and it is looked at whole before."""

from __future__ import annotations

import io
import json
import os
import tempfile
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.disk_space import IN_MEMORY
from tap_octopus.errors import AnswerError, TemporaryError
from tap_octopus.rows import answers
from tap_octopus.rows.answers import Answer
from tests.support.wire import Reply
from tests.unit.doubles import DEEP
from tests.unit.test_transport import transport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.network import Network

PRIVATE = "what the books say"
texts = st.text(max_size=5) | st.sampled_from(["},{", '"},', "]", "\\", "é},{"])
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 10**20) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
elements = st.lists(st.dictionaries(texts, values, max_size=3) | values, max_size=9)
forms: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 1]),
        "separators": st.sampled_from([(",", ":"), (" , ", " : "), (",\r\n\t", ":")]),
        "ensure_ascii": st.booleans(),
    }
)


@pytest.fixture(autouse=True, params=[1, 7, 40])
def _small_windows(request: pytest.FixtureRequest) -> Iterator[None]:
    """Make every answer a large one, and the windows so small that all ends and begins in them."""
    with mock.patch.object(answers, "SMALL", request.param):
        yield


def received(text: str | bytes) -> Answer:
    """Return the answer with this body."""
    return Answer.whole(io.BytesIO(text if isinstance(text, bytes) else text.encode()), "GET /it")


def lists(text: str, *names: str | None) -> list[list[Any]]:
    """Return the records of some lists of an answer."""
    with received(text) as found:
        return [[*records] for records in found.records(*names)]


@given(elements, forms)
def test_list(records: list[Any], form: dict[str, Any]) -> None:
    """For every list, however it is written: its elements come out as they were sent."""
    assert lists(json.dumps(records, **form), None) == [records]


@given(st.dictionaries(texts, elements | values, max_size=4), elements, elements, forms, st.data())
def test_object(
    others: dict[str, Any],
    records: list[Any],
    deleted: list[Any],
    form: dict[str, Any],
    data: st.DataObject,
) -> None:
    """For every object around two lists, in any order: the lists come out as they were sent."""
    content = others | {"modified": records, "deleted": deleted}
    names = data.draw(st.permutations(list(content)))
    text = json.dumps({name: content[name] for name in names}, **form)

    assert lists(text, "modified", "deleted") == [records, deleted]


@given(elements, st.data())
def test_garbage(records: list[Any], data: st.DataObject) -> None:
    """For every body in which something is put or left out: as json reads it, or an error."""
    text = json.dumps({"modified": records, "deleted": [{"a": 1}]}, ensure_ascii=False)
    where = data.draw(st.integers(1, len(text) - 1))
    end = data.draw(st.integers(where, min(where + 3, len(text) - 1)))
    put = data.draw(
        st.sampled_from(["", "{", "}", "[", "]", ",", '"', "},{", "x", "NaN", "0", "\0"])
    )
    spoilt = text[:where] + put + text[end:]

    try:
        expected = json.loads(spoilt, parse_constant=lambda _: pytest.fail("not JSON"))
    except (ValueError, pytest.fail.Exception):
        with received(spoilt) as found, pytest.raises(AnswerError):
            found.records("modified", "deleted")
        return

    try:
        assert lists(spoilt, "modified") == [expected.get("modified", [])]
    except AnswerError:
        has_none = not expected.keys() & {"modified"}
        assert has_none or not isinstance(expected["modified"], list)


@pytest.mark.parametrize(
    "text",
    ["[NaN]", "[Infinity]", "[01]", "[1,]", "{'a': 1}", "[tru]", '["\\ud800"]', '[{"a":1}]]',
     "[]x]", f'["{PRIVATE}]', DEEP, '[{"a":1},]', '[{"a":1}{"a":1}]', "[,1]",
     '{"a":[],}', '{"a":[] "b":[]}', '{"a" []}', "{5:[]}", '{"modified":[{"a":1},{"b":2}}',
     '{"modified":[{"a":1},{"b":2}],"x":nul}', '{"a":[]}}', '{"modified":[{"a":1},{"b":2}]'],
)  # fmt: skip
def test_not_json(text: str) -> None:
    """A body that is not JSON is an error that does not quote it."""
    with pytest.raises((AnswerError, TemporaryError)) as wrong:
        lists(text, None if text[0] == "[" else "modified")

    assert PRIVATE not in str(wrong.value)
    assert wrong.value.__suppress_context__ or isinstance(wrong.value, TemporaryError)


@pytest.mark.parametrize("body", [b'{"a\xff":[]}', b'[{"a":1},{"b":2}\xff]', b"\xff[]"])
def test_not_utf8(body: bytes) -> None:
    """A body that is not UTF-8 outside of its records is an error."""
    with pytest.raises((AnswerError, TemporaryError)), received(body) as found:
        found.records(None)


@pytest.mark.parametrize(
    "odd", [b'{"a":1e99999999999999999999}', b'{"a":"\xff"}', b'{"\xff":1}', b"9" * 5000]
)
def test_record_that_cannot_be_decoded(odd: bytes) -> None:
    """A number that is too long, or a text that is not UTF-8, makes one record unreadable."""
    with received(b'[{"a":1},' + odd + b',{"a":2}]') as found:
        (records,) = found.records(None)

        assert [*records] == [{"a": 1}, answers.UNREADABLE, {"a": 2}]


def test_list_of_the_same_name_within() -> None:
    """A list within a record never passes for the list of that name at the top."""
    inner = [{"b": number} for number in range(9)]
    records = [{"a": 1, "modified": inner}, {"a": 2}, {"a": 3, "modified": inner}]

    assert lists(json.dumps({"modified": records}), "modified") == [records]
    assert lists(json.dumps({"x": {"modified": inner}, "modified": records}), "modified") == [
        records
    ]


def test_slices() -> None:
    """Little is left of a large body: its records are read from the file, some at a time."""
    records = [{"a": number} for number in range(500)]
    body = io.BytesIO(json.dumps({"deleted": records, "x": [1], "modified": records}).encode())

    with mock.patch.object(answers, "SMALL", 100):
        left, slices = answers.cut(body, ["modified", "deleted"])

    assert len(left) < 500
    assert [len(slices[name]) > 40 for name in ("modified", "deleted")] == [True, True]
    assert max(length for found in slices.values() for _, length in found) <= 100


def test_last_of_a_name() -> None:
    """Of a list that comes twice the last one counts, as in a small answer."""
    assert lists('{"a":[1],"a":[2]}', "a") == [[2]]


def test_file_without_a_name(net: Network, tmp_path: Any) -> None:  # noqa: ANN401
    """A large answer waits in a file that no directory lists: it is gone when the process is."""
    net.answer = lambda _: Reply([{"text": "x" * 1000}] * (2 * IN_MEMORY // 1000))

    with mock.patch.object(tempfile, "tempdir", str(tmp_path)):
        answer = transport()(Request(api.BOOKYEARS, 1))
        with answer:
            body = answer.body
            assert isinstance(body, tempfile.SpooledTemporaryFile)
            links = os.fstat(body.fileno()).st_nlink

    assert links == 0
    assert list(tmp_path.iterdir()) == []
