select
  d.dossier_id,
  d.bookyear_id,
  {{ tap_octopus.field('line', 'bookyear_period', 'integer') }} as bookyear_period_nr,
  {{ tap_octopus.field('line', 'start_date', 'date') }} as start_date,
  {{ tap_octopus.field('line', 'end_date', 'date') }} as end_date
from {{ ref('live_bookyears') }} as d
{{ tap_octopus.unnest('d.periods', 'line') }}
