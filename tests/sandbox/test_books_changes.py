"""Each kind of change does what it says, and leaves the traces that Octopus would."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from octopus_sandbox.books.changes import KINDS
from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.errors import ChangeError, UnknownBookyearError
from octopus_sandbox.books.office import Office
from tests.sandbox.books_invariants import check, document_of, rows

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=7)
_NOT_CARRIED_OVER = 4


@pytest.fixture
def dossier() -> Dossier:
    """A fresh dossier of the default office."""
    return Office(now=NOW).dossier(1)


def _lines(dossier: Dossier, done: dict[str, Any]) -> list[dict[str, Any]]:
    key = (done["bookyear"], done["journal"], done["number"])
    return [row for row in rows(dossier, "bookings") if document_of(row) == key]


def _changed(dossier: Dossier) -> list[Any]:
    return [row for d in dossier.documents() if d.modified_at >= LATER for row in d.rows()]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [1, 2])
def test_each_kind_works_on_fresh_books(kind: str, number: int) -> None:
    """Every kind of change is possible once a payment is open and, to close, a next year is."""
    office = Office(dossiers=4, now=NOW)
    dossier = office.dossier(_NOT_CARRIED_OVER if kind == "carry_over" else number)
    dossier.change("open_bookyear" if kind == "close_bookyear" else "unmatch", NOW)

    done = dossier.change(kind, LATER)

    assert done["kind"] == kind
    check(dossier)


@pytest.mark.parametrize("journal", ["A1", "A2", "V1", "V2", "F1", "F2", "D2"])
def test_a_document_can_be_booked_in_any_journal(dossier: Dossier, journal: str) -> None:
    """The next number of the journal is booked, and only it and what it pays change."""
    done = dossier.change("book", LATER, journal=journal)

    last = {row["journalKey"]: row["lastBookedDocumentNr"] for row in dossier.journals(3)}
    assert done["journal"] == journal
    assert last[journal] == done["number"]
    assert len(_changed(dossier)) == done["lines"] > 1
    check(dossier)


@pytest.mark.parametrize("journal", ["A1", "V1", "D2", "F1"])
def test_an_edit_changes_some_lines_only(dossier: Dossier, journal: str) -> None:
    """An edit moves the document and its changed lines to now; another line may stay."""
    done = dossier.change("edit", LATER, journal=journal, bookyear=3)

    changed = [document for document in dossier.documents() if document.modified_at >= LATER]

    assert [len(document.rows()) for document in changed] == [done["lines"]]
    assert 0 < len(changed[0].rows_since(LATER)) <= done["lines"]
    check(dossier)


def test_lines_that_stay_keep_their_moment(dossier: Dossier) -> None:
    """After a wage document's edit, only the first and last line are newer."""
    dossier.change("edit", LATER, journal="D2", number=1, bookyear=3)

    (document,) = [document for document in dossier.documents() if document.modified_at >= LATER]

    newer = {row.line_sequence_nr for row in document.rows_since(LATER)}
    assert newer == {1, len(document.rows())}


def test_an_edit_leaves_transfers_alone(dossier: Dossier) -> None:
    """What went from one bank account to the other stays what arrived there."""
    for seed in range(20):
        dossier.change("edit", LATER, journal="F2", seed=seed)

    transfers = [row for row in rows(dossier, "bookings") if row["accountKey"] == 580000]
    assert {abs(row["bookingAmount"]) for row in transfers} == {250.0}


@pytest.mark.parametrize("journal", ["A1", "V1", "F1", "D2"])
def test_documents_grow_and_shrink(dossier: Dossier, journal: str) -> None:
    """add_line gives a document more lines or a longer line; shorten takes lines away."""
    grown = dossier.change("add_line", NOW, journal=journal)
    target = {key: grown[key] for key in ("bookyear", "journal", "number")}

    shrunk = dossier.change("shorten", LATER, **target)

    assert shrunk["lines"] < grown["lines"]
    assert len(_lines(dossier, shrunk)) == shrunk["lines"]
    check(dossier)


def test_an_emptied_document_stays_without_lines(dossier: Dossier) -> None:
    """Emptying keeps the number, logs no deletion, and leaves no line."""
    done = dossier.change("empty", LATER, journal="V1")

    documents = [d for d in dossier.documents(done["bookyear"], 2) if d.modified_at >= LATER]

    assert [document.rows() for document in documents] == [[]]
    assert not dossier.deleted_documents()
    assert _lines(dossier, done) == []


def test_a_matched_document_loses_its_matches_first(dossier: Dossier) -> None:
    """An edit of a paid invoice undoes its balancing, which is logged with its full record."""
    paid = next(
        row["debetDocument"]["balancingKey"]
        for row in rows(dossier, "balancings")
        if row["debetDocument"]["balancingKey"]["journalKey"] == "V1"
    )

    done = dossier.change(
        "edit",
        LATER,
        bookyear=paid["bookyearKey"]["id"],
        journal="V1",
        number=paid["documentSequenceNr"],
    )

    gone = dossier.balancings().deleted
    assert len(gone) == done["unmatched"] > 0
    assert all(row.deleted_at == LATER for row in gone)
    assert gone[0].record["debetDocument"]["balancingKey"] == paid
    check(dossier)


def test_a_reused_number_is_both_deleted_and_live(dossier: Dossier) -> None:
    """Deleting the last document and booking its number again leaves both traces."""
    done = dossier.change("reuse_number", LATER, journal="A1")

    deleted = dossier.deleted_documents()

    assert [row.record["documentSequenceNr"] for row in deleted] == [done["number"]]
    assert [row.deleted_at for row in deleted] == [LATER]
    assert _lines(dossier, done)
    assert len(_changed(dossier)) == done["lines"]


def test_a_match_made_again_leaves_the_log(dossier: Dossier) -> None:
    """A balancing that is undone and made again is only among the modified ones."""
    matched = {live.record["type"]["relationKey"]["id"] for live in dossier.balancings().live}
    still_open = {
        row["relationKey"]["id"]
        for side in ("clients", "suppliers")
        for row in dossier.open_items(side)
    }
    undone = dossier.change("unmatch", NOW, relation=min(matched - still_open))

    made = dossier.change("match", LATER, relation=undone["relation"])

    assert (made["debet"], made["credit"]) == (undone["debet"], undone["credit"])
    assert not dossier.balancings().deleted
    assert any(row.modified_at == LATER for row in dossier.balancings().live)


def test_an_old_year_carries_over_into_all_later_ones(dossier: Dossier) -> None:
    """Backdating edits the opening of every later bookyear, and nothing else of them."""
    done = dossier.change("backdate", LATER, journal="V1")

    changed = {document_of(row) for row in rows(dossier, "bookings")} & {
        (row.bookyear_key.id, "D1", 1) for row in _changed(dossier) if row.journal_type == 4
    }

    assert done["bookyear"] == 1
    assert changed == {(2, "D1", 1), (3, "D1", 1)}
    check(dossier)


def test_a_new_bookyear_opens_with_chart_and_opening(dossier: Dossier) -> None:
    """Opening a year copies the chart and books the opening; an old one can then be closed."""
    done = dossier.change("open_bookyear", LATER)

    dossier.change("close_bookyear", LATER)

    years = dossier.bookyears()
    accounts = [row for row in dossier.accounts().live if row.modified_at == LATER]
    assert years[-1]["startDate"] == "2027-01-01"
    assert years[2]["closed"] or years[1]["closed"]
    assert {row.record["accountKey"]["bookyearKey"]["id"] for row in accounts} == {done["bookyear"]}
    check(dossier)


def test_removals_are_logged_with_full_records(dossier: Dossier) -> None:
    """A deleted relation and account are gone from the live ones and stand in full in the log."""
    relation = dossier.change("delete_relation", LATER)["relation"]
    account = dossier.change("delete_account", LATER)["account"]

    relations, accounts = dossier.relations(), dossier.accounts()

    gone = relations.deleted[0].record
    assert gone["relationIdentificationServiceData"]["relationKey"]["id"] == relation
    assert gone["name"]
    assert accounts.deleted[0].record["accountKey"]["id"] == account
    check(dossier)


def test_disabling_only_sets_a_flag(dossier: Dossier) -> None:
    """A disabled dossier keeps its books and can be enabled again."""
    dossier.change("disable", LATER)
    assert dossier.disabled

    dossier.change("enable", LATER)

    assert not dossier.disabled
    assert not _changed(dossier)


def test_the_same_seed_makes_the_same_change() -> None:
    """What is left to chance is drawn from the seed and the present books."""
    dossiers = [Office(now=NOW).dossier(1) for _ in range(2)]

    done = [dossier.change("edit", LATER, seed=9) for dossier in dossiers]

    assert done[0] == done[1]
    assert rows(dossiers[0], "bookings") == rows(dossiers[1], "bookings")


@pytest.mark.parametrize(
    ("kind", "params", "sentence"),
    [
        ("paint", {}, "There is no kind of change 'paint'"),
        ("book", {"colour": 1}, "not colour"),
        ("book", {"number": "1"}, "number must be a whole number."),
        ("book", {"journal": "Z9"}, "There is no journal 'Z9'"),
        ("book", {"journal": "D1"}, "only holds the opening entry"),
        ("book", {"bookyear": 1}, "Bookyear 1 is closed."),
        ("book", {"journal": "V1", "relation": 99}, "There is no relation 99."),
        ("delete_last", {"journal": "D1"}, "cannot be deleted"),
        ("delete_last", {"journal": "V2"}, "There is no such journal with documents"),
        ("edit", {"journal": "V2"}, "There is no document with lines."),
        ("match", {"relation": 99}, "There is no relation with both"),
        ("backdate", {"bookyear": 3}, "Bookyear 3 is the last one"),
        ("delete_relation", {"relation": 1}, "There is no relation without bookings with id 1."),
        ("delete_account", {"account": 400000}, "There is no account without bookings"),
        ("add_account", {"account": 400000}, "Account 400000 is already in bookyear 3."),
        ("close_bookyear", {"bookyear": 3}, "There is no open bookyear with a later one."),
    ],
)
def test_what_is_impossible_is_refused_in_a_sentence(
    dossier: Dossier, kind: str, params: dict[str, Any], sentence: str
) -> None:
    """A change that cannot be made says why, and touches nothing."""
    before = rows(dossier, "bookings")

    with pytest.raises(ChangeError, match=sentence):
        dossier.change(kind, LATER, **params)

    assert rows(dossier, "bookings") == before


def test_unknown_bookyears_are_an_error(dossier: Dossier) -> None:
    """Asking for journals or documents of a bookyear that is not there is refused."""
    with pytest.raises(UnknownBookyearError):
        dossier.journals(9)

    with pytest.raises(UnknownBookyearError):
        list(dossier.documents(9))
