select
  dossier_id,
  relation_id,
  {{ tap_octopus.first_of_month('settled_date') }} as month,
  {{ tap_octopus.payment_sums() }}
from {{ ref('invoice_settlements') }}
where
  kind = 'payment'
  and relation_id is not null
  and settled_date is not null
group by dossier_id, relation_id, {{ tap_octopus.first_of_month('settled_date') }}
