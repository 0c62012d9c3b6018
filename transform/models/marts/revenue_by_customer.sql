with sums as (
  select
    dossier_id,
    bookyear_id,
    month,
    coalesce(relation_id, 0) as relation_id,
    max(relation_name) as relation_name,
    -sum(booking_amount) as revenue
  from {{ ref('general_ledger') }}
  where {{ tap_octopus.account_digits('account_nr', 2) }} = '70'
  group by dossier_id, bookyear_id, month, coalesce(relation_id, 0)
  having sum(booking_amount) <> 0
)

select
  s.dossier_id,
  s.bookyear_id,
  s.month,
  s.relation_id,
  s.relation_name,
  r.vat_type,
  case r.vat_type
    when 1 then 'Belgian VAT payer'
    when 4 then 'VAT payer elsewhere in the EU'
    when 6 then 'VAT payer outside the EU'
    when 7 then 'private person in Belgium'
    when 8 then 'private person elsewhere in the EU'
    when 9 then 'private person outside the EU'
    when 10 then 'not liable to VAT'
    else 'unknown'
  end as vat_regime,
  nullif(trim(r.country), '') as country,
  s.revenue
from sums as s
left join {{ ref('live_relations') }} as r
  on r.dossier_id = s.dossier_id and r.relation_id = s.relation_id
