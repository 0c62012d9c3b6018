select
  t.dossier_id,
  t.relation_id,
  t.relation_name,
  n.vat_identity as enterprise_nr,
  case
    when coalesce(r.invoice_delivery_method, 0) <> 3 then 'not_electronic'
    else 'no_participant'
  end as reason,
  r.invoice_delivery_method,
  nullif(trim(r.participant_id), '') as participant_id,
  t.turnover_12m as revenue_12m
from {{ ref('customer_trend') }} as t
join {{ ref('relation_numbers') }} as n
  on n.dossier_id = t.dossier_id and n.relation_id = t.relation_id
join {{ ref('live_relations') }} as r
  on r.dossier_id = t.dossier_id and r.relation_id = t.relation_id
where
  t.turnover_12m > 0
  and n.kind = 'belgian'
  and n.vat_type = 1
  and coalesce(r.active, true)
  and (coalesce(r.invoice_delivery_method, 0) <> 3 or nullif(trim(r.participant_id), '') is null)
