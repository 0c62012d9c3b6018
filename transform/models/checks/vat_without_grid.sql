select
  {{ tap_octopus.finding(
    'l.dossier_id',
    bookyear_id='l.bookyear_id',
    journal_key='l.journal_key',
    document_sequence_nr='l.document_sequence_nr',
    account_nr='l.account_nr',
    subject=tap_octopus.document('l'),
    detail=tap_octopus.account_text('l.account_nr'),
    amount='l.amount'
  ) }}
from {{ ref('vat_lines') }} as l
where l.grid = '?' and left(l.journal_key, 1) not in ('A', 'V')
