select
  dossier_id, return_start, return_end, vat_due_date, vat_amount, declarant_type, can_be_filed,
  reasons_nl, reasons_fr, reasons_en, errors, warnings, hints, overdue_over_60, open_receivable,
  open_payable, cash, result, result_last_year, suspense_amount, transfer_amount,
  unmatched_bank_lines, documents_not_booked, last_purchase_date, last_sale_date,
  last_statement_date, days_without_statement, last_sync_at, refused_streams, late_streams,
  documents_per_month, lines_per_month
from {marts}.office_desk
where dossier_id in ({dossiers})
