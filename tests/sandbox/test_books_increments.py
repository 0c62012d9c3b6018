"""Whoever takes over what changed, and drops what is gone, holds the truth."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from octopus_sandbox.books.changes import KINDS
from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.errors import ChangeError
from octopus_sandbox.books.office import Office
from octopus_sandbox.books.rng import stream
from tests.sandbox.books_invariants import feed_key

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
FEEDS = ("accounts", "relations", "balancings")
Copy = dict[str, dict[Any, bytes]]


def take_over(copy: Copy, dossier: Dossier, since: datetime) -> None:
    """Bring a copy up to date with what changed since a moment."""
    for table in FEEDS:
        feed = getattr(dossier, table)()
        changed = [row for row in feed.live if row.modified_at >= since]
        gone = [row for row in feed.deleted if row.deleted_at >= since]
        for row in gone:
            copy[table].pop(_encoded(feed_key(row.record)), None)
        copy[table] |= {_encoded(feed_key(r.record)): _encoded(r.record) for r in changed}
    for row in dossier.deleted_documents():
        if row.deleted_at >= since:
            copy["bookings"].pop(_document_key(row.record), None)
    for document in dossier.documents():
        if document.modified_at >= since:
            copy["bookings"][document.key] = _encoded(document.rows())


def truth_of(dossier: Dossier) -> dict[str, list[bytes]]:
    """Give the truth of the incremental tables, in no order."""
    return {t: sorted(map(_encoded, dossier.truth(t))) for t in (*FEEDS, "bookings")}


def held_by(copy: Copy) -> dict[str, list[bytes]]:
    """Give what a copy holds, in no order."""
    lines = [line for rows in copy["bookings"].values() for line in _split(rows)]
    return {table: sorted(copy[table].values()) for table in FEEDS} | {"bookings": sorted(lines)}


def _split(rows: bytes) -> Iterable[bytes]:
    return map(bytes, msgspec.json.decode(rows, type=list[msgspec.Raw]))


def _encoded(thing: Any) -> bytes:  # noqa: ANN401 any record
    return msgspec.json.encode(thing)


def _document_key(record: dict[str, Any]) -> tuple[int, int, int, int]:
    return (
        record["bookyearKey"]["id"],
        record["journalType"],
        record["journalSequenceNr"],
        record["documentSequenceNr"],
    )


@pytest.mark.parametrize("seed", range(4))
def test_increments_add_up_to_the_truth(seed: int) -> None:
    """After any changes, every moment of change and every log entry is where a reader looks."""
    dossier = Office(seed=seed, documents_per_year=30, now=NOW).dossier(1 + seed % 3)
    rng = stream("increments", seed)
    copy: Copy = {table: {} for table in (*FEEDS, "bookings")}
    take_over(copy, dossier, datetime(1980, 1, 1, tzinfo=UTC))

    for round_ in range(8):
        since = NOW + timedelta(hours=round_)
        for step in range(8):
            try:
                dossier.change(rng.choice(list(KINDS)), since + timedelta(minutes=step))
            except ChangeError:
                continue
        take_over(copy, dossier, since)

        assert held_by(copy) == truth_of(dossier)
