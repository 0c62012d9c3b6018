with sums as (
  select
    dossier_id,
    bookyear_id,
    {{ tap_octopus.first_of_month('document_date') }} as month,
    coalesce(relation_id, 0) as relation_id,
    coalesce(cost_centre_id, 0) as cost_centre_id,
    sum(base_amount) as base_amount,
    sum(vat_amount) as vat_amount,
    sum(lost_vat) as lost_vat,
    sum(cost) as cost
  from {{ ref('trade_lines') }}
  where side = 'purchase'
  group by 1, 2, 3, 4, 5
)

select
  s.dossier_id,
  s.bookyear_id,
  s.month,
  s.relation_id,
  s.cost_centre_id,
  {{ tap_octopus.relation_name('r') }} as relation_name,
  {{ tap_octopus.translated('c.description') }} as cost_centre_description,
  s.base_amount,
  s.vat_amount,
  s.vat_amount - s.lost_vat as deductible_vat,
  s.lost_vat,
  s.cost
from sums as s
left join {{ ref('live_relations') }} as r
  on r.dossier_id = s.dossier_id and r.relation_id = s.relation_id
left join {{ ref('live_costcentres') }} as c
  on c.dossier_id = s.dossier_id and c.cost_centre_id = s.cost_centre_id
where s.base_amount <> 0 or s.vat_amount <> 0 or s.lost_vat <> 0 or s.cost <> 0
