select
  dossier_id,
  bookyear_id,
  bookyear_period_nr,
  min(start_date) as start_date,
  max(end_date) as end_date
from (
  select
    d.dossier_id,
    d.bookyear_id,
    {{ tap_octopus.field('line', 'bookyear_period', 'integer') }} as bookyear_period_nr,
    {{ tap_octopus.field('line', 'start_date', 'date') }} as start_date,
    {{ tap_octopus.field('line', 'end_date', 'date') }} as end_date
  from {{ ref('live_bookyears') }} as d
  {{ tap_octopus.unnest('d.periods', 'line') }}
) as p
where bookyear_period_nr is not null
group by dossier_id, bookyear_id, bookyear_period_nr
