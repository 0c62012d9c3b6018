"""The warehouse holds what Octopus holds."""

from datetime import timedelta

from tests.integration.story import DISABLED, Chapter, Story
from tests.support.contract import FULL, OF_A_MODULE, TABLES


def without_module(chapter: Chapter) -> set[tuple[int, str]]:
    """Give the tables of the invoicing module of the dossiers that have not paid for it."""
    lacking = [dossier for dossier, size in chapter.sizes.items() if not size.has_module]
    return {(dossier, table) for dossier in lacking for table in OF_A_MODULE}


def test_first_run(story: Story) -> None:
    """After a first run every table equals the truth, row by row and cent by cent."""
    assert story.first.outcome.exit_code == 0, story.first.outcome.log
    assert story.first.differences == ""


def test_second_run(story: Story) -> None:
    """After every kind of change and a second run every table equals the truth again."""
    assert story.second.outcome.exit_code == 0, story.second.outcome.log
    assert story.second.differences == ""


def test_no_table_is_empty(story: Story) -> None:
    """The comparison is about something: every table has rows."""
    assert all(story.second.live.values())


def test_everything_balances(story: Story) -> None:
    """All documents, and so all bookyears and dossiers, add up to 0.00 in SQL, in both runs."""
    assert story.first.documents > 100
    assert story.second.documents > 100
    assert story.first.unbalanced + story.second.unbalanced == []


def test_deleted_documents(story: Story) -> None:
    """The documents that were deleted between the runs are known as such, and no others."""
    assert story.first.deleted == set()
    assert story.second.deleted == story.deleted


def test_status_of_a_first_run(story: Story) -> None:
    """After a first run every dossier and stream has a row that says so, and how many rows came."""
    status, streams = story.first.status, {*TABLES, "deleted_booking_documents"}

    assert set(status) == {(d, s) for d in story.first.sizes for s in streams}
    without = without_module(story.first)
    complete = [row for place, row in status.items() if place not in without]
    assert {row["outcome"] for row in complete} == {"complete"}
    assert {row["message"] for row in complete} == {None}
    assert {status[place]["outcome"] for place in without} == {"refused"}
    for (dossier, table), count in story.first.true_counts.items():
        if (dossier, table) in without:
            continue
        row = status[dossier, table]
        assert (row["row_count"], row["rejected_row_count"]) == (count, 0)
        assert row["replication"] == ("full" if table in FULL else "first_load")
        assert row["valid_from"] == row["synced_at"]
        assert row["modified_since"] is None


def test_status_of_a_later_run(story: Story) -> None:
    """A later run moves the bookmarks; soon after a first load it goes back half a day."""
    before, after = story.first.status, story.second.status
    served = {p for p in after if p[0] != DISABLED and p not in without_module(story.second)}

    assert set(after) == set(before)
    for place in served:
        full = place[1] in FULL
        anew = place[1] == "booking_files"  # which are, after deletions
        how = "full" if full else "first_load" if anew else "incremental"
        earlier = before[place]["valid_from"] - after[place]["valid_from"]
        assert after[place]["outcome"] == "complete"
        assert after[place]["synced_at"] > before[place]["synced_at"]
        assert after[place]["replication"] == how
        assert (after[place]["modified_since"] is None) == (full or anew)
        if full or anew:
            assert after[place]["valid_from"] == after[place]["synced_at"]
        else:
            assert 12 <= earlier / timedelta(hours=1) < 12.1


def test_status_of_a_disabled_dossier(story: Story) -> None:
    """A dossier that was disabled is refused, and its last good picture stays valid."""
    before, after = story.first.status, story.second.status
    of_it = {place for place in after if place[0] == DISABLED and place[1] != "dossiers"}

    assert {after[place]["outcome"] for place in of_it} == {"refused"}
    for place in of_it:
        assert after[place]["synced_at"] == before[place]["synced_at"]
        assert after[place]["valid_from"] == before[place]["valid_from"]
        assert after[place]["attempted_at"] > before[place]["attempted_at"]


def test_rows_carry_the_moment_of_their_read(story: Story) -> None:
    """All rows of a read carry one moment, which sync_status knows."""
    for table, rows in story.first.live.items():
        moments = {(row["dossier_id"], row["synced_at"]) for row in rows}
        known = {(d, row["synced_at"]) for (d, s), row in story.first.status.items() if s == table}
        assert moments <= known, table
