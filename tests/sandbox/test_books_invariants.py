"""The books are true bookkeeping, as generated and after every kind of change."""

from datetime import UTC, datetime, timedelta

import pytest

from octopus_sandbox.books.changes import KINDS
from octopus_sandbox.books.errors import ChangeError
from octopus_sandbox.books.office import Office
from octopus_sandbox.books.rng import stream
from tests.sandbox.books_invariants import check

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("documents", [0, 7, 60, 300])
def test_generated_books_keep_every_invariant(seed: int, documents: int) -> None:
    """Books of any seed and size balance, open as they closed, and owe what is open."""
    office = Office(seed=seed, dossiers=4, documents_per_year=documents, now=NOW)

    dossiers = [office.dossier(number) for number in office.dossier_ids]

    for dossier in dossiers:
        check(dossier)


@pytest.mark.parametrize("seed", range(6))
def test_invariants_survive_any_sequence_of_changes(seed: int) -> None:
    """Whatever is changed in whatever order, the books stay true."""
    dossier = Office(seed=seed, documents_per_year=25, now=NOW).dossier(1 + seed % 3)
    rng = stream("changes", seed)
    done = 0

    for step in range(60):
        at = NOW + timedelta(hours=step)
        try:
            dossier.change(rng.choice(list(KINDS)), at, seed=step)
        except ChangeError:
            continue
        done += 1
        if step % 6 == 0:
            check(dossier)

    check(dossier)
    assert done > 30
