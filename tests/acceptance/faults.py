"""What can go wrong between Octopus and a warehouse, each as SQL that does it.

It is done to the first dossier, which has three bookyears of which the third is running.
"""

from typing import NamedTuple


class Fault(NamedTuple):
    """A fault, and which of the ten tests catch it: these and no others.

    Attributes:
        sql: What does it, over the target's tables.
    """

    sql: str
    caught_by: set[int]


def _lines(change: str, chosen: str, count: int | str = "all") -> str:
    """Write a change to live ledger lines, which it calls `b`."""
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
A_CENT_OFF = "update bookings as b set booking_amount = b.booking_amount + 0.01 from"
SALE = "journal_key = 'V1' and bookyear_id = 1"
FIRST_QUARTER = "bookyear_id = 1 and extract(month from document_date) <= 3"

FAULTS = {
    "one VAT line lost": Fault(
        _lines(LOST, f"account_nr = 451000 and {SALE}", 1),
        caught_by={1, 3, 5, 6},
    ),
    "one line a cent off": Fault(
        _lines(A_CENT_OFF, f"account_nr = 400000 and {SALE}", 1),
        caught_by={1, 3, 4, 5},
    ),
    "opening journal loses one account": Fault(
        _lines(LOST, "journal_key = 'D1' and account_nr = 340000 and bookyear_id = 2"),
        caught_by={1, 3, 5},
    ),
    # A correction from one cost to another is gone with all its lines (2), and purchases and sales
    # no longer are what their VAT codes say (6).
    "lines without cost centre dropped": Fault(
        _lines(LOST, "cost_centre_id is null and account_nr between 600000 and 799999"),
        caught_by={1, 2, 3, 5, 6, 7, 9},
    ),
    # The next bookyear opens with what the document left (5).
    "whole balanced document lost": Fault(
        _lines(LOST, f"document_sequence_nr = 1 and {SALE}"),
        caught_by={2, 3, 4, 5, 6, 7, 9},
    ),
    "backfill hole: purchases of a first quarter": Fault(
        _lines(LOST, f"journal_type = 1 and {FIRST_QUARTER}"),
        caught_by={2, 3, 4, 5, 6, 9},
    ),
    # Not 6 and 7: one row says that a sale is gone from the ledger and, with its VAT codes, from
    # buysell_bookings; without it both come back, and agree.
    "source deletion missed": Fault(
        "delete from deleted_booking_documents where dossier_id = 1 and journal_key = 'V1'",
        caught_by={2, 3, 4, 9},
    ),
    "balancing deletion missed": Fault(
        "update balancings set _sdc_deleted_at = null where _sdc_deleted_at is not null",
        caught_by={4},
    ),
    # What a target does that only appends.
    "opening entries duplicated": Fault(
        "alter table bookings drop constraint bookings_pkey;"
        " insert into bookings select * from bookings where journal_key = 'D1'",
        caught_by={3, 4, 5, 8, 10},
    ),
    # The opening went with its bookyear (5).
    "rows written under wrong dossier": Fault(
        "update bookings set dossier_id = 2, synced_at = synced_at + interval '1 day'"
        " where dossier_id = 1 and bookyear_id = 3",
        caught_by={2, 3, 4, 5, 6, 7, 8, 9, 10},
    ),
    "VAT code unmapped": Fault(
        "delete from seeds.vat_grids where code = 'DEU21'",
        caught_by={6},
    ),
    "VAT code not loaded": Fault("delete from vat_codes where code = 'EU21'", caught_by={6}),
    # The margin by relation joins to them too (9).
    "only active relations loaded": Fault(
        "delete from relations where not active",
        caught_by={7, 9, 10},
    ),
    # The balance of a journal is no table: the amounts of its account stand in for it (3).
    "bank balance differs by a cent": Fault(
        "update account_amounts set balance = balance + 0.01"
        " where dossier_id = 1 and account_nr = 550000 and bookyear_period_nr = 202601",
        caught_by={3, 8},
    ),
    "VAT numbers of customers invalid": Fault(
        "update relations set vat_nr = left(vat_nr, 10) || '00' where client and vat_nr like 'BE%'",
        caught_by={7},
    ),
    "customers share a VAT number": Fault(
        "update relations set vat_nr = 'be 0895 747 092' where client and vat_nr like 'BE%'",
        caught_by={7},
    ),
}
