"""What docs/limits.md tells: each operation's limit, and what each stream costs, measured."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tap_octopus.client import operations
from tap_octopus.streams import STREAMS
from tests.unit.fake_octopus import FakeOctopus, all_journals, fake_octopus, records, run

TOLD = (Path(__file__).parents[2] / "docs/limits.md").read_text(encoding="utf-8")
NAMES = {vars(stream)["name"]: stream for stream in STREAMS}
OPERATIONS = {name: s.operation for name, s in NAMES.items() if hasattr(s, "operation")}
TOLD_ELSEWHERE = {"dossiers", "deleted_booking_documents", "sync_status"}
ONE: dict[str, Any] = {"dossier_ids": [1]}
DAY = 86_400 + 60
SIZE = {"n": 3, "f": 2, "v": 1}
"""Bookyears of the dossier, financial journals in those that are not closed, and sales journals."""

BOOKYEARS = [year | {"closed": year["bookyearKey"]["id"] == 1} for year in records("bookyears", 3)]


class Cost(NamedTuple):
    """A row of the table: calls of a first read, of later ones, and reads in a day."""

    first: str
    later: str
    reads: str


def costs() -> dict[str, Cost]:
    """Read the table of costs, by stream."""
    table = TOLD.split("| each of these streams |")[1].split("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| `")]
    return {name: Cost(*rest) for names, *rest in rows for name in re.findall(r"`(\w+)`", names)}


COSTS = costs()


def number(text: str) -> float:
    """Work out what a cell says for the dossier of this test, such as 4 n or 24 / f."""
    left, _, right = text.partition(" / ")
    values = [float(SIZE.get(word, word)) for word in left.split()]
    product = values[0] * (values[1] if len(values) > 1 else 1)
    return product / SIZE[right] if right else product


def count(octopus: FakeOctopus, stream: str) -> int:
    """Count the calls of a stream's own operation, and forget them."""
    made = octopus.count(OPERATIONS[stream].name)
    octopus.asked.clear()
    return made


def test_limits() -> None:
    """Every operation that the tap knows is told of, with its limit and whom it counts for."""
    table = TOLD.split("| operation |")[1].split("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| `")]

    found = [tuple(cell.strip(" `") for cell in row[:3]) for row in rows]

    assert found == [
        (o.name, f"{o.method} {o.path}".strip(), str(o.limit or "none stated"))
        for o in operations.OPERATIONS
    ]
    assert {row[0].strip("`"): row[3].strip() for row in rows if row[3:]} == {
        o.name: "account" if o.of_account else "dossier" for o in operations.OPERATIONS if o.limit
    }


def test_every_stream() -> None:
    """Every stream is in the table, once."""
    assert set(COSTS) == set(NAMES) - TOLD_ELSEWHERE


@pytest.mark.parametrize("stream", COSTS)
def test_calls(stream: str) -> None:
    """A first read and a later one make as many calls as the table says."""
    with fake_octopus(bookyears=BOOKYEARS, journals_modified=all_journals(3)) as octopus:
        output = run(select=(stream,), **ONE)
        first = count(octopus, stream)
        octopus.now += DAY
        run(output.state, select=(stream,), **ONE)
        later = count(octopus, stream)

    assert (first, later) == (number(COSTS[stream].first), number(COSTS[stream].later))


@pytest.mark.parametrize("stream", COSTS)
def test_reads_in_a_day(stream: str) -> None:
    """A stream is read as often in a day as its limit allows at that many calls a read."""
    limit = OPERATIONS[stream].limit

    assert limit is not None
    assert limit / number(COSTS[stream].later) == number(COSTS[stream].reads)


def test_only_what_is_selected() -> None:
    """What takes a call a bookyear or journal is called for those only who have selected it."""
    with fake_octopus(bookyears=BOOKYEARS) as octopus:
        run(select=("bookyears", "relations", "rappels"), **ONE)

    asked = ["bookyears", "connect", "rappels", "relations"]
    assert sorted(octopus.asked) == sorted([*asked, "dossiers", "sign_in", "version"])


def test_what_it_needs() -> None:
    """Financial journals take the bookyears and, as the journals do, one call for all journals."""
    with fake_octopus(bookyears=BOOKYEARS) as octopus:
        run(select=("financial_journals",), **ONE)
        alone = octopus.count("journals_modified")
        octopus.asked.clear()
        run(select=("journals", "financial_journals"), **ONE)

    assert alone == octopus.count("journals_modified") == 1
    assert octopus.count("journals") == 0
    assert octopus.count("bookyears") == 1


def test_lists_of_journals() -> None:
    """Where `journals/modified` fails, the list takes a call for each bookyear, of its own 24."""
    with fake_octopus(bookyears=BOOKYEARS, journals_modified=400) as octopus:
        run(select=("journals", "financial_journals"), **ONE)

    assert octopus.count("journals_modified") == 1
    assert octopus.count("journals") == 3
