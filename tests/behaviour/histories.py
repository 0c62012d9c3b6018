"""What may happen to the books of an office while a tap comes by now and then, at random.

`HISTORIES=3000 pytest tests/behaviour/test_convergence.py` plays that many, others each time.
"""

import os
from typing import Any, NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.support.contract import BEHIND_LEDGER, OWN, TABLES

HISTORIES = int(os.environ.get("HISTORIES", "100"))


def so_many(histories: int) -> settings:
    """Say how many histories a test plays: the same ones each time, unless more are asked for."""
    return settings(
        max_examples=histories,
        deadline=None,
        derandomize="HISTORIES" not in os.environ,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


DAY = 86_400
DOSSIERS = (1, 2)

JOURNALS = ("A1", "A2", "V1", "F1", "F2", "D2")
"""The journals in which documents may be booked; D1 holds the opening entry only."""

IN_A_JOURNAL = ("book", "edit", "delete_last", "reuse_number", "backdate")
ANYWHERE = (
    "add_line",
    "shorten",
    "empty",
    "match",
    "unmatch",
    "add_relation",
    "edit_relation",
    "deactivate_relation",
    "delete_relation",
    "add_account",
    "delete_account",
    "close_bookyear",
    "open_bookyear",
    "disable",
    "enable",
)

PAUSES = (0.4, 1, 59, 600, 1800, 3600, 7200, 13 * 3600, DAY - 1, DAY, 3 * DAY, 8 * DAY)


class Change(NamedTuple):
    """Someone changes the books, if they have something of the kind; the seed picks what."""

    kind: str
    dossier: int
    seed: int
    journal: str | None = None


class Pause(NamedTuple):
    """Time passes."""

    seconds: float


class Run(NamedTuple):
    """The tap comes by."""


class RunElsewhere(NamedTuple):
    """A tap without a state reads everything for the same warehouse; its messages come later."""


class Arrive(NamedTuple):
    """The messages of the runs elsewhere reach the warehouse."""


class LeaveOut(NamedTuple):
    """From now on other tables are selected: all but these."""

    tables: frozenset[str] = frozenset()


Step = Change | Pause | Run | RunElsewhere | Arrive | LeaveOut
History = list[Step]

SEEDS = st.integers(0, 99)


def changes() -> st.SearchStrategy[Step]:
    """Draw a change of any kind."""
    dossiers = st.sampled_from(DOSSIERS)
    journals = st.sampled_from(JOURNALS)
    return st.builds(
        Change, st.sampled_from(IN_A_JOURNAL), dossiers, SEEDS, st.none() | journals
    ) | st.builds(Change, st.sampled_from(ANYWHERE), dossiers, SEEDS)


def pauses() -> st.SearchStrategy[Step]:
    """Draw a time that passes."""
    return st.builds(Pause, st.sampled_from(PAUSES) | st.integers(1, 8 * DAY))


def selections() -> st.SearchStrategy[Step]:
    """Draw which tables are left out; nearly always one of those that belong together."""
    some = st.frozensets(st.sampled_from([*TABLES, *OWN]), max_size=6)
    together = st.frozensets(st.sampled_from(["bookings", *BEHIND_LEDGER, *OWN]), max_size=7)
    return st.builds(LeaveOut, together | together | some | st.just(frozenset()))


def histories() -> st.SearchStrategy[History]:
    """Draw a history: some steps, among them runs at any moment, with other tables selected."""
    step = st.one_of(changes(), changes(), changes(), pauses(), st.just(Run()), selections())
    return st.lists(step, min_size=1, max_size=25)


@st.composite
def two_first_loads(draw: st.DrawFn) -> History:
    """Draw how two first loads come into one warehouse, in any order, within a quarter of a day."""
    steps: History = []
    loads: History = [Run(), RunElsewhere(), Arrive()]
    for step in draw(st.permutations(loads)):
        short = st.builds(Pause, st.integers(1, 1800))
        steps += [*draw(st.lists(changes() | short, max_size=4)), step]
    return [*steps, Arrive()]


def books() -> st.SearchStrategy[dict[str, Any]]:
    """Draw the size of the books with which a history begins."""
    return st.fixed_dictionaries(
        {
            "seed": SEEDS,
            "documents_per_year": st.integers(1, 6),
            "bookyears": st.integers(1, 3),
        }
    )
