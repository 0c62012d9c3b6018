with documents as (
  select
    dossier_id,
    bookyear_id,
    journal_key,
    document_sequence_nr,
    sum(booking_amount) as balance
  from {{ ref('general_ledger') }}
  group by dossier_id, bookyear_id, journal_key, document_sequence_nr
  having sum(booking_amount) <> 0
)

select
  {{ tap_octopus.finding(
    'd.dossier_id',
    bookyear_id='d.bookyear_id',
    journal_key='d.journal_key',
    document_sequence_nr='d.document_sequence_nr',
    subject=tap_octopus.document('d'),
    amount='d.balance'
  ) }}
from documents as d
