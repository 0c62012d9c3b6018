with codes as (
  select
    dossier_id,
    vat_code,
    side,
    min(operation) as operation,
    max(operation) as other_operation,
    sum(base_amount) as amount
  from {{ ref('trade_lines') }}
  where grid_source = 'inferred'
  group by dossier_id, vat_code, side
)

select
  {{ tap_octopus.finding(
    'c.dossier_id',
    subject=tap_octopus.vat_code_named('c'),
    detail="case when c.operation = c.other_operation then c.operation else "
      ~ tap_octopus.say('c.operation', "', '", 'c.other_operation') ~ " end",
    amount='c.amount'
  ) }}
from (
  select c.*, d.description
  from codes as c
  left join {{ ref('dossier_vat_codes') }} as d
    on d.dossier_id = c.dossier_id and d.code = c.vat_code and d.side = c.side
) as c
