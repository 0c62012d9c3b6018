"""Changes at random, under several answers to what is unknown about Octopus."""

import pytest

from tests.support.changes import change_at_random
from tests.support.compare import differences
from tests.support.contract import TABLES
from tests.support.sandbox import HALF_A_DAY, Sandbox
from tests.support.tables import Tables
from tests.support.tap import Outcome, Tap

SERVED = (1, 2, 3)

WORLDS = [
    {},
    {"reused_number": "modified", "timestamp_zone": "UTC", "timestamp_bound": "exclusive"},
    {"edit_resends": "lines", "empty_answer": "list", "bank_empty_answer": "404"},
    {"deletions_in_first_load": "no", "dossier_token": "invalidates", "order": "sorted"},
]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: "-".join(world) or "defaults")
def test_random_changes(sandbox: Sandbox, tap: Tap, world: dict[str, str]) -> None:
    """After random changes the live rows equal the truth, whatever the switches say."""
    sandbox.switch(emptied_document="deleted", **world)
    tables = Tables()
    run(tap, tables)

    for seed in SERVED:
        change_at_random(sandbox, seed, count=25, seed=seed)
    sandbox.pass_time(HALF_A_DAY)
    run(tap, tables)

    assert differences(sandbox, tables) == ""
    assert sandbox.refused_calls() == 0


def test_quick_succession(sandbox: Sandbox, tap: Tap) -> None:
    """A second run within a minute is right in what it reads, and leaves the rest as it was."""
    tables = Tables()
    first = run(tap, tables)
    sandbox.pass_time(30)
    sandbox.change("book", 1, journal="V1")

    second = run(tap, tables)

    read = {stream for dossier, stream in second.status() if dossier == 1}
    assert differences(sandbox, tables, *(read & set(TABLES))) == ""
    assert {"bookings", "report_open_clients"} <= read
    assert "products" not in read
    assert {place[1] for place in first.status()} >= read
    assert sandbox.refused_calls() == 0


def run(tap: Tap, tables: Tables) -> Outcome:
    """Run the tap into the tables."""
    outcome = tap.run()
    assert outcome.exit_code == 0, outcome.log
    tables.load(outcome.messages)
    return outcome
