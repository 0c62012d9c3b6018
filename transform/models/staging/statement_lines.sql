select
  d.dossier_id,
  d.bookyear_id,
  d.journal_key,
  d.document_sequence_nr,
  {{ tap_octopus.field('line', 'account_nr', 'integer') }} as account_nr,
  {{ tap_octopus.field('line', 'relation_id', 'integer') }} as relation_id,
  {{ tap_octopus.field('line', 'reference') }} as reference,
  nullif({{ tap_octopus.field_lines('line', 'coda_move_line_data') }}, '') as coda_text,
  {{ tap_octopus.cents(tap_octopus.field('line', 'amount', 'number')) }} as amount
from {{ ref('live_financialdivers_bookings') }} as d
{{ tap_octopus.unnest('d.booking_lines', 'line') }}
