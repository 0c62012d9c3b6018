"""Whoever takes over what the documents tell as changed holds the truth of them."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from octopus_sandbox.books.changes import KINDS
from octopus_sandbox.books.documents import Covers, Scope, always
from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.errors import ChangeError
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import LETTERS
from octopus_sandbox.books.office import Office
from octopus_sandbox.books.rng import stream
from tests.sandbox.documents_invariants import amount_key, document_of

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
AMOUNTS = [(False, False), (False, True), (True, False), (True, True)]
Copy = dict[Any, bytes]
Key = Callable[[Record], Any]


def file_key(row: Record) -> tuple[Any, ...]:
    """Give the document of a file, as other documents have it, and its name."""
    key = row["documentKey"]
    journal = f"{LETTERS[key['journalType']]}{key['journalSequenceNr']}"
    return key["bookyearKey"]["id"], journal, key["documentSequenceNr"], row["fileName"]


BEHIND_LEDGER: dict[str, Key] = {
    "trade": document_of,
    "cash": document_of,
    "invoices": document_of,
    "delivery_notes": document_of,
    "booking_files": file_key,
}


def documents(dossier: Dossier, name: str, covers: Covers = always) -> Iterable[Record]:
    """Give the documents of a name that changed at moments that are asked for."""
    found: Iterable[Record] = getattr(dossier.lists, name)(Scope(), covers)
    return found


def change(dossier: Dossier, seed: int, since: datetime) -> None:
    """Make changes of any kind in the hour after a moment."""
    rng = stream("documents", seed, since.hour)
    for step in range(8):
        try:
            dossier.change(rng.choice(list(KINDS)), since + timedelta(minutes=step))
        except ChangeError:
            continue


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", BEHIND_LEDGER)
def test_documents_add_up_to_the_truth(name: str, seed: int) -> None:
    """New, edited and emptied documents are told; what was deleted is known from the ledger."""
    dossier = Office(seed=seed, documents_per_year=30, now=NOW).dossier(1 + seed % 3)
    key = BEHIND_LEDGER[name]
    copy: Copy = {key(row): msgspec.json.encode(row) for row in documents(dossier, name)}

    for round_ in range(8):
        since = NOW + timedelta(hours=round_)
        change(dossier, seed, since)
        for at, gone in dossier.deleted_documents():
            journal = f"{LETTERS[gone['journalType']]}{gone['journalSequenceNr']}"
            document = (gone["bookyearKey"]["id"], journal, gone["documentSequenceNr"])
            if at >= since:
                copy = {held: row for held, row in copy.items() if held[:3] != document}
        changed = documents(dossier, name, lambda at, since=since: at >= since)  # type: ignore[misc]
        copy |= {key(row): msgspec.json.encode(row) for row in changed}

        assert copy == {key(row): msgspec.json.encode(row) for row in documents(dossier, name)}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("cumulative", "keeps_zero"), AMOUNTS)
def test_amounts_add_up_to_the_truth(seed: int, cumulative: bool, keeps_zero: bool) -> None:  # noqa: FBT001 table
    """Amounts that a change touches are told, those without a line left as deleted or as zero."""
    dossier = Office(seed=seed, documents_per_year=30, now=NOW).dossier(1 + seed % 3)

    def read() -> Any:  # noqa: ANN401 a feed
        return dossier.lists.account_amounts(cumulative=cumulative, keeps_zero=keeps_zero)

    copy = {amount_key(one.record): one.record for one in read().live}
    gone = 0

    for round_ in range(8):
        since = NOW + timedelta(hours=round_)
        change(dossier, seed, since)
        feed = read()
        for one in feed.deleted:
            if one.deleted_at >= since:
                gone += copy.pop(amount_key(one.record), None) is not None
        copy |= {amount_key(o.record): o.record for o in feed.live if o.modified_at >= since}

        assert copy == {amount_key(one.record): one.record for one in feed.live}
    assert bool(gone) != keeps_zero


def test_emptied_document_stays() -> None:
    """An emptied document is told with an amount of zero and no lines, and stays."""
    dossier = Office(seed=1, documents_per_year=30, now=NOW).dossier(1)
    for journal in ("A1", "F1"):
        dossier.change("empty", NOW, journal=journal)

    def emptied(name: str) -> list[Record]:
        return [r for r in documents(dossier, name, lambda at: at == NOW) if not r["bookingLines"]]

    (purchase,), (statement,) = emptied("trade"), emptied("cash")
    assert (purchase["amount"], purchase["comment"]) == (0.0, "")
    assert (purchase["journalKey"], statement["journalKey"]) == ("A1", "F1")


def test_draft_becomes_the_booked_invoice() -> None:
    """A booked document takes the place of the draft with its number."""
    dossier = Office(seed=1, documents_per_year=0, now=NOW).dossier(1)
    (first, second) = documents(dossier, "invoices")

    dossier.change("book", NOW, journal="V2")

    booked, draft = sorted(documents(dossier, "invoices"), key=document_of)
    assert document_of(booked) == document_of(first)
    assert booked != first
    assert draft == second


def test_relation_of_a_draft_stays() -> None:
    """A relation cannot be deleted as long as a draft or a delivery note names it."""
    dossier = Office(seed=1, documents_per_year=0, now=NOW).dossier(1)
    (first, _) = documents(dossier, "invoices")
    relation = first["relationIdentificationServiceData"]["relationKey"]["id"]

    with pytest.raises(ChangeError, match="relation without bookings"):
        dossier.change("delete_relation", NOW, relation=relation)
