with customers as (
  select dossier_id, relation_id, sum(base_amount) as amount
  from {{ ref('trade_lines') }}
  where side = 'sale'
  group by dossier_id, relation_id
)

select
  {{ tap_octopus.finding(
    'c.dossier_id',
    relation_id='c.relation_id',
    subject='n.name',
    detail='n.written',
    amount='c.amount'
  ) }}
from customers as c
join {{ ref('relation_numbers') }} as n
  on n.dossier_id = c.dossier_id and n.relation_id = c.relation_id
where n.kind = 'not understood'
