select
  d.dossier_id,
  d.bookyear_id,
  d.journal_key,
  d.document_sequence_nr,
  {{ tap_octopus.field('line', 'account_nr', 'integer') }} as account_nr,
  {{ tap_octopus.cents(tap_octopus.field('line', 'amount', 'number')) }} as amount
from {{ ref('live_financialdivers_bookings') }} as d
{{ tap_octopus.unnest('d.booking_lines', 'line') }}
