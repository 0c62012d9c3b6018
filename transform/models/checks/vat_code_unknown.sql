with codes as (
  select
    l.dossier_id,
    l.bookyear_id,
    l.vat_code,
    l.side,
    sum(l.base_amount) as amount,
    -- What it may be, by where most of its customers or suppliers are.
    count(case when n.region = 'EU' then 1 end) as in_eu,
    count(case when n.region = 'outside' then 1 end) as outside,
    count(*) as lines
  from {{ ref('trade_lines') }} as l
  left join {{ ref('relation_numbers') }} as n
    on n.dossier_id = l.dossier_id and n.relation_id = l.relation_id
  where l.operation = 'unknown'
  group by l.dossier_id, l.bookyear_id, l.vat_code, l.side
),

proposed as (
  select
    c.*,
    d.description,
    case
      when c.side = 'sale' and d.percentage > 0 then 'sale_domestic'
      when c.side = 'sale' and 2 * c.in_eu > c.lines then 'sale_eu_goods, sale_eu_services'
      when c.side = 'sale' and 2 * c.outside > c.lines then 'sale_export'
      when c.side = 'sale' then 'sale_cocontractor, sale_special0, sale_exempt44'
      when 2 * c.in_eu > c.lines then 'purchase_eu_goods, purchase_eu_services'
      when 2 * c.outside > c.lines then 'purchase_import_deferred, purchase_non_eu_services'
      else 'purchase_domestic, purchase_cocontractor'
    end as proposal
  from codes as c
  left join {{ ref('dossier_vat_codes') }} as d
    on d.dossier_id = c.dossier_id and d.code = c.vat_code and d.side = c.side
)

select
  {{ tap_octopus.finding(
    'p.dossier_id',
    bookyear_id='p.bookyear_id',
    subject=tap_octopus.vat_code_named('p'),
    detail='p.proposal',
    amount='p.amount'
  ) }}
from proposed as p
