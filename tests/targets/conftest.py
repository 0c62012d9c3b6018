"""What the tap says in two runs over books that change in between, and what is true after each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support import calls
from tests.support.changes import change_everything
from tests.support.contract import TABLES
from tests.support.sandbox import HALF_A_DAY, Sandbox, serving
from tests.support.tap import Tap, by_password
from tests.support.truth import Row, true_rows
from tests.support.warehouse import Postgres, postgres

ODD = 'Two\nlines,\ta tab, a "quote", a back\\slash, 5 € 😀 '
"""What the relations of the first dossier have as a remark."""


@dataclass(frozen=True)
class Run:
    """A run of the tap.

    Attributes:
        said: The file with its messages.
        state: The last state among them.
        truth: The rows of each table of Octopus after it.
    """

    said: Path
    state: dict[str, Any]
    truth: dict[str, list[Row]]


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """Give a first load, and the increment after every kind of change."""
    folder = tmp_path_factory.mktemp("tap")
    with serving(documents_per_year=12, bookyears=2) as sandbox:
        sandbox.fault(
            "field_value", calls.RELATIONS, dossier=1, field="remarks", value=ODD, row="all"
        )
        tap = Tap(folder, by_password(sandbox))
        first = _run(sandbox, tap, folder / "first.jsonl")
        sandbox.pass_time(HALF_A_DAY)
        for dossier in (1, 2):
            change_everything(sandbox, dossier)
        return first, _run(sandbox, tap, folder / "second.jsonl")


def _run(sandbox: Sandbox, tap: Tap, said: Path) -> Run:
    outcome = tap.run()
    assert outcome.exit_code == 0, outcome.log
    assert outcome.state
    said.write_text(outcome.stdout)
    dossiers = sandbox.dossiers()
    truth = {t: [row for d in dossiers for row in true_rows(sandbox, t, d)] for t in TABLES}
    for relation in truth["relations"]:
        if relation["dossier_id"] == 1:
            relation["remarks"] = ODD
    return Run(said, outcome.state, truth)


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """Give a running PostgreSQL."""
    with postgres() as running:
        yield running
