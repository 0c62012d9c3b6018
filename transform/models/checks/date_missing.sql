select
  {{ tap_octopus.finding(
    'l.dossier_id',
    bookyear_id='l.bookyear_id',
    journal_key='l.journal_key',
    document_sequence_nr='l.document_sequence_nr',
    subject=tap_octopus.document('l')
  ) }}
from (
  select distinct dossier_id, bookyear_id, journal_key, document_sequence_nr
  from {{ ref('general_ledger') }}
  where document_date is null
) as l
