"""What can go wrong between Octopus and a warehouse, as SQL: mostly in the first dossier."""

from typing import NamedTuple


class Fault(NamedTuple):
    """A fault, and which of the checks catch it: these and no others.

    Attributes:
        sql: What does it, over the target's tables.
    """

    sql: str
    caught_by: set[str]


def _lines(change: str, chosen: str, count: int | str = "all", dossier: int = 1) -> str:
    """Write a change to live ledger lines, which it calls `b`."""
    return f"""
        with chosen as (
          select * from live.bookings where dossier_id = {dossier} and {chosen}
          order by bookyear_id, document_sequence_nr, line_sequence_nr limit {count}
        )
        {change} chosen as c
        where b.dossier_id = c.dossier_id and b.bookyear_id = c.bookyear_id
          and b.journal_type = c.journal_type and b.journal_nr = c.journal_nr
          and b.document_sequence_nr = c.document_sequence_nr
          and b.line_sequence_nr = c.line_sequence_nr"""  # noqa: S608 - ours


def _set(column: str, value: str) -> str:
    return f"update bookings as b set {column} = {value} from"  # noqa: S608 - ours


def _grid(grid: str, account: int) -> str:
    """Let lines of wages say that they are VAT, of which no base tells."""
    chosen = f"journal_key = 'D2' and account_nr = {account} and bookyear_id = 2"
    return _lines(_set("vat_section_code", f"'{grid}'"), chosen)


LOST = "delete from bookings as b using"
A_CENT_OFF = _set("booking_amount", "b.booking_amount + 0.01")
SALE = "journal_key = 'V1' and bookyear_id = 1"
FIRST_QUARTER = "bookyear_id = 1 and extract(month from document_date) <= 3"

FAULTS = {
    "one VAT line lost": Fault(
        _lines(LOST, f"account_nr = 451000 and {SALE}", 1),
        {
            "account_total_differs",
            "balance_sheet_differs",
            "document_not_balanced",
            "opening_differs",
            "vat_ledger_differs",
        },
    ),
    "one line a cent off": Fault(
        _lines(A_CENT_OFF, f"account_nr = 400000 and {SALE}", 1),
        {
            "account_total_differs",
            "balance_sheet_differs",
            "document_not_balanced",
            "open_customer_item_differs",
            "open_customers_differ",
            "opening_differs",
        },
    ),
    "opening journal loses one account": Fault(
        _lines(LOST, "journal_key = 'D1' and account_nr = 340000 and bookyear_id = 2"),
        {
            "account_total_differs",
            "balance_sheet_differs",
            "document_not_balanced",
            "opening_differs",
        },
    ),
    "lines without cost centre dropped": Fault(
        _lines(LOST, "cost_centre_id is null and account_nr between 600000 and 799999"),
        {
            "account_total_differs",
            "balance_sheet_differs",
            "document_missing",
            "document_not_balanced",
            "listing_ledger_differs",
            "opening_differs",
            "purchases_ledger_differ",
            "results_differ",
            "sales_ledger_differ",
            "vat_code_inferred",
            "vat_rule_o",
        },
    ),
    "whole balanced document lost": Fault(
        _lines(LOST, f"document_sequence_nr = 1 and {SALE}"),
        {
            "account_total_differs",
            "carried_result_differs",
            "document_missing",
            "listing_ledger_differs",
            "open_customer_item_differs",
            "open_customers_differ",
            "opening_differs",
            "results_differ",
            "sales_ledger_differ",
            "vat_ledger_differs",
        },
    ),
    "backfill hole: purchases of a first quarter": Fault(
        _lines(LOST, f"journal_type = 1 and {FIRST_QUARTER}"),
        {
            "account_total_differs",
            "carried_result_differs",
            "document_missing",
            "open_supplier_item_differs",
            "open_suppliers_differ",
            "opening_differs",
            "purchases_ledger_differ",
            "results_differ",
            "vat_ledger_differs",
        },
    ),
    "source deletion missed": Fault(
        "delete from deleted_booking_documents where dossier_id = 1 and journal_key = 'V1'",
        {
            "account_total_differs",
            "document_missing",
            "open_customer_item_differs",
            "open_customers_differ",
            "results_differ",
        },
    ),
    "balancing deletion missed": Fault(
        "update balancings set _sdc_deleted_at = null where _sdc_deleted_at is not null",
        {"open_customer_item_differs", "open_supplier_item_differs"},
    ),
    # What a target does that only appends.
    "opening entries duplicated": Fault(
        "alter table bookings drop constraint bookings_pkey;"
        " insert into bookings select * from bookings where journal_key = 'D1' and dossier_id = 1",
        {"account_total_differs", "cash_ledger_differs", "opening_differs", "row_twice"},
    ),
    "rows written under wrong dossier": Fault(
        "update bookings set dossier_id = 2, synced_at = synced_at + interval '1 day'"
        " where dossier_id = 1 and bookyear_id = 3",
        {
            "account_missing",
            "account_total_differs",
            "bookyear_missing",
            "cash_ledger_differs",
            "cash_statements_differ",
            "depreciation_unmarked",
            "document_missing",
            "journal_missing",
            "listing_ledger_differs",
            "open_customer_item_differs",
            "open_customers_differ",
            "open_supplier_item_differs",
            "open_suppliers_differ",
            "opening_differs",
            "purchases_ledger_differ",
            "relation_missing",
            "results_differ",
            "sales_ledger_differ",
            "vat_code_inferred",
            "vat_ledger_differs",
        },
    ),
    "ledger of a dossier lost": Fault(
        "delete from bookings where dossier_id = 3",
        {
            "account_total_differs",
            "cash_ledger_differs",
            "cash_statements_differ",
            "document_missing",
            "ledger_empty",
            "listing_ledger_differs",
            "open_customer_item_differs",
            "open_customers_differ",
            "open_supplier_item_differs",
            "open_suppliers_differ",
            "purchases_ledger_differ",
            "results_differ",
            "sales_ledger_differ",
            "vat_code_inferred",
            "vat_ledger_differs",
        },
    ),
    # Neither the ledger nor the office says what the code is for.
    "VAT code unmapped": Fault(
        "update bookings set vat_section_code = null where dossier_id = 1;"
        " delete from seeds.vat_code_operations where code in ('EXP', 'MC21')",
        {"vat_code_inferred", "vat_code_unknown", "vat_without_grid"},
    ),
    "VAT of various operations without a grid": Fault(
        _lines(_set("vat_section_code", "null"), "journal_type = 4"), {"vat_without_grid"}
    ),
    "only active relations loaded": Fault(
        "delete from relations where not active", {"relation_missing"}
    ),
    "bank balance differs by a cent": Fault(
        "update account_amounts set balance = balance + 0.01"
        " where dossier_id = 1 and account_nr = 550000 and bookyear_period_nr = 202601",
        {"account_total_differs", "cash_ledger_differs"},
    ),
    "VAT numbers of customers invalid": Fault(
        "update relations set vat_nr = left(vat_nr, length(vat_nr) - 2) || '00'"
        " where client and vat_nr ~ '^BE.*[0-9]{2}$' and dossier_id = 1 and relation_id > 12",
        {"vat_number_invalid"},
    ),
    "VAT number cut off": Fault(
        "update relations set vat_nr = 'BE04' where client and vat_nr like 'BE%'"
        " and dossier_id = 1 and relation_id > 12",
        {"vat_number_not_understood"},
    ),
    "lists lose rows": Fault(
        "delete from journals where dossier_id = 1 and journal_key = 'F1' and bookyear_id = 2;"
        " delete from accounts where dossier_id = 1 and account_nr = 600000 and bookyear_id = 2;"
        " delete from costcentres where dossier_id = 1 and cost_centre_id = 1",
        {"account_missing", "cost_centre_missing", "journal_missing"},
    ),
    "a bookyear is not listed": Fault(
        "delete from bookyears where dossier_id = 1 and bookyear_id = 2",
        {"bookyear_missing", "opening_differs"},
    ),
    "a dossier is listed no longer": Fault(
        "delete from dossiers where dossier_id = 3", {"dossier_missing"}
    ),
    "a document without a date": Fault(
        _lines(_set("document_date", "null"), f"document_sequence_nr = 1 and {SALE}"),
        {"date_missing"},
    ),
    "an account that no statement has": Fault(
        _lines(_set("account_nr", "180000"), "account_nr = 340000"),
        {
            "account_in_no_line",
            "account_missing",
            "account_total_differs",
            "balance_sheet_differs",
            "opening_differs",
        },
    ),
    "a carried result that nobody appropriated": Fault(
        _lines(
            _set("booking_amount", "b.booking_amount + sign(b.booking_amount)"),
            "account_nr / 10000 in (14, 69, 79) and journal_key <> 'D1'",
        ),
        {"account_total_differs", "carried_result_differs", "results_differ"},
    ),
    "wages in the journal of opening entries": Fault(
        _lines(
            "update bookings as b set journal_nr = 1, journal_key = 'D1',"
            " document_sequence_nr = 2 from",
            "(bookyear_id, journal_key, document_sequence_nr) = (select bookyear_id, journal_key,"
            " document_sequence_nr from live.bookings where dossier_id = 1 and bookyear_id = 2"
            " and account_nr = 620200 and journal_key = 'D2' order by 3 limit 1)",
        ),
        {"document_missing", "opening_doubtful"},
    ),
    "depreciation on unknown accounts": Fault(
        "delete from seeds.account_roles where role = 'depreciation'", {"depreciation_unmarked"}
    ),
    "one leg of a transfer off": Fault(
        _lines(
            _set("booking_amount", "b.booking_amount + 1 - 2 * (b.account_nr = 550000)::int"),
            "(bookyear_id, document_sequence_nr) = (select bookyear_id, document_sequence_nr"
            " from live.bookings where dossier_id = 1 and account_nr = 580000"
            " and journal_key = 'F1' order by 1, 2 limit 1)"
            " and journal_key = 'F1' and account_nr in (550000, 580000)",
        ),
        {
            "account_total_differs",
            "cash_ledger_differs",
            "opening_differs",
            "transfers_do_not_cancel",
        },
    ),
    "a statement loses a line": Fault(
        "update financialdivers_bookings set booking_lines = booking_lines[2:]"
        " where dossier_id = 1 and journal_key = 'F1' and bookyear_id = 3"
        " and document_sequence_nr = 1",
        {"cash_statements_differ"},
    ),
    "VAT on sales without sales": Fault(_grid("54", 455000), {"vat_ledger_differs", "vat_rule_o"}),
    "VAT on EU purchases without purchases": Fault(
        _grid("55", 455000), {"vat_ledger_differs", "vat_rule_p"}
    ),
    "VAT of co-contractors without purchases": Fault(
        _grid("56", 455000), {"vat_ledger_differs", "vat_rule_q"}
    ),
    "deductible VAT without purchases": Fault(
        _grid("59", 620200), {"vat_ledger_differs", "vat_rule_s"}
    ),
    "VAT of credit notes without a purchase": Fault(
        _grid("63", 455000), {"vat_ledger_differs", "vat_rule_t"}
    ),
    "VAT of credit notes without a sale": Fault(
        _grid("64", 620200), {"vat_ledger_differs", "vat_rule_u"}
    ),
}
