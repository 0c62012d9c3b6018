-- The documents of the ledger, for all that needs no lines.
select
  dossier_id,
  bookyear_id,
  journal_type,
  journal_key,
  document_sequence_nr,
  max(document_date) as document_date,
  max(case when is_opening then 1 else 0 end) = 1 as is_opening,
  count(*) as line_count
from {{ ref('general_ledger') }}
group by dossier_id, bookyear_id, journal_type, journal_key, document_sequence_nr
