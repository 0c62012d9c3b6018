-- Documents in a journal of opening entries that do not look like one, where no office has said so.
select
  {{ tap_octopus.finding(
    'o.dossier_id',
    bookyear_id='o.bookyear_id',
    journal_key='o.journal_key',
    document_sequence_nr='o.document_sequence_nr',
    subject=tap_octopus.document('o')
  ) }}
from {{ ref('opening_documents') }} as o
where o.is_guessed = {{ tap_octopus.yes() }} and o.is_opening = {{ tap_octopus.no() }}
