-- The budget by line and month; -1 is the whole dossier, all its cost centres together.
select
  dossier_id,
  {{ tap_octopus.first_of_month('month') }} as month,
  coalesce(cost_centre_id, -1) as cost_centre_id,
  line,
  sum({{ tap_octopus.cents('amount') }}) as amount
from (
  {{ tap_octopus.for_each_dossier('budget', ['month', 'cost_centre_id', 'line', 'amount']) }}
) as every_one
group by
  dossier_id,
  {{ tap_octopus.first_of_month('month') }},
  coalesce(cost_centre_id, -1),
  line
