"""Thirteen things that can go wrong between Octopus and a warehouse, each as SQL that does them.

They are done to the first dossier, which has three bookyears of which the third is running.
"""

from typing import NamedTuple


class Fault(NamedTuple):
    """A fault, and which of the ten tests catch it.

    Attributes:
        sql: What does it, over the target's tables.
        caught_by: The numbers of the tests that return rows, and of no others.
        named: Those that `needs` names, which were found over other tables and in another world.
        why: Where the two differ, why.
    """

    sql: str
    caught_by: set[int]
    named: set[int]
    why: str = ""


def _live(change: str, chosen: str, count: int | str = "all") -> str:
    """Write a change to live ledger lines; it calls them `b` and begins with what to do."""
    return f"""
        with chosen as (
          select * from live.bookings where dossier_id = 1 and {chosen}
          order by bookyear_id, document_sequence_nr, line_sequence_nr limit {count}
        )
        {change} chosen as c
        where b.dossier_id = c.dossier_id and b.bookyear_id = c.bookyear_id
          and b.journal_type = c.journal_type and b.journal_nr = c.journal_nr
          and b.document_sequence_nr = c.document_sequence_nr
          and b.line_sequence_nr = c.line_sequence_nr"""  # noqa: S608 - ours


LOST = "delete from bookings as b using"

FAULTS = {
    "one VAT line lost": Fault(
        _live(LOST, "journal_type = 2 and account_nr = 451000 and bookyear_id = 1", 1),
        caught_by={1, 3, 5, 6},
        named={1, 3, 5, 6},
    ),
    "one line a cent off": Fault(
        _live(
            "update bookings as b set booking_amount = b.booking_amount + 0.01 from",
            "journal_type = 2 and account_nr = 400000 and bookyear_id = 1",
            1,
        ),
        caught_by={1, 3, 4, 5},
        named={1, 3, 4, 5},
    ),
    "opening journal loses one account": Fault(
        _live(LOST, "journal_key = 'D1' and account_nr = 340000 and bookyear_id = 2"),
        caught_by={1, 3, 5},
        named={1, 3, 5},
    ),
    "lines without cost centre dropped": Fault(
        _live(LOST, "cost_centre_id is null and account_nr between 600000 and 799999"),
        caught_by={1, 2, 3, 5, 6, 7, 9},
        named={1, 3, 5, 7, 9},
        why="2: a correction from one cost to another is gone with all its lines;"
        " 6: it compares sales and purchases too, not VAT alone",
    ),
    "whole balanced document lost": Fault(
        _live(LOST, "journal_key = 'V1' and document_sequence_nr = 1 and bookyear_id = 1"),
        caught_by={2, 3, 4, 5, 6, 7, 9},
        named={2, 3, 4, 6, 7, 9},
        why="5: its bookyear has a successor, which opens with what it left",
    ),
    "backfill hole: purchases of a first quarter": Fault(
        _live(
            LOST,
            "journal_type = 1 and bookyear_id = 1 and extract(month from document_date) <= 3",
        ),
        caught_by={2, 3, 4, 5, 6, 9},
        named={2, 3, 4, 5, 6, 9},
    ),
    "source deletion missed": Fault(
        "delete from deleted_booking_documents where dossier_id = 1 and journal_key = 'V1'",
        caught_by={2, 3, 4, 9},
        named={2, 3, 4, 6, 7, 9},
        why="6, 7: sales with their VAT codes are known to be deleted by the same row, so that"
        " they come back with the ledger and agree with it",
    ),
    "balancing deletion missed": Fault(
        "update balancings set _sdc_deleted_at = null where _sdc_deleted_at is not null",
        caught_by={4},
        named={4},
    ),
    "opening entries duplicated": Fault(
        "alter table bookings drop constraint bookings_pkey;"
        "insert into bookings select * from bookings where journal_key = 'D1'",
        caught_by={3, 4, 5, 8, 10},
        named={3, 4, 5, 8, 10},
    ),
    "rows written under wrong dossier": Fault(
        "update bookings set dossier_id = 2, synced_at = synced_at + interval '1 day'"
        " where dossier_id = 1 and bookyear_id = 3",
        caught_by={2, 3, 4, 5, 6, 7, 8, 9, 10},
        named={2, 3, 4, 6, 7, 8, 9, 10},
        why="5: the opening went with its bookyear",
    ),
    "VAT code unmapped": Fault(
        "delete from seeds.vat_grids where code = 'DEU21'",
        caught_by={6},
        named={6},
    ),
    "only active relations loaded": Fault(
        "delete from relations where not active",
        caught_by={7, 9, 10},
        named={7, 10},
        why="9: the margin by relation joins to them",
    ),
    "bank balance differs by a cent": Fault(
        "update account_amounts set balance = balance + 0.01 where dossier_id = 1"
        " and account_nr = 550000 and bookyear_period_nr = 202601",
        caught_by={3, 8},
        named={8},
        why="3: the balance of a journal is no table, so its account's amounts stand in for it",
    ),
}
